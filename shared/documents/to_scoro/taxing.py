"""How a site of Scoro works out tax, and what its answers tell about it; pure (R50).

By line with each line's tax rounded (`each`, the usual one), by line and rounded once at the end (`once`), or by
document with one rate for all lines (`whole`). The API does not tell which was chosen; the documents that it answers
do.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, get_args

from shared.documents.fields import TradeDocument
from shared.money import cents, total

Way = Literal["each", "once", "whole"]
WAYS: tuple[Way, ...] = get_args(Way)
ALL: frozenset[Way] = frozenset(WAYS)
HUNDRED = Decimal(100)


def tax_of(way: Way, nets: Sequence[Decimal], percents: Sequence[Decimal]) -> Decimal | None:
    """The tax of a document; None where a site that taxes so cannot have it: several rates on one document."""
    if way == "whole":
        rates = set(percents)
        return None if len(rates) > 1 else cents(total(nets) * total(rates) / HUNDRED)
    exact = [net * percent / HUNDRED for net, percent in zip(nets, percents, strict=True)]
    return total(map(cents, exact)) if way == "each" else cents(total(exact))


def told_by(row: TradeDocument, vat_codes: Mapping[str, Decimal]) -> frozenset[Way]:
    """The ways that explain an answered document; none where it tells nothing. `vat_codes` are percents by code."""
    if row.vat_code:
        return frozenset({"whole"})
    priced = [line for line in row.lines or () if not line.is_heading]
    nets = [line.sum for line in priced if line.sum is not None]
    percents = [vat_codes[line.vat_code] for line in priced if line.vat_code in vat_codes]
    if not len(priced) == len(nets) == len(percents) or total(nets) != row.sum or _is_discounted(row):
        return frozenset()
    ways: tuple[Way, ...] = ("each", "once")
    return frozenset(way for way in ways if tax_of(way, nets, percents) == cents(row.vat_sum))


def _is_discounted(row: TradeDocument) -> bool:
    return bool(row.discount or row.discount2 or row.discount3)


def usual(known: frozenset[Way]) -> Way:
    """Of several the one that is counted on."""
    return next(way for way in WAYS if way in known)


def learnt(known: frozenset[Way], told: frozenset[Way]) -> frozenset[Way]:
    """What is known now; where an answer contradicts what was known, the site was changed and the answer counts."""
    return known & told or told or known
