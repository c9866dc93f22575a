"""Document lines: replaced as a whole, defaults from the product, sums and VAT worked out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.sandbox.scoro import lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.document_fields import BILL_LINES, HEADING_FIELDS, LINES, VAT_FIELDS
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import ZERO, Field
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.reading import a_list_of_objects, new_row, read_field, read_fields
from services.sandbox.scoro.state import Entity, Row, VatMode
from services.sandbox.scoro.totals import LineAmounts, line_sum

HEADING = -1
FREE_TEXT = 0
_FIRST_LINE_ID = 14_001
_REPEATED = ("product_id", "comment", "price", "amount2", "unit", "discount", "finance_account_id")


@dataclass(frozen=True, slots=True)
class Side:
    """Sales or purchases: a line's fields, and which of a product's fields it takes what it lacks from."""

    fields: Mapping[str, Field]
    price: str
    finance_account_id: str
    vat_code_id: str
    usual_vat_code_id: Callable[[Entity], int]
    """For what names neither a VAT code nor a product with one."""


SALES = Side(
    fields=LINES,
    price="price",
    finance_account_id="sales_finance_account_id",
    vat_code_id="default_sales_tax_id",
    usual_vat_code_id=lambda entity: entity.default_vat_code_id,
)

PURCHASES = Side(
    fields=BILL_LINES,
    price="buying_price",
    finance_account_id="purchases_finance_account_id",
    vat_code_id="default_purchases_tax_id",
    usual_vat_code_id=lambda entity: entity.default_purchases_vat_code_id,
)


def built_lines(given: Any, kept: list[Row], side: Side, call: Call) -> list[Row]:
    """Lines left out are gone; a line that stays carries its id; others get new ids, even if they look the same."""
    known = {line["id"]: line for line in kept}
    lines = [_built(one, known, side, call) for one in a_list_of_objects("lines", given)]
    seen = [line["id"] for line in lines]
    if len(seen) != len(set(seen)):
        raise BadRequestError.field("lines", "the same line id occurs twice")
    return lines


def _built(given: dict[str, Any], known: Mapping[int, Row], side: Side, call: Call) -> Row:
    values = read_fields(side.fields, given)
    if line_id := read_field("id", LINES["id"], given.get("id")):
        if line_id not in known:
            raise BadRequestError.field("lines", f"line {line_id} not found")
        line = known[line_id] | values
    else:
        line = _with_defaults(values, side, call) | {"id": call.state.next_id("lines", first=_FIRST_LINE_ID)}
    if line["product_id"] == HEADING:
        return line | {name: value for name, value in _NOTHING.items() if name in line}
    if line["product_id"] != FREE_TEXT and line["product_id"] != known.get(line_id, {}).get("product_id"):
        lookups.product(call, line["product_id"])
    _name_account(line, given, side, call)
    _name_object_and_project(line, given, call)
    _name_parties(line, given, call)
    _name_vat(line, values, side, call)
    line["sum"] = line_sum(line["price"], line["amount"], line["discount"], _second(line, call))
    return line


_NOTHING: Row = {"price": ZERO, "amount": ZERO, "amount2": None, "discount": ZERO, "sum": ZERO} | {
    "vat": None,
    "vat_code": "",
    "vat_code_id": None,
}


def _with_defaults(values: Row, side: Side, call: Call) -> Row:
    """Price, unit and quantity come from the product where they are left out."""
    line = new_row(side.fields) | {"amount": ZERO + 1}
    if (product_id := values.get("product_id", FREE_TEXT)) > 0:
        product = lookups.product(call, product_id)
        line |= {
            "price": product[side.price],
            "unit": product["unit"],
            "finance_object_id": lookups.own_object(call, product),
        }
    return line | values


def _name_account(line: Row, given: dict[str, Any], side: Side, call: Call) -> None:
    named = lookups.finance_account(call, given)
    if named is not None:
        line["finance_account_id"] = named
    elif "id" not in given and line["product_id"] > 0:
        own = lookups.product(call, line["product_id"])[side.finance_account_id]
        line["finance_account_id"] = own if lookups.is_entitys(call, "financeAccounts", own) else 0


def _name_object_and_project(line: Row, given: dict[str, Any], call: Call) -> None:
    if (object_id := lookups.finance_object(call, given)) is not None:
        line["finance_object_id"] = object_id
    if "project_id" in given:
        line["project_id"] = max(0, line["project_id"])
        if line["project_id"]:
            lookups.project(call, line["project_id"])


def _name_parties(line: Row, given: dict[str, Any], call: Call) -> None:
    if given.get("supplier_id") and line.get("supplier_id"):
        lookups.contact(call, "supplier_id", line["supplier_id"])
    doer_id = lookups.user_id(call, given, "doer_id", "doer_email")
    if doer_id is not None and "doer_id" in line:
        line["doer_id"] = doer_id


def _name_vat(line: Row, values: Row, side: Side, call: Call) -> None:
    """Line-based VAT: as given, else as it was, else the product's, else the entity's. Document-based: none here."""
    if call.entity.vat_mode is VatMode.DOCUMENT:
        line |= {"vat": None, "vat_code": "", "vat_code_id": None}
        return
    code = lookups.vat_code(call, {name: values[name] for name in VAT_FIELDS & values.keys()})
    if code is None and line["vat_code_id"] is None:
        code = call.state.find("vatCodes", _default_vat_code_id(line, side, call))
    if code is not None:
        line |= {"vat": code["percent"], "vat_code": code["vat_code"], "vat_code_id": code["vat_code_id"]}


def _default_vat_code_id(line: Row, side: Side, call: Call) -> int:
    own = 0
    if line["product_id"] > 0 and (product := call.state.find("products", line["product_id"])):
        own = product[side.vat_code_id] or product["default_vat_code_id"]
    return own if lookups.is_entitys(call, "vatCodes", own) else side.usual_vat_code_id(call.entity)


def _second(line: Row, call: Call) -> Any:
    return line.get("amount2") if call.entity.secondary_quantity else None


def amounts(line: Row, call: Call) -> LineAmounts:
    product = call.state.find("products", line["product_id"])
    return LineAmounts(line["sum"], line["vat"] or ZERO, is_discountable=not (product and product["no_discounts"]))


def repeated(line: Row, times: Decimal = Decimal(1)) -> dict[str, Any]:
    """What to write for the same line on another document, with its quantity times this, to four decimals."""
    if line["product_id"] == HEADING:
        return {"product_id": HEADING, "comment": line["comment"]}
    vat = {"vat_code_id": line["vat_code_id"]} if line["vat_code_id"] else {}
    amount = (line["amount"] * times).quantize(Decimal("0.0001"))
    return {name: line[name] for name in _REPEATED} | vat | {"amount": amount}


def line_shown(line: Row, side: Side, call: Call) -> dict[str, Any]:
    formats = call.wire.formats
    if line["product_id"] == HEADING:
        return {name: formats[LINES[name].kind](line[name]) for name in HEADING_FIELDS}
    by_line = call.entity.vat_mode is VatMode.LINE
    shown = {
        name: formats[field.kind](line[name])
        for name, field in side.fields.items()
        if by_line or name not in VAT_FIELDS
    }
    return shown | _looked_up(line, side, call)


def _looked_up(line: Row, side: Side, call: Call) -> dict[str, Any]:
    escaped = call.wire.formats[Kind.TEXT]
    product = call.state.find("products", line["product_id"])
    account = call.state.find("financeAccounts", line["finance_account_id"])
    accounting_object = call.state.find("financeObjects", line["finance_object_id"])
    found = {
        "product_name": escaped(product["name"]) if product else "",
        "product_code": escaped(product["code"]) if product else "",
        "finance_account_symbol": account["account_symbol"] if account else "",
        "finance_account_name": escaped(account["name"]) if account else "",
        "finance_object_symbol": accounting_object["object_symbol"] if accounting_object else "",
        "finance_object_name": escaped(accounting_object["name"]) if accounting_object else "",
        "project_name": lookups.project_name(call, line["project_id"]),
        "custom_fields": None,
    }
    return found | (_margin(line, call) if side is SALES else {})


def _margin(line: Row, call: Call) -> dict[str, Any]:
    """Who supplies and does it: on sales lines only."""
    supplier = call.state.find("contacts", line["supplier_id"])
    return {
        "supplier_name": call.wire.formats[Kind.TEXT](supplier["name"]) if supplier else "",
        "doer_email": lookups.user_email(call, line["doer_id"]),
        "role_name": "",
        "dates": call.wire.formats[Kind.MAP]({}),
        "depot_amounts": [],
    }
