"""Allocating a credit note that we made to the invoice that it credits, by choice (R94); pure but for `Allocating`.

A note that credits several invoices, or one that is not linked, is left to the accountant, and so is a note that
somebody took back from its invoice: it is allocated once, right after it was made.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from services.invoices.documents import ScoroInvoice
from services.invoices.errors import CreditNotAllocatedError
from shared import jsonio
from shared.answers import ElementResult
from shared.budget import Lane
from shared.contracts.envelope import Category
from shared.documents.from_scoro.crossing import DocumentsFromScoro
from shared.documents.periods import CLOSED, DRAFT_IMPOSSIBLE, Books, PeriodClosedError, books
from shared.money import ZERO, plain
from shared.store.connections import Connection
from shared.store.records import Call, CallEntry, Entry, Link, LinkState
from shared.sync.plans import Accepted, Again, Failed, InSync, Money, Plan, Purpose, Refused, Verdict, Write
from shared.sync.settings import ClosedPeriods, SyncSettings
from shared.xero import wire
from shared.xero.client import XeroClient

NOTES, BELOW = "CreditNotes", "Allocations"
CREDITED = "credited"
"""In the memo of a creation: the invoice of Scoro that the note credits."""
DUE = "to_allocate"
"""The same, remembered by the link until it is done."""


class Allocating(DocumentsFromScoro):
    """Invoices and credit notes from Scoro, with that one step more."""

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        plans = await super().plan(connection, settings, entries, purpose)
        if settings.allocate_credit_notes:
            plans = [_marked(one) for one in plans]
        due = [one for one in plans if isinstance(one, InSync) and one.link.twin.get(DUE)]
        if not due:
            return plans
        decided = await self._allocations(connection, due)
        now = await self._store.connections.get(connection.id)  # lock dates may have been read anew just now
        there, policy = books(now.organisation), settings.of(Category.INVOICES).closed_periods
        decided = {entry_id: on_an_open_day(one, there, policy) for entry_id, one in decided.items()}
        return [decided.get(one.entry.id, one) for one in plans]

    async def _allocations(self, connection: Connection, due: Sequence[InSync]) -> dict[int, Plan]:
        """Entry → what becomes of its note, by what Xero says is left of it and open on the invoice."""
        wanted = {str(one.link.twin[DUE]) for one in due}
        links = await self._store.links.by_scoro(connection.id, Category.INVOICES, wanted)
        xero = await self._clients.xero(connection)
        notes = await _by_id(xero, NOTES, "CreditNoteID", [one.link.xero_id for one in due])
        paid = [link.xero_id for link in links.values() if link.state is LinkState.ACTIVE]
        invoices = await _by_id(xero, "Invoices", "InvoiceID", paid)
        found: dict[int, Plan] = {}
        for one in due:
            link = links.get(str(one.link.twin[DUE]))
            invoice = invoices.get(link.xero_id) if link is not None else None
            found[one.entry.id] = allocation(one, notes.get(one.link.xero_id), invoice)
        return found

    async def judge(
        self, connection: Connection, call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`."""
        if not _is_allocation(call):
            verdicts = await super().judge(connection, call, answers)
            due = await self._still_due(connection, call)
            return [_then(item, verdict, due) for (item, _), verdict in zip(answers, verdicts, strict=True)]
        links = await self._links(connection, call)
        closed = {item.entry_id: _days(item) for item, result in answers if result.code == CLOSED}
        closed_now = await self._lock_dates.explained(connection, closed)
        return [
            Again() if item.entry_id in closed_now else _allocated(item, result, links[item.object_id])
            for item, result in answers
        ]

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """See `Crossing`; an allocation is there if the note names its invoice."""
        if not _is_allocation(call):
            verdicts = await super().look_up(connection, call)
            return [_then(item, verdict, {}) for item, verdict in zip(call.entries, verdicts, strict=True)]
        links = await self._links(connection, call)
        xero = await self._clients.xero(connection)
        notes = await _by_id(xero, NOTES, "CreditNoteID", [item.memo["xero_id"] for item in call.entries])
        return [
            Accepted(links[item.object_id], wrote=False) if _names(notes.get(item.memo["xero_id"]), item) else Again()
            for item in call.entries
        ]

    async def _still_due(self, connection: Connection, call: Call) -> dict[str, Any]:
        """Note → the invoice that it is to be allocated to, of those that were changed before they were."""
        if call.resource != NOTES:
            return {}
        links = await self._store.links.by_scoro(
            connection.id, self.category, [item.object_id for item in call.entries if not item.memo["delete"]]
        )
        return {one: link.twin[DUE] for one, link in links.items() if link.twin.get(DUE)}

    async def _links(self, connection: Connection, call: Call) -> Mapping[str, Link]:
        """As they are once nothing more is to be allocated."""
        ids = [item.object_id for item in call.entries]
        return {
            one: _done(link)
            for one, link in (await self._store.links.by_scoro(connection.id, self.category, ids)).items()
        }


def _allocated(item: CallEntry, result: ElementResult, link: Link) -> Verdict:
    if result.is_ok:
        return Accepted(link)
    return Refused(CreditNotAllocatedError(item.memo["number"], result.error.said), _money(item), link)


def _days(item: CallEntry) -> list[dt.date | None]:
    """The day that Xero gives the allocation, or that we gave it."""
    said = item.memo.get("period", {}).get("sent") or item.memo["day"]
    return [dt.date.fromisoformat(said) if said else None]


def _marked(plan: Plan) -> Plan:
    """The creation of a note that credits a single invoice remembers which."""
    if not isinstance(plan, Write) or plan.resource != NOTES or plan.method != "PUT":
        return plan
    credited = ScoroInvoice.model_validate(jsonio.loads(plan.entry.snapshot)).credited_invoices
    return replace(plan, memo={**plan.memo, CREDITED: credited[0]}) if len(credited) == 1 else plan


def _then(item: CallEntry, verdict: Verdict, still_due: Mapping[str, Any]) -> Verdict:
    """A note that was just made, or changed meanwhile, is planned anew, to be allocated: at once, if it is equal."""
    credited = item.memo.get(CREDITED) or still_due.get(item.object_id)
    if credited is None or not isinstance(verdict, Accepted | Again) or not verdict.link:
        return verdict
    if verdict.link.state is not LinkState.ACTIVE:
        return verdict
    link = replace(verdict.link, twin={**verdict.link.twin, DUE: credited})
    is_equal = isinstance(verdict, Accepted) and verdict.error is None
    return Again(link=link) if is_equal else replace(verdict, link=link)


def allocation(plan: InSync, note: Mapping[str, Any] | None, invoice: Mapping[str, Any] | None) -> Plan:
    """As much of the note as is open on the invoice; nothing where one is gone, used up or of another currency."""
    amount = _amount(note or {}, invoice or {})
    if amount <= ZERO or note is None or invoice is None:
        return InSync(plan.entry, _done(plan.link), is_link_new=True)
    number, currency = str(note.get("CreditNoteNumber") or ""), str(note.get("CurrencyCode") or "")
    element = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": amount}
    memo = {
        "xero_id": plan.link.xero_id, "invoice": invoice["InvoiceID"], "number": number,
        "gross": plain(amount), "currency": currency, "day": _later(note, invoice),
    }  # fmt: skip
    return Write(
        plan.entry,
        f"{NOTES}/{plan.link.xero_id}/{BELOW}",
        "PUT",
        element,
        plan.link.fingerprint or "",
        memo,
        serial=f"allocations:{invoice['InvoiceID']}",
        money=Money(plain(amount), currency or None),
    )


def on_an_open_day(plan: Plan, there: Books, policy: ClosedPeriods) -> Plan:
    """Xero dates an allocation on the later day of the two: where that is closed, held or given the first open one."""
    if not isinstance(plan, Write) or not plan.memo["day"]:
        return plan
    day = dt.date.fromisoformat(plan.memo["day"])
    if not there.is_closed(day):
        return plan
    if policy is ClosedPeriods.FIRST_OPEN_DAY:
        sent = f"{there.first_open_day}"
        record = {"policy": policy.value, "dated": f"{day}", "sent": sent, "closed": f"{there.locked_until}"}
        return replace(plan, element={**plan.element, "Date": sent}, memo={**plan.memo, "period": record})
    why = DRAFT_IMPOSSIBLE["allocation"] if policy is ClosedPeriods.DRAFT else ""
    error = PeriodClosedError(f"the allocation of {plan.memo['number']}", day, there, why)
    return Failed(plan.entry, error, plan.money)


def _later(note: Mapping[str, Any], invoice: Mapping[str, Any]) -> str:
    days = [wire.day(str(one["Date"])) for one in (note, invoice) if one.get("Date")]
    return f"{max(days)}" if days else ""


def _amount(note: Mapping[str, Any], invoice: Mapping[str, Any]) -> Decimal:
    if note.get("Status") != "AUTHORISED" or invoice.get("Status") != "AUTHORISED":
        return ZERO
    if note.get("CurrencyCode") != invoice.get("CurrencyCode"):
        return ZERO
    return min(wire.decimal(note.get("RemainingCredit", 0)), wire.decimal(invoice.get("AmountDue", 0)))


def _names(note: Mapping[str, Any] | None, item: CallEntry) -> bool:
    given = (note or {}).get("Allocations") or ()
    return any((one.get("Invoice") or {}).get("InvoiceID") == item.memo["invoice"] for one in given)


def _done(link: Link) -> Link:
    return replace(link, twin={name: value for name, value in link.twin.items() if name != DUE})


def _money(item: CallEntry) -> Money:
    return Money(item.memo["gross"], item.memo["currency"] or None)


def _is_allocation(call: Call) -> bool:
    return call.resource.endswith(f"/{BELOW}")


async def _by_id(xero: XeroClient, resource: str, key: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    rows = await xero.by_ids(resource, ids, lane=Lane.DOCUMENTS) if ids else []
    return {str(row[key]): row for row in rows}
