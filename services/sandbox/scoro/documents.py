"""Invoices (regular and credit) and prepayment invoices: the same shape, two modules, two number series."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from services.sandbox.scoro import contacts, lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import INVOICES, PREPAYMENTS, VAT_FIELDS, ZERO, Field
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.lines import amounts, built_lines, line_shown
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.reading import new_row, read_custom_fields, read_fields
from services.sandbox.scoro.state import Row, VatMode
from services.sandbox.scoro.totals import cents, totals

DAYS_TO_PAY = 14
HIGHEST_DISCOUNT = 100


def save_invoice(old: Row | None, call: Call) -> Row:
    row = saved(old, call, INVOICES, "invoices")
    for invoice_id in row["credited_invoices"] or ():
        _check_credited(invoice_id, row, call)
    return row


def _check_credited(invoice_id: int, row: Row, call: Call) -> None:
    invoice = call.state.find("invoices", invoice_id)
    if invoice is None or invoice["account_id"] != call.entity.entity_id or invoice_id == row["id"]:
        raise BadRequestError.field("credited_invoices", f"invoice {invoice_id} not found")


def saved(old: Row | None, call: Call, fields: Mapping[str, Field], module: str) -> Row:
    given = call.request
    row = dict(old) if old else _new(call, fields)
    row |= read_fields(fields, given)
    if old is None:
        _fill_in(row, given, call, module)
    _check(row, given, call, module)
    if "lines" in given:
        row["_lines"] = built_lines(given["lines"], row["_lines"], call)
    if "custom_fields" in given:
        definitions = call.state.table("customFields")
        row["_custom"] = read_custom_fields(definitions, module, given["custom_fields"], row["_custom"])
    _name_vat(row, given, call, is_new=old is None)
    recompute(row, call)
    return row


def _new(call: Call, fields: Mapping[str, Field]) -> Row:
    row = new_row(fields) | {"account_id": call.entity.entity_id, "_lines": [], "_custom": {}}
    if "generation_type" in fields:
        row["generation_type"] = "manual"
    return row


def _fill_in(row: Row, given: Mapping[str, Any], call: Call, module: str) -> None:
    """What a person would find filled in already."""
    if not row["company_id"]:
        raise BadRequestError("company_id is required")
    row["no"] = row["no"] or next_number(call, module)
    row["date"] = row["date"] or call.now.astimezone(call.zone).date()
    row["deadline"] = row["deadline"] or row["date"] + dt.timedelta(days=DAYS_TO_PAY)
    row["currency"] = row["currency"] or call.entity.base_currency
    if not given.get("currency_rate"):
        is_base = row["currency"] == call.entity.base_currency
        row["currency_rate"] = Decimal(1) if is_base else call.entity.currency_rates.get(row["currency"], Decimal(1))


def next_number(call: Call, module: str) -> str:
    numbers = (row["no"] for row in call.state.table(module).values() if row["account_id"] == call.entity.entity_id)
    return str(max((int(no) for no in numbers if no.isdecimal()), default=0) + 1)


def _check(row: Row, given: Mapping[str, Any], call: Call, module: str) -> None:
    if "company_id" in given:
        lookups.contact(call, "company_id", row["company_id"])
    if given.get("person_id") and row["person_id"]:
        lookups.contact(call, "person_id", row["person_id"])
    if row["currency"] not in call.entity.active_currencies:
        raise BadRequestError.field("currency", f"{row['currency']} is not an active currency")
    if row["currency_rate"] <= 0:
        raise BadRequestError.field("currency_rate", "must be above zero")
    for name in ("discount", "discount2", "discount3"):
        if not 0 <= (row[name] or 0) <= HIGHEST_DISCOUNT:
            raise BadRequestError.field(name, "must be between 0 and 100")
    if row["date"] is None or not row["no"].strip():
        raise BadRequestError.field("date" if row["date"] is None else "no", "is required")
    if "no" in given and call.settings.unique_invoice_numbers:
        _check_number(row, call, module)


def _check_number(row: Row, call: Call, module: str) -> None:
    for other in call.state.table(module).values():
        same = other["no"] == row["no"] and other["account_id"] == row["account_id"]
        if same and other["id"] != row["id"] and not other["is_deleted"]:
            raise BadRequestError.field("no", f"{row['no']} is already in use")


def _name_vat(row: Row, given: Mapping[str, Any], call: Call, *, is_new: bool) -> None:
    """One rate for the whole document, only where VAT is document-based."""
    if call.entity.vat_mode is VatMode.LINE:
        row |= {"vat": None, "vat_code": "", "vat_code_id": None}
        return
    code = lookups.vat_code(call, {name: row[name] for name in VAT_FIELDS if name in given})
    if code is None and is_new:
        code = call.state.find("vatCodes", call.entity.default_vat_code_id)
    if code is not None:
        row |= {"vat": code["percent"], "vat_code": code["vat_code"], "vat_code_id": code["vat_code_id"]}


def recompute(row: Row, call: Call) -> None:
    found = totals(
        [amounts(line, call) for line in row["_lines"]],
        discounts=(row["discount"], row["discount2"], row["discount3"]),
        mode=call.entity.vat_mode,
        round_tax_per_line=call.entity.round_tax_per_line,
        document_vat_percent=row["vat"] or ZERO,
    )
    share = row["prepayment_percent"] / 100 if row.get("prepayment_percent") else Decimal(1)
    row["sum"], row["vat_sum"] = cents(found.sum * share), cents(found.vat_sum * share)
    settle(row)


def settle(row: Row) -> None:
    """What is still due, and the status that follows from it."""
    due = row["sum"] + row["vat_sum"] - row.get("paid_sum", ZERO)
    if "receivable_sum" in row:
        row["receivable_sum"] = due
        row["status"] = "unpaid" if due else "paid"
    else:
        row["status"] = row["status"] or "unpaid"


def removed(row: Row, _call: Call) -> None:
    """A deleted document keeps its last values but for lines and VAT."""
    row |= {"_lines": [], "vat": None, "vat_code": "", "vat_code_id": None}


def derive(module: str, row: Row, call: Call, *, detailed: bool) -> Row:
    more: Row = {"owner_email": lookups.user_email(call, row["owner_id"])}
    if not detailed:
        return more
    company = call.state.find("contacts", row["company_id"])
    person = call.state.find("contacts", row["person_id"])
    escaped = call.wire.formats[Kind.TEXT]
    return more | {
        "company_name": escaped(contacts.full_name(company)) if company else "",
        "company_address": _address(row, company, call),
        "person_name": escaped(contacts.full_name(person)) if person else "",
        "project_name": "",
        "lines": [line_shown(line, call) for line in row["_lines"]],
        "custom_fields": lookups.custom_fields_shown(call, module, row),
    }


def _address(row: Row, company: Row | None, call: Call) -> Any:
    addresses: list[Row] = company["_addresses"] if company else []
    chosen = [one for one in addresses if one["contacts_addresses_id"] == row["company_address_id"]] or addresses
    return contacts.address_shown(chosen[0], call) if chosen else call.wire.formats[Kind.MAP]({})


INVOICES_MODULE = Module(
    name="invoices",
    key="id",
    fields=INVOICES,
    derive=lambda row, call, detailed: derive("invoices", row, call, detailed=detailed),
    belongs=lambda row, call: row["account_id"] == call.entity.entity_id,
    save=save_invoice,
    remove=removed,
    can_delete=True,
    basics=("id", "no", "company_id", "sum", "modified_date"),
    hook_module=lambda _row: "invoices",
    hook_type=lambda _row: "invoice",
)
PREPAYMENTS_MODULE = Module(
    name="prepayments",
    key="id",
    fields=PREPAYMENTS,
    derive=lambda row, call, detailed: {"lines": None} | derive("prepayments", row, call, detailed=detailed),
    belongs=lambda row, call: row["account_id"] == call.entity.entity_id,
    basics=("id", "no", "company_id", "sum", "modified_date"),
    hook_module=lambda _row: "prepayments",
    hook_type=lambda _row: "prepayment",
)
SEEDED_PREPAYMENTS_MODULE = replace(
    PREPAYMENTS_MODULE, save=lambda old, call: saved(old, call, PREPAYMENTS, "prepayments")
)
"""Only seeding writes them so far; the API cannot."""
