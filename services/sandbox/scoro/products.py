"""Products, shared with the entities they list."""

from typing import Any

from services.sandbox.scoro import lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import PRODUCTS
from services.sandbox.scoro.kinds import text
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.reading import new_row, read_custom_fields, read_fields
from services.sandbox.scoro.sharing import is_shared_with, read_accounts, shown_accounts
from services.sandbox.scoro.state import Row

VAT_REFERENCES = ("default_vat_code_id", "default_sales_tax_id", "default_purchases_tax_id")
ACCOUNT_REFERENCES = ("sales_finance_account_id", "purchases_finance_account_id")


def save(old: Row | None, call: Call) -> Row:
    given = call.request
    row = dict(old) if old else _new(call)
    row |= read_fields(PRODUCTS, given)
    if not call.settings.product_codes:
        row["code"] = old["code"] if old else ""
    if "names" in given and "name" not in given:
        row["name"] = _name(given["names"], call)
    if not row["name"].strip():
        raise BadRequestError.brief("name is required")
    _check_references(row, given, call)
    _check_code(row, call)
    if "product_accounts" in given:
        row["_accounts"] = read_accounts("product_accounts", given["product_accounts"], call)
    if "custom_fields" in given:
        definitions = call.state.table("customFields")
        row["_custom"] = read_custom_fields(definitions, "products", given["custom_fields"], row["_custom"])
    return row


def _new(call: Call) -> Row:
    entity_id = call.entity.entity_id
    return new_row(PRODUCTS) | {
        "is_active": True,
        "amount": PRODUCTS["amount"].default + 1,
        "account_id": entity_id,
        "_accounts": [entity_id],
        "_custom": {},
    }


def _name(names: Any, call: Call) -> str:
    """The older form: one text per language."""
    if not isinstance(names, dict) or not names:
        raise BadRequestError.field("names", "must be an object of texts by language")
    return text(names.get(call.body.get("lang")) or next(iter(names.values())))


def _check_references(row: Row, given: dict[str, Any], call: Call) -> None:
    for module, names in (("vatCodes", VAT_REFERENCES), ("financeAccounts", ACCOUNT_REFERENCES)):
        for name in names:
            if name in given and row[name]:
                lookups.one_of_entity(call, module, name, row[name])
    if given.get("accounting_object_id") and row["accounting_object_id"]:
        lookups.finance_object(call, {"finance_object_id": row["accounting_object_id"]})
    if given.get("supplier_id") and row["supplier_id"]:
        lookups.contact(call, "supplier_id", row["supplier_id"])


def _check_code(row: Row, call: Call) -> None:
    if not row["code"] or not call.settings.unique_product_codes:
        return
    for other in call.state.table("products").values():
        is_other = other["product_id"] != row["product_id"]
        if is_other and not other["is_deleted"] and other["code"].casefold() == row["code"].casefold():
            raise BadRequestError.brief(f"Product code {row['code']} is already in use")


def derive(row: Row, call: Call, detailed: bool) -> Row:  # noqa: FBT001 the shape of Derive
    more: Row = {"product_accounts": shown_accounts(row)}
    if detailed:
        more["custom_fields"] = lookups.custom_fields_shown(call, "products", row)
    return more


MODULE = Module(
    name="products",
    key="product_id",
    fields=PRODUCTS,
    derive=derive,
    belongs=is_shared_with,
    save=save,
    can_delete=True,
    basics=("product_id", "code", "name", "modified_date"),
)
