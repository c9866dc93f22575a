"""Moments and days: aware UTC inside, the site's zone where a day begins."""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.errors import InvalidChoiceError

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name.

    Raises InvalidChoiceError for a name that does not exist.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidChoiceError("time_zone", f"{name!r} is not a time zone") from error


def start_of_day(day: dt.date, zone_name: str) -> dt.datetime:
    """00:00 of that day in that zone, as UTC (R36)."""
    return dt.datetime.combine(day, dt.time.min, zone(zone_name)).astimezone(dt.UTC)


def day_of(moment: dt.datetime, zone_name: str) -> dt.date:
    """The calendar day of a moment in that zone."""
    return moment.astimezone(zone(zone_name)).date()


def milliseconds(moment: dt.datetime) -> dt.datetime:
    """Cut to what MongoDB keeps."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
