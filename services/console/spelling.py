"""How moments, money and numbers are written for people, on a terminal and on a page; pure."""

import datetime as dt

from shared.dates import zone


class Times:
    """Moments as people of that site say them."""

    def __init__(self, now: dt.datetime, zone_name: str) -> None:
        self._zone = zone(zone_name)
        self._today = now.astimezone(self._zone).date()

    def short(self, moment: object) -> str:
        """`14:05` today, else `2026-11-21 14:05`; a dash for never."""
        if not isinstance(moment, dt.datetime):
            return "–"
        there = moment.astimezone(self._zone)
        return f"{there:%H:%M}" if there.date() == self._today else f"{there:%Y-%m-%d %H:%M}"

    def exact(self, moment: dt.datetime | None) -> str:
        """With seconds."""
        if moment is None:
            return "–"
        there = moment.astimezone(self._zone)
        return f"{there:%H:%M:%S}" if there.date() == self._today else f"{there:%Y-%m-%d %H:%M:%S}"


def money(held_back: dict[str, str]) -> str:
    """`1,240.00 EUR + 310.00 GBP`; a dash for none."""
    return " + ".join(f"{float_free(amount)} {currency}" for currency, amount in sorted(held_back.items())) or "–"


def float_free(amount: str) -> str:
    """`1240.5` → `1,240.50`, by its digits alone."""
    sign, digits = ("-", amount[1:]) if amount.startswith("-") else ("", amount)
    whole, _, fraction = digits.partition(".")
    return f"{sign}{int(whole or 0):,}.{fraction.ljust(2, '0')}"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 object`, `1,204 objects`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
