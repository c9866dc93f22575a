"""Receipts: groups of payments in and out, each on one invoice, prepayment invoice or bill.

The shape is documented; what a receipt does to documents is assumed: it counts as paid there, in the document's own
currency, and never beyond the document's sum. A refund is a negative sum, on a credit invoice as on any other document.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from services.sandbox.scoro import bills, contacts, documents, invoices, lookups, prepayments
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.module import Change, Module
from services.sandbox.scoro.reading import a_list_of_objects, new_row, read_custom_fields, read_field, read_fields
from services.sandbox.scoro.receipt_fields import PARTS, RECEIPTS
from services.sandbox.scoro.records import is_deleted, touched
from services.sandbox.scoro.settling import due, may_be_paid, settle
from services.sandbox.scoro.state import Row

Target = tuple[str, int]
"""Module and id of the document that a part pays."""

PAID_MODULES = {one.name: one for one in (invoices.MODULE, prepayments.MODULE, bills.MODULE)}
_FIRST_PART_ID = 1_201


def save(old: Row | None, call: Call) -> Row:
    given = call.request
    row = dict(old) if old else _new(call)
    row |= read_fields(RECEIPTS, given)
    row["date"] = row["date"] or call.now.astimezone(call.zone).date()
    row["currency"] = row["currency"] or call.entity.base_currency
    if "receipts" in given:
        row["_parts"] = _parts(given["receipts"], row, call)
    if not row["_parts"]:
        raise BadRequestError("receipts is required")
    paid = [_document(part, row, call) for part in row["_parts"]]
    row["contact_id"] = row["contact_id"] or paid[0]["company_id"]
    row["sum"] = sum((part["sum"] for part in row["_parts"]), Decimal(0))
    _check(row, given, call)
    _check_sums(old, row, call)
    if "custom_fields" in given:
        definitions = call.state.table("customFields")
        row["_custom"] = read_custom_fields(definitions, "receipts", given["custom_fields"], row["_custom"])
    return row


def _new(call: Call) -> Row:
    return new_row(RECEIPTS) | {"_entity": call.entity.entity_id, "_parts": [], "_custom": {}}


def _parts(given: Any, row: Row, call: Call) -> list[Row]:
    """The whole collection is replaced: what is to stay carries its id."""
    known = {part["receipt_id"]: part for part in row["_parts"]}
    return [_part(one, known, row, call) for one in a_list_of_objects("receipts", given)]


def _part(given: dict[str, Any], known: dict[int, Row], row: Row, call: Call) -> Row:
    values = read_fields(PARTS, given)
    if part_id := read_field("receipt_id", PARTS["receipt_id"], given.get("receipt_id")):
        if part_id not in known:
            raise BadRequestError.field("receipts", f"receipt {part_id} not found")
        part = known[part_id] | values
    else:
        usual = {"date": row["date"], "sales_doc_type": row["sales_doc_type"]}
        part = new_row(PARTS) | usual | values | {"receipt_id": call.state.next_id("parts", first=_FIRST_PART_ID)}
    part["date"] = part["date"] or row["date"]
    if not part["sum"]:
        raise BadRequestError.field("sum", "is required and must not be zero")
    if part["sales_doc_type"] != row["sales_doc_type"]:
        raise BadRequestError.field("sales_doc_type", "must be the same in all receipts of a group")
    if bool(part["invoice_id"]) == bool(part["prepayment_id"]):
        raise BadRequestError.field("receipts", "each receipt needs either an invoice_id or a prepayment_id")
    return part


def _target(part: Row) -> Target:
    if part["prepayment_id"]:
        return prepayments.MODULE.name, part["prepayment_id"]
    return part["sales_doc_type"], part["invoice_id"]


def _document(part: Row, row: Row, call: Call) -> Row:
    module, document_id = _target(part)
    found = call.state.find(module, document_id)
    if found is None or is_deleted(found) or not documents.is_entitys(found, call):
        raise BadRequestError.field("prepayment_id" if part["prepayment_id"] else "invoice_id", "document not found")
    if found["currency"] != row["currency"]:
        raise BadRequestError.field("currency", f"the document is in {found['currency']}")
    return found


def _check(row: Row, given: dict[str, Any], call: Call) -> None:
    if "sum" in given and read_field("sum", RECEIPTS["sum"], given["sum"]) != row["sum"]:
        raise BadRequestError.field("sum", f"must be the sum of the receipts ({row['sum']})")
    if "contact_id" in given:
        lookups.contact(call, "contact_id", row["contact_id"])
    if row["receipt_account_id"]:
        lookups.one_of_entity(call, "receiptAccounts", "receipt_account_id", row["receipt_account_id"])


def _check_sums(old: Row | None, row: Row, call: Call) -> None:
    before, after = _sums(old), _sums(row)
    for target, total in after.items():
        document = call.state.table(target[0])[target[1]]
        earlier = before.get(target, Decimal(0))
        if not may_be_paid(document, document["_paid_sum"] - earlier + total):
            raise BadRequestError.field("sum", f"{total} exceeds what is due ({due(document) + earlier})")


def _sums(row: Row | None) -> dict[Target, Decimal]:
    """What a group pays, by document; one that is deleted pays nothing."""
    sums: dict[Target, Decimal] = {}
    for part in _living(row):
        sums[_target(part)] = sums.get(_target(part), Decimal(0)) + part["sum"]
    return sums


def _living(row: Row | None) -> list[Row]:
    return [] if row is None or is_deleted(row) else row["_parts"]


def _follow(old: Row | None, row: Row, call: Call) -> list[Change]:
    """Every document whose receipts differ is changed by that, webhooks and all (assumed)."""
    before, after = _sums(old), _sums(row)
    changes = []
    for target in sorted({*before, *after}):
        if _of(target, old) != _of(target, row):
            more = after.get(target, Decimal(0)) - before.get(target, Decimal(0))
            days = [part["date"] for part in _of(target, row)]
            changes.append(_paid(target, more, max(days, default=None), call))
    return changes


def _of(target: Target, row: Row | None) -> list[Row]:
    return [part for part in _living(row) if _target(part) == target]


def _paid(target: Target, more: Decimal, day: dt.date | None, call: Call) -> Change:
    document = dict(call.state.table(target[0])[target[1]])
    document["_paid_sum"] += more
    settle(document)
    if "dateofpayment" in document:
        document["dateofpayment"] = day if document["status"] == "paid" else None
    return touched(PAID_MODULES[target[0]], document, call)


def derive(row: Row, call: Call, detailed: bool) -> Row:  # noqa: FBT001 the shape of Derive
    more: Row = {"receipts": [_shown(part, call) for part in row["_parts"]]}
    if detailed:
        more["custom_fields"] = lookups.custom_fields_shown(call, "receipts", row)
    return more


def _shown(part: Row, call: Call) -> dict[str, Any]:
    """The document's number comes back from `modify` only."""
    formats = call.wire.formats
    module, document_id = _target(part)
    document = call.state.table(module)[document_id]
    payer = call.state.find("contacts", document["company_id"])
    number = {"invoice_no": formats[Kind.TEXT](document["no"])} if call.action == "modify" else {}
    return {name: formats[field.kind](part[name]) for name, field in PARTS.items()} | {
        "contact_id": document["company_id"],
        "contact_name": formats[Kind.TEXT](contacts.full_name(payer)) if payer else "",
        **number,
    }


MODULE = Module(
    name="receipts",
    key="id",
    fields=RECEIPTS,
    derive=derive,
    belongs=lambda row, call: bool(row["_entity"] == call.entity.entity_id),
    save=save,
    follow=_follow,
    can_delete=True,
    basics=("id", "date", "sum", "modified_date"),
)
