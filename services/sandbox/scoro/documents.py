"""What invoices, prepayment invoices and bills have in common: header, number, lines, VAT and sums."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.sandbox.scoro import contacts, line_projects, lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.document_fields import VAT_FIELDS
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import ZERO, Field
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.lines import SALES, Side, amounts, built_lines, line_shown
from services.sandbox.scoro.numbers import check_number, next_number
from services.sandbox.scoro.reading import new_row, read_custom_fields, read_fields
from services.sandbox.scoro.settling import gross, settle
from services.sandbox.scoro.state import Row, VatMode
from services.sandbox.scoro.totals import cents, totals

DAYS_TO_PAY = 14
HIGHEST_DISCOUNT = 100


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of document differs from the others."""

    module: str
    fields: Mapping[str, Field]
    side: Side = SALES
    has_own_series: bool = True
    """Whether the site numbers it: the next free number if none is given, and none twice."""
    per_line_project: bool = False
    """Whether the header says so where lines have projects of their own."""


def saved(form: Form, old: Row | None, call: Call) -> Row:
    given = call.request
    row = dict(old) if old else _new(form, call)
    row |= read_fields(form.fields, given)
    if (owner_id := lookups.user_id(call, given, "owner_id", "owner_email")) is not None:
        row["owner_id"] = owner_id
    if old is None:
        _fill_in(form, row, call)
    if not given.get("currency_rate") and (old is None or old["currency"] != row["currency"]):
        row["currency_rate"] = _usual_rate(row["currency"], call)
    _check(form, row, given, call)
    if old is not None:
        line_projects.follow_header(row, old["project_id"])
    if "lines" in given:
        row["_lines"] = built_lines(given["lines"], row["_lines"], form.side, call)
    line_projects.fill_in(row, per_line=form.per_line_project)
    if "custom_fields" in given:
        definitions = call.state.table("customFields")
        row["_custom"] = read_custom_fields(definitions, form.module, given["custom_fields"], row["_custom"])
    _name_vat(form, row, given, call, is_new=old is None)
    recompute(row, call)
    if old is not None and call.settings.receipts_fix_documents:
        _check_received(old, row)
    return row


def _new(form: Form, call: Call) -> Row:
    private: Row = {"_lines": [], "_custom": {}, "_paid_sum": ZERO}
    return new_row(form.fields) | private | {"account_id": call.entity.entity_id, "owner_id": call.actor_id}


def _fill_in(form: Form, row: Row, call: Call) -> None:
    """What a person would find filled in already."""
    if not row["company_id"]:
        raise BadRequestError("company_id is required")
    if form.has_own_series:
        row["no"] = row["no"] or next_number(call, form.module)
    row["date"] = row["date"] or call.now.astimezone(call.zone).date()
    row["deadline"] = row["deadline"] or row["date"] + dt.timedelta(days=DAYS_TO_PAY)
    row["currency"] = row["currency"] or call.entity.base_currency


def _usual_rate(currency: str, call: Call) -> Decimal:
    is_base = currency == call.entity.base_currency
    return Decimal(1) if is_base else call.entity.currency_rates.get(currency, Decimal(1))


def _check(form: Form, row: Row, given: Mapping[str, Any], call: Call) -> None:
    _check_references(form, row, given, call)
    if row["currency"] not in call.entity.active_currencies:
        raise BadRequestError.field("currency", f"{row['currency']} is not an active currency")
    if row["currency_rate"] <= 0:
        raise BadRequestError.field("currency_rate", "must be above zero")
    for name in ("discount", "discount2", "discount3"):
        if not 0 <= (row[name] or 0) <= HIGHEST_DISCOUNT:
            raise BadRequestError.field(name, "must be between 0 and 100")
    if row["date"] is None:
        raise BadRequestError.field("date", "is required")
    if form.has_own_series and "no" in given:
        check_number(row, call, form.module)


def _check_references(form: Form, row: Row, given: Mapping[str, Any], call: Call) -> None:
    if "company_id" in given:
        lookups.contact(call, "company_id", row["company_id"])
    if given.get("person_id") and row["person_id"]:
        lookups.contact(call, "person_id", row["person_id"])
    if not (form.per_line_project and row["project_id"] == line_projects.PER_LINE):
        row["project_id"] = max(0, row["project_id"])
    if given.get("project_id") and row["project_id"] > 0:
        lookups.project(call, row["project_id"])
    if given.get("company_address_id") and row["company_address_id"]:
        lookups.address(call, "company_address_id", row["company_id"], row["company_address_id"])


def _check_received(old: Row, row: Row) -> None:
    """With a receipt, only what does not touch the final sum can change (help centre, article 12664904765709)."""
    if old["_paid_sum"] and (gross(old), old["currency"]) != (gross(row), row["currency"]):
        raise BadRequestError("The document has receipts, its sum cannot be changed: remove them first")


def _name_vat(form: Form, row: Row, given: Mapping[str, Any], call: Call, *, is_new: bool) -> None:
    """One rate for the whole document, only where VAT is document-based."""
    if call.entity.vat_mode is VatMode.LINE:
        row |= {"vat": None, "vat_code": "", "vat_code_id": None}
        return
    code = lookups.vat_code(call, {name: row[name] for name in VAT_FIELDS if name in given})
    if code is None and is_new:
        code = call.state.find("vatCodes", form.side.usual_vat_code_id(call.entity))
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


def removed(row: Row, call: Call) -> None:
    """A deleted document keeps its last values but for lines and VAT. One with receipts stays (assumed)."""
    if row["_paid_sum"] and call.settings.receipts_fix_documents:
        raise BadRequestError("The document has receipts and cannot be deleted: remove them first")
    row |= {"_lines": [], "vat": None, "vat_code": "", "vat_code_id": None}


def is_entitys(row: Row, call: Call) -> bool:
    return bool(row["account_id"] == call.entity.entity_id)


def derive(form: Form, row: Row, call: Call, *, detailed: bool) -> Row:
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
        "project_name": lookups.project_name(call, row["project_id"]),
        "lines": [line_shown(line, form.side, call) for line in row["_lines"]],
        "custom_fields": lookups.custom_fields_shown(call, form.module, row),
    }


def _address(row: Row, company: Row | None, call: Call) -> Any:
    addresses: list[Row] = company["_addresses"] if company else []
    chosen = [one for one in addresses if one["contacts_addresses_id"] == row["company_address_id"]] or addresses
    return contacts.address_shown(chosen[0], call) if chosen else call.wire.formats[Kind.MAP]({})
