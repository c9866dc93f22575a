"""Document lines: replaced as a whole, defaults from the product, sums and VAT worked out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.sandbox.scoro import lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import HEADING_FIELDS, LINES, VAT_FIELDS, ZERO
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.reading import a_list_of_objects, new_row, read_field, read_fields
from services.sandbox.scoro.state import Row, VatMode
from services.sandbox.scoro.totals import LineAmounts, line_sum

HEADING = -1
FREE_TEXT = 0
_FIRST_LINE_ID = 14_001
_CREDITED = ("product_id", "comment", "price", "amount2", "unit", "discount", "finance_account_id")


def built_lines(given: Any, kept: list[Row], call: Call) -> list[Row]:
    """Lines left out are gone; a line that stays carries its id; others get new ids, even if they look the same."""
    known = {line["id"]: line for line in kept}
    lines = [_built(one, known, call) for one in a_list_of_objects("lines", given)]
    seen = [line["id"] for line in lines]
    if len(seen) != len(set(seen)):
        raise BadRequestError.field("lines", "the same line id occurs twice")
    return lines


def _built(given: dict[str, Any], known: Mapping[int, Row], call: Call) -> Row:
    values = read_fields(LINES, given)
    if line_id := read_field("id", LINES["id"], given.get("id")):
        if line_id not in known:
            raise BadRequestError.field("lines", f"line {line_id} not found")
        line = known[line_id] | values
    else:
        line = _with_defaults(values, call) | {"id": call.state.next_id("lines", first=_FIRST_LINE_ID)}
    if line["product_id"] == HEADING:
        return line | _NOTHING
    if line["product_id"] != FREE_TEXT and line["product_id"] != known.get(line_id, {}).get("product_id"):
        lookups.product(call, line["product_id"])
    _name_account(line, given, call)
    _name_vat(line, values, call)
    line["sum"] = line_sum(line["price"], line["amount"], line["discount"], _second(line, call))
    return line


_NOTHING: Row = {"price": ZERO, "amount": ZERO, "amount2": None, "discount": ZERO, "sum": ZERO} | {
    "vat": None,
    "vat_code": "",
    "vat_code_id": None,
}


def _with_defaults(values: Row, call: Call) -> Row:
    """Price, unit and quantity come from the product where they are left out."""
    line = new_row(LINES) | {"amount": ZERO + 1}
    if (product_id := values.get("product_id", FREE_TEXT)) > 0:
        product = lookups.product(call, product_id)
        line |= {
            "price": product["price"],
            "unit": product["unit"],
            "finance_object_id": product["accounting_object_id"],
        }
    return line | values


def _name_account(line: Row, given: dict[str, Any], call: Call) -> None:
    named = lookups.finance_account(call, given)
    if named is not None:
        line["finance_account_id"] = named
    elif "id" not in given and line["product_id"] > 0:
        own = lookups.product(call, line["product_id"])["sales_finance_account_id"]
        line["finance_account_id"] = own if lookups.is_entitys(call, "financeAccounts", own) else 0


def _name_vat(line: Row, values: Row, call: Call) -> None:
    """Line-based VAT: as given, else as it was, else the product's, else the entity's. Document-based: none here."""
    if call.entity.vat_mode is VatMode.DOCUMENT:
        line |= {"vat": None, "vat_code": "", "vat_code_id": None}
        return
    code = lookups.vat_code(call, {name: values[name] for name in VAT_FIELDS & values.keys()})
    if code is None and line["vat_code_id"] is None:
        code = call.state.find("vatCodes", _default_vat_code_id(line, call))
    if code is not None:
        line |= {"vat": code["percent"], "vat_code": code["vat_code"], "vat_code_id": code["vat_code_id"]}


def _default_vat_code_id(line: Row, call: Call) -> int:
    own = 0
    if line["product_id"] > 0 and (product := call.state.find("products", line["product_id"])):
        own = product["default_sales_tax_id"] or product["default_vat_code_id"]
    return own if lookups.is_entitys(call, "vatCodes", own) else call.entity.default_vat_code_id


def _second(line: Row, call: Call) -> Any:
    return line["amount2"] if call.entity.secondary_quantity else None


def amounts(line: Row, call: Call) -> LineAmounts:
    product = call.state.find("products", line["product_id"])
    return LineAmounts(line["sum"], line["vat"] or ZERO, is_discountable=not (product and product["no_discounts"]))


def credited(line: Row, share: Decimal) -> dict[str, Any]:
    """What to write for a line of a credit invoice: the same with a negative quantity, to four decimals."""
    if line["product_id"] == HEADING:
        return {"product_id": HEADING, "comment": line["comment"]}
    vat = {"vat_code_id": line["vat_code_id"]} if line["vat_code_id"] else {}
    amount = (-line["amount"] * share).quantize(Decimal("0.0001"))
    return {name: line[name] for name in _CREDITED} | vat | {"amount": amount}


def line_shown(line: Row, call: Call) -> dict[str, Any]:
    formats = call.wire.formats
    if line["product_id"] == HEADING:
        return {name: formats[LINES[name].kind](line[name]) for name in HEADING_FIELDS}
    by_line = call.entity.vat_mode is VatMode.LINE
    shown = {
        name: formats[field.kind](line[name]) for name, field in LINES.items() if by_line or name not in VAT_FIELDS
    }
    return shown | _looked_up(line, call)


def _looked_up(line: Row, call: Call) -> dict[str, Any]:
    escaped = call.wire.formats[Kind.TEXT]
    product = call.state.find("products", line["product_id"])
    account = call.state.find("financeAccounts", line["finance_account_id"])
    supplier = call.state.find("contacts", line["supplier_id"])
    return {
        "product_name": escaped(product["name"]) if product else "",
        "product_code": escaped(product["code"]) if product else "",
        "finance_account_symbol": account["account_symbol"] if account else "",
        "finance_account_name": escaped(account["name"]) if account else "",
        "finance_object_symbol": "",
        "finance_object_name": "",
        "project_name": "",
        "supplier_name": escaped(supplier["name"]) if supplier else "",
        "doer_email": lookups.user_email(call, line["doer_id"]),
        "role_name": "",
        "dates": call.wire.formats[Kind.MAP]({}),
        "depot_amounts": [],
        "custom_fields": None,
    }
