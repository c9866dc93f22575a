"""Lock dates: nothing dated on or before them may be written (reference section 9). And what day it is there."""

import datetime as dt
from zoneinfo import ZoneInfo

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import Findings
from services.sandbox.xero.books.wire import written_out


def note_if_locked(ledger: Ledger, day: dt.date, findings: Findings) -> None:
    organisation = ledger.organisation
    year, period = organisation.end_of_year_lock_date, organisation.period_lock_date
    if year is not None and day <= year:
        findings.add(
            f"The document date cannot be before the end of year lock date, currently set at {written_out(year)}"
        )
    elif period is not None and day <= period and not organisation.user_is_adviser:
        findings.add(f"The document date cannot be before the period lock date, currently set at {written_out(period)}")


def today(ledger: Ledger) -> dt.date:
    return ledger.now.astimezone(ZoneInfo(ledger.organisation.zone)).date()
