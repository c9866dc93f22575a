"""Xero's ways to write a date: `/Date(ms+0000)/` out, that or ISO in (reference section 4.2)."""

import datetime as dt
import re

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
_MS_PER_DAY = 86_400_000
_MS_DATE = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")
_MILLISECOND = dt.timedelta(milliseconds=1)


def ms_of(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def ms_date(day: dt.date) -> str:
    """A business date: midnight UTC of that calendar day."""
    return f"/Date({(day.toordinal() - _EPOCH_DAY) * _MS_PER_DAY}+0000)/"


def date_string(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00"


def ms_moment(moment: dt.datetime) -> str:
    return f"/Date({ms_of(moment)}+0000)/"


def ms_moment_without_offset(moment: dt.datetime) -> str:
    """The envelope, organisations' creation and items in write answers carry no offset."""
    return f"/Date({ms_of(moment)})/"


def moment_string(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def whole_ms(moment: dt.datetime) -> dt.datetime:
    """Xero keeps milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def date_from_wire(text: str) -> dt.date | None:
    """`2026-11-20`, an ISO date and time, or `/Date(ms)/`; None for anything else."""
    if found := _MS_DATE.fullmatch(text):
        return _from_ms(int(found[1]))
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text).date()  # noqa: PLR2004
    except ValueError:
        return None


def _from_ms(ms: int) -> dt.date | None:
    try:
        return (_EPOCH + dt.timedelta(milliseconds=ms)).date()
    except OverflowError:
        return None


def written_out(day: dt.date) -> str:
    """`31 March 2026`, as lock date messages show it."""
    return f"{day.day} {day:%B %Y}"
