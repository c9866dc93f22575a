"""Which documents are foreign, how both systems state their rate, and what they are worth at home; pure."""

from decimal import Decimal

from shared.money import cents, plain
from shared.store.records import Rates
from shared.sync.plans import Money


def rates_of(base: str, currency: str, *, scoro: Decimal | None, xero: Decimal | None) -> Rates | None:
    """As both systems have it, or are about to; None in the organisation's own currency, which nobody asks about (R57).

    `scoro` is base units per document unit, `xero` document units per base unit.
    """
    if (currency.strip().upper() or base) == base:
        return None
    return Rates(base, scoro=plain(scoro) if scoro else None, xero=plain(xero) if xero else None)


def money_of(gross: Decimal, currency: str, *, scoro: Decimal | None = None, xero: Decimal | None = None) -> Money:
    """A sum with its currency, and its worth in the organisation's own by the rate that the source states (R57).

    A rate of one is that of the organisation's own currency.
    """
    per_unit = scoro or (1 / xero if xero else None)
    worth = plain(cents(gross * per_unit)) if per_unit and per_unit != 1 else None
    return Money(plain(gross), currency or None, worth)
