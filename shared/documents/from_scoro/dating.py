"""A document of Scoro whose date lies in a period that is closed in Xero: held, or dated otherwise by choice; pure.

Nothing is sent that Xero would refuse. What is in a closed period in Xero already takes no change, whatever was chosen.
The day on which a document was sent stays its day there, so that a lock date that moves on changes nothing.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shared.documents.fields import XeroDocument, XeroLine, XeroStatus
from shared.documents.periods import DRAFT_IMPOSSIBLE, Books, PeriodClosedError
from shared.documents.refs import Refs
from shared.documents.twins import Twin
from shared.errors import SyncError
from shared.store.records import Entry
from shared.sync.fingerprint import Notice, told
from shared.sync.plans import Failed, Money
from shared.sync.settings import ClosedPeriods


@dataclass(frozen=True, slots=True)
class Dated:
    """The element as it may be sent, and what was decided about its date."""

    element: XeroDocument
    notices: tuple[Notice, ...] = ()
    record: dict[str, Any] | None = None
    """For the record of the call: what was chosen, both days and the lock date."""

    def remembered(self, memo: dict[str, Any]) -> dict[str, Any]:
        """The memo with the decision."""
        if self.record is None:
            return memo
        return memo | {"notices": [*memo.get("notices", ()), *told(self.notices)], "period": self.record}


def dated(element: XeroDocument, twin: Twin | None, refs: Refs) -> Dated:
    """The element with a date that Xero takes.

    Raises PeriodClosedError where it is to be held.
    """
    books, policy = refs.books, refs.closed_periods
    if twin is not None and books.is_closed(twin.date or element.date):
        raise PeriodClosedError(element.number, twin.date or element.date, books, "it can no longer be changed there")
    if not books.is_closed(element.date):
        return Dated(element)
    if policy is ClosedPeriods.HOLD:
        raise PeriodClosedError(element.number, element.date, books)
    as_draft = policy is ClosedPeriods.DRAFT
    if as_draft and element.kind in DRAFT_IMPOSSIBLE:
        raise PeriodClosedError(element.number, element.date, books, DRAFT_IMPOSSIBLE[element.kind])
    day = twin.date if twin is not None and twin.date is not None else books.first_open_day
    return _moved(element, day, books, policy, as_draft=as_draft)


def _moved(element: XeroDocument, day: dt.date, books: Books, policy: ClosedPeriods, *, as_draft: bool) -> Dated:
    """The day in Scoro stays visible: the document's last line says it, and so does its history here."""
    shown = XeroLine(description=f"Dated {element.date} in Scoro; that period is closed in Xero")
    changes: dict[str, Any] = {"date": day, "line_items": (*element.line_items, shown)}
    if as_draft:
        changes["status"] = XeroStatus.DRAFT
        if "sent_to_contact" in type(element).model_fields:
            changes["sent_to_contact"] = None
    detail = f"{element.date} in Scoro; closed {books.said}, so {day} in Xero{', as a draft' if as_draft else ''}"
    record = {"policy": policy.value, "dated": f"{element.date}", "sent": f"{day}", "closed": f"{books.locked_until}"}
    return Dated(element.model_copy(update=changes), (Notice(f"closed_period_{policy}", "Date", detail),), record)


def held(entry: Entry, number: str, day: dt.date | None, books: Books, money: Money) -> Failed | None:
    """What would be voided, deleted or allocated on a closed day needs a person; None where the day is open."""
    if day is None or not books.is_closed(day):
        return None
    error: SyncError = PeriodClosedError(number, day, books)
    return Failed(entry, error, money)
