"""List filters: every documented form, compiled once per request. Keys that name no field are ignored."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import Field
from services.sandbox.scoro.kinds import READERS, Kind, day
from services.sandbox.scoro.state import Row

Test = Callable[[Row], bool]
_MOMENTS = frozenset({Kind.MOMENT, Kind.NULLABLE_MOMENT})
_TEXTS = frozenset({Kind.TEXT, Kind.WORD})
_FROM = ("from_date", "from")
_TO = ("to_date", "to")


@dataclass(frozen=True, slots=True)
class Filters:
    fields: Mapping[str, Field]
    zone: ZoneInfo
    takes_time: bool
    """Whether date ranges look at hours too, or are cut to whole days."""

    def compile(self, wanted: Any) -> list[Test]:
        """`[]` (PHP's empty object) and null filter nothing."""
        if not wanted:
            return []
        if not isinstance(wanted, dict):
            raise BadRequestError.brief("filter must be an object")
        tests = (self._test(name, value) for name, value in wanted.items())
        return [test for test in tests if test is not None]

    def _test(self, name: str, wanted: Any) -> Test | None:
        if name == "custom_fields":
            return _custom_fields(wanted)
        if name == "means_of_contact":
            return _means_of_contact(wanted)
        if name == "tags":
            tags = _listed(wanted)
            return lambda row: any(tag in row.get("_tags", ()) for tag in tags)
        if (field := self.fields.get(name)) is None:
            return None
        if field.kind is Kind.DATE or field.kind in _MOMENTS:
            return self._dates(name, field.kind, wanted)
        if isinstance(wanted, dict):
            raise BadRequestError.field(name, "takes no range")
        return _any_of([_equals(name, field.kind, one) for one in _listed(wanted)])

    def _dates(self, name: str, kind: Kind, wanted: Any) -> Test:
        if not isinstance(wanted, dict):
            return _any_of([self._on_day(name, kind, one) for one in _listed(wanted)])
        earliest = self._end(name, kind, wanted, _FROM)
        latest = self._end(name, kind, wanted, _TO)

        def within(row: Row) -> bool:
            value = row[name]
            if value is None:
                return False
            return (earliest is None or value >= earliest) and (latest is None or value <= latest)

        return within

    def _end(self, name: str, kind: Kind, wanted: Mapping[str, Any], keys: Iterable[str]) -> Any:
        """A bare date means 00:00:00 of that day at both ends, in the site's zone."""
        given = next((wanted[key] for key in keys if wanted.get(key)), None)
        if given is None:
            return None
        found = _day_of(name, given)
        if kind is Kind.DATE:
            return found
        if self.takes_time and (moment := _moment_of(name, given, self.zone)) is not None:
            return moment
        return dt.datetime.combine(found, dt.time(), self.zone)

    def _on_day(self, name: str, kind: Kind, wanted: Any) -> Test:
        that_day = _day_of(name, wanted)
        if kind is Kind.DATE:
            return lambda row: row[name] == that_day
        return lambda row: row[name] is not None and row[name].astimezone(self.zone).date() == that_day


def _day_of(name: str, value: Any) -> dt.date:
    try:
        found = day(value)
    except ValueError as error:
        raise BadRequestError.field(name, str(error)) from error
    if found is None:
        raise BadRequestError.field(name, "must be a date (YYYY-mm-dd)")
    return found


def _moment_of(name: str, value: Any, zone: ZoneInfo) -> dt.datetime | None:
    if not isinstance(value, str) or len(value.strip()) <= len("YYYY-mm-dd"):
        return None
    try:
        moment = dt.datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise BadRequestError.field(name, "must be YYYY-mm-dd HH:ii:ss") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _equals(name: str, kind: Kind, wanted: Any) -> Test:
    if kind is Kind.IDS:
        return lambda row: str(wanted) in {str(one) for one in row[name] or ()}
    if kind in _TEXTS:
        return _like(name, str(wanted))
    reader = READERS.get(kind)
    try:
        value = reader(wanted) if reader else wanted
    except ValueError as error:
        raise BadRequestError.field(name, str(error)) from error
    return lambda row: row[name] == value


def _like(name: str, wanted: str) -> Test:
    """Letter case does not matter, as in Scoro's database; `%` stands for anything."""
    if "%" not in wanted:
        folded = wanted.casefold()
        return lambda row: row[name].casefold() == folded
    pattern = re.compile(".*".join(map(re.escape, wanted.split("%"))), re.IGNORECASE | re.DOTALL)
    return lambda row: pattern.fullmatch(row[name]) is not None


def _custom_fields(wanted: Any) -> Test:
    """An empty text asks for "not filled"."""
    if not isinstance(wanted, dict):
        raise BadRequestError.field("custom_fields", "must be an object")
    pairs = [(str(name), str(value or "")) for name, value in wanted.items()]
    return lambda row: all(str(row.get("_custom", {}).get(name) or "") == value for name, value in pairs)


def _means_of_contact(wanted: Any) -> Test:
    if not isinstance(wanted, dict):
        raise BadRequestError.field("means_of_contact", "must be an object")
    pairs = [(str(way), {str(one) for one in _listed(value)}) for way, value in wanted.items()]
    return lambda row: all(not values.isdisjoint(row["_means"].get(way, ())) for way, values in pairs)


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def _any_of(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda row: any(test(row) for test in tests)
