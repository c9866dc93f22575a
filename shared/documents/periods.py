"""Closed periods of Xero, known before a document is sent; pure (reference on Xero's API, section 9).

Nothing dated on or before a lock date can be created, changed, voided or allocated there. Both lock dates are kept with
the connection. Scoro has no lock date of its own: on the way To Scoro no period is closed.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.dates import EPOCH
from shared.errors import MendedBy, SyncError

PERIOD, YEAR, WAIVED = "period_lock_date", "end_of_year_lock_date", "period_lock_waived"
CLOSED = "locked_period"
"""The code of what lies in a closed period, whether we knew it or Xero said so."""
WAIVES = "ApproveTransactionsBeforePeriodLockDate"
"""The right of advisers, among the actions of an organisation: only the end of year lock date stops them."""
DRAFT_IMPOSSIBLE = {
    "credit_note": "credit notes are approved at once (R91), so none is sent as a draft",
    "bill": "bills are Awaiting Payment at once (R102), so none is sent as a draft",
    "allocation": "an allocation has no draft stage",
}


_MS_DATE = re.compile(r"/Date\((-?\d+)")


class PeriodClosedError(SyncError):
    """The date lies in a period that is closed in Xero: nothing was sent."""

    code = CLOSED
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, day: dt.date, books: "Books", why: str = "") -> None:
        more = f"; {why}" if why else ""
        super().__init__(f"{number} is dated {day}, and Xero is closed {books.said}: nothing was sent{more}")
        self.day = day


@dataclass(frozen=True, slots=True)
class Books:
    """Up to when the books are closed for us."""

    locked_until: dt.date | None = None
    by: str = ""
    """Which of the two dates it is, in words."""

    def is_closed(self, day: dt.date | None) -> bool:
        """The lock date itself is closed too."""
        return day is not None and self.locked_until is not None and day <= self.locked_until

    @property
    def first_open_day(self) -> dt.date:
        """Raises ValueError where nothing is closed."""
        if self.locked_until is None:
            raise ValueError("no period is closed")
        return self.locked_until + dt.timedelta(days=1)

    @property
    def said(self) -> str:
        """`up to and including 2026-10-31 (its period lock date)`"""
        return f"up to and including {self.locked_until} (its {self.by})"


def books(organisation: Mapping[str, Any]) -> Books:
    """By what is kept of the organisation; an adviser is stopped by the end of year lock date alone."""
    year = _day(str(organisation[YEAR])) if organisation.get(YEAR) else None
    period = _day(str(organisation[PERIOD])) if organisation.get(PERIOD) else None
    if organisation.get(WAIVED):
        period = None
    if period is not None and (year is None or period > year):
        return Books(period, "period lock date")
    return Books(year, "end of year lock date") if year is not None else Books()


def _day(written: str) -> dt.date:
    """A business date as Xero writes it, or ISO 8601."""
    if found := _MS_DATE.match(written):
        return (EPOCH + dt.timedelta(milliseconds=int(found[1]))).date()
    return dt.date.fromisoformat(written[:10])
