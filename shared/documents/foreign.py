"""Which documents are foreign, and how both systems state their rate; pure."""

from decimal import Decimal

from shared.money import plain
from shared.store.records import Rates


def rates_of(base: str, currency: str, *, scoro: Decimal | None, xero: Decimal | None) -> Rates | None:
    """As both systems have it, or are about to; None in the organisation's own currency, which nobody asks about (R57).

    `scoro` is base units per document unit, `xero` document units per base unit.
    """
    if (currency.strip().upper() or base) == base:
        return None
    return Rates(base, scoro=plain(scoro) if scoro else None, xero=plain(xero) if xero else None)
