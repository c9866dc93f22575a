"""What a newly read list mends: the things whose row is another one now, and those that stand as documents need them.

Between two readings an account may be archived and restored again; no row differs then. What failed since the reading
before for something that stands now gets one attempt more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.documents import periods, tracking
from shared.sync.mending import Thing, Which

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """How one of the kept lists names its things."""

    thing: Thing
    key: str
    stands: Callable[[Row], bool]


def _in_xero(row: Row) -> bool:
    return row.get("Status") == "ACTIVE"


def _in_scoro(row: Row) -> bool:
    return bool(row.get("active"))


LISTS: dict[str, Kept] = {
    "xero_accounts": Kept(Thing.ACCOUNT, "Code", _in_xero),
    "scoro_accounts": Kept(Thing.ACCOUNT, "symbol", _in_scoro),
    "xero_tax_rates": Kept(Thing.TAX_RATE, "TaxType", _in_xero),
    "scoro_vat_codes": Kept(Thing.TAX_RATE, "code", _in_scoro),
    tracking.OPTIONS: Kept(Thing.TRACKING, "option_id", lambda row: bool(row["active"] and row["object_id"])),
    "xero_currencies": Kept(Thing.CURRENCY, "Code", lambda _: True),
}
LOCK_DATES = (periods.PERIOD, periods.YEAR, periods.WAIVED)


def changed(kind: str, before: Sequence[Row], now: Sequence[Row]) -> set[Which]:
    """Things of a list whose row is new or differs."""
    if kind not in LISTS:
        return set()
    kept = LISTS[kind]
    was = {str(row[kept.key]): row for row in before}
    return {(kept.thing, name) for row in now if was.get(name := str(row[kept.key])) != row}


def standing(kind: str, now: Sequence[Row]) -> set[Which]:
    """Things of a list that documents may use."""
    if kind not in LISTS:
        return set()
    kept = LISTS[kind]
    return {(kept.thing, str(row[kept.key])) for row in now if kept.stands(row)}


def of_organisation(before: Row, now: Row) -> set[Which]:
    """Lock dates that were moved or lifted."""
    moved = any(before.get(name) != now.get(name) for name in LOCK_DATES)
    return {(Thing.LOCK_DATES, "")} if moved else set()


def activated(before: Sequence[str], now: Sequence[str]) -> set[Which]:
    """Currencies that became active in Scoro."""
    return {(Thing.CURRENCY, code) for code in set(now) - set(before)}
