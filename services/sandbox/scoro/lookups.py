"""Finding the objects that others refer to; whatever is missing, deleted or another entity's is refused."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.document_fields import LINES
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.reading import read_field
from services.sandbox.scoro.sharing import is_shared_with
from services.sandbox.scoro.state import Row


def contact(call: Call, name: str, contact_id: int) -> Row:
    found = call.state.find("contacts", contact_id)
    if found is None or found["is_deleted"]:
        raise BadRequestError.field(name, f"contact {contact_id} not found")
    return found


def product(call: Call, product_id: int) -> Row:
    found = call.state.find("products", product_id)
    if found is None or found["is_deleted"] or not is_shared_with(found, call):
        raise BadRequestError.field("product_id", f"product {product_id} not found")
    return found


def address(call: Call, name: str, contact_id: int, address_id: int) -> None:
    owner = call.state.find("contacts", contact_id)
    if owner is None or address_id not in {one["contacts_addresses_id"] for one in owner["_addresses"]}:
        raise BadRequestError.field(name, f"address {address_id} is none of contact {contact_id}")


def user_id(call: Call, given: Mapping[str, Any], by_id: str, by_email: str) -> int | None:
    """A user named by id or else by e-mail address; 0 = explicitly nobody, None = not named at all."""
    if by_id in given:
        found = int(read_field(by_id, LINES["doer_id"], given[by_id]))
        if found and call.state.find("users", found) is None:
            raise BadRequestError.field(by_id, f"user {found} not found")
        return found
    if not (email := given.get(by_email)):
        return None
    for row in call.state.table("users").values():
        if row["email"].casefold() == str(email).casefold():
            return int(row["id"])
    raise BadRequestError.field(by_email, f"user {email} not found")


def project(call: Call, project_id: int) -> None:
    found = call.state.find("projects", project_id)
    if found is None or found["is_deleted"] or not is_shared_with(found, call):
        raise BadRequestError.field("project_id", f"project {project_id} not found")


def finance_object(call: Call, given: Mapping[str, Any]) -> int | None:
    """By id or by symbol, among those that the entity shares; 0 = explicitly none, None = not named at all."""
    if "finance_object_id" in given:
        object_id = int(read_field("finance_object_id", LINES["finance_object_id"], given["finance_object_id"]))
        found = call.state.find("financeObjects", object_id)
        if object_id and (found is None or not is_shared_with(found, call)):
            raise BadRequestError.field("finance_object_id", f"accounting object {object_id} not found")
        return object_id
    if not (symbol := given.get("finance_object_symbol")):
        return None
    for row in call.state.table("financeObjects").values():
        if is_shared_with(row, call) and row["object_symbol"] == str(symbol):
            return int(row["object_id"])
    raise BadRequestError.field("finance_object_symbol", f"accounting object {symbol} not found")


def own_object(call: Call, product_row: Row) -> int:
    """A product's accounting object, where this entity shares it too."""
    found = call.state.find("financeObjects", product_row["accounting_object_id"])
    return int(found["object_id"]) if found is not None and is_shared_with(found, call) else 0


def project_name(call: Call, project_id: int) -> Any:
    found = call.state.find("projects", project_id)
    return call.wire.formats[Kind.TEXT](found["project_name"]) if found else ""


def user_email(call: Call, user_id: int) -> str:
    found = call.state.find("users", user_id)
    return found["email"] if found else ""


def of_entity(call: Call, module: str) -> Iterable[Row]:
    return (row for row in call.state.table(module).values() if row["_entity"] == call.entity.entity_id)


def is_entitys(call: Call, module: str, row_id: int) -> bool:
    """A shared product may name accounts and rates of another entity; those do not count here."""
    found = call.state.find(module, row_id)
    return found is not None and found["_entity"] == call.entity.entity_id


def one_of_entity(call: Call, module: str, name: str, row_id: int) -> Row:
    found = call.state.find(module, row_id)
    if found is None or not is_entitys(call, module, row_id):
        raise BadRequestError.field(name, f"{module} {row_id} not found")
    return found


def finance_account(call: Call, given: dict[str, Any]) -> int | None:
    """By id or by symbol, as documents may name it; None = not named at all."""
    if "finance_account_id" in given:
        account_id = int(read_field("finance_account_id", LINES["finance_account_id"], given["finance_account_id"]))
        if account_id:
            one_of_entity(call, "financeAccounts", "finance_account_id", account_id)
        return account_id
    if not (symbol := given.get("finance_account_symbol")):
        return None
    for row in of_entity(call, "financeAccounts"):
        if row["account_symbol"] == str(symbol):
            return int(row["id"])
    raise BadRequestError.field("finance_account_symbol", f"account {symbol} not found")


def vat_code(call: Call, given: dict[str, Any]) -> Row | None:
    """By id, by code or by an active rate's percent; None = not named at all."""
    if given.get("vat_code_id"):
        return one_of_entity(call, "vatCodes", "vat_code_id", int(given["vat_code_id"]))
    if code := given.get("vat_code"):
        return _first_vat_code(call, "vat_code", code, lambda row: row["vat_code"] == code)
    if given.get("vat") is not None:
        percent = given["vat"]
        return _first_vat_code(call, "vat", percent, lambda row: row["percent"] == percent and row["is_active"])
    return None


def _first_vat_code(call: Call, name: str, wanted: Any, fits: Callable[[Row], bool]) -> Row:
    found: Row | None = next(filter(fits, of_entity(call, "vatCodes")), None)
    if found is None:
        raise BadRequestError.field(name, f"VAT code {wanted} not found")
    return found


def custom_fields_shown(call: Call, module: str, row: Row) -> list[dict[str, Any]]:
    """Every field of the module, filled or not."""
    values = row.get("_custom", {})
    return [
        {"id": field["id"], "name": field["name"], "value": values.get(field["id"]), "type": field["type"]}
        for field in call.state.table("customFields").values()
        if module in field["modules"]
    ]
