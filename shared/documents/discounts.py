"""What each line is worth after the discounts of the document, before rounding; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations
from math import prod

from shared.documents.errors import LinesDoNotAddUpError
from shared.documents.fields import ScoroLine, TradeDocument
from shared.documents.refs import Refs
from shared.money import CENT, cents, total

HUNDRED = Decimal(100)
MOST_GUESSED = 10
"""So many products whose card was not read may be tried for "never discounted": 2¹⁰ sums."""


@dataclass(frozen=True, slots=True)
class Share:
    """A priced line's part of the document's net."""

    net: Decimal
    """Exact, with Scoro's sign."""
    discount: Decimal
    """Percent off price × quantity, line and document together."""


def kept(*percents: Decimal | None) -> Decimal:
    """The part that discounts leave: 20 % and then 10 % leave 0.72."""
    return prod(((HUNDRED - percent) / HUNDRED for percent in percents if percent), start=Decimal(1))


def shares(document: TradeDocument, lines: Sequence[ScoroLine], refs: Refs) -> tuple[Share, ...]:
    """Every priced line's share; together they are the document's net but for rounding.

    Products may be exempt from document discounts. Where a product's card was not read, the document's own net tells.

    Raises LinesDoNotAddUpError if no reading of the lines explains it.
    """
    factor = kept(document.discount, document.discount2, document.discount3)
    exempt = _exempt(document, lines, factor, refs)
    return tuple(
        Share(line_net(line) * left, HUNDRED * (1 - kept(line.discount) * left))
        for line in lines
        for left in [Decimal(1) if line.product_id in exempt else factor]
    )


def line_net(line: ScoroLine) -> Decimal:
    """Before document discounts; Scoro's own figure where it gives one."""
    return line.sum if line.sum is not None else cents(line.price * line.quantity * kept(line.discount))


def _exempt(document: TradeDocument, lines: Sequence[ScoroLine], factor: Decimal, refs: Refs) -> frozenset[int]:
    """Products that the document's discounts skip."""
    told = {product_id: product.is_never_discounted for product_id, product in refs.products.items()}
    known = frozenset(product_id for product_id, is_exempt in told.items() if is_exempt)
    unknown = sorted({line.product_id for line in lines if line.product_id > 0 and told.get(line.product_id) is None})
    tolerance = CENT * max(1, len(lines))  # half a cent of each line, before and after the discount
    guesses = _subsets(unknown) if factor != 1 else ((),)
    fitting = (
        (len(guess), gap, guess)
        for guess in guesses
        if (gap := abs(document.sum - _net(lines, factor, known.union(guess)))) <= tolerance
    )
    likeliest = min(fitting, default=None)
    if likeliest is None:
        raise LinesDoNotAddUpError(_net(lines, factor, known), document.sum)
    return known.union(likeliest[2])


def _subsets(products: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """None of them first: the fewest exceptions that explain the net are the likeliest."""
    most = len(products) if len(products) <= MOST_GUESSED else 1
    return chain.from_iterable(combinations(products, size) for size in range(most + 1))


def _net(lines: Sequence[ScoroLine], factor: Decimal, exempt: frozenset[int]) -> Decimal:
    full = total(line_net(line) for line in lines if line.product_id in exempt)
    return full + factor * total(line_net(line) for line in lines if line.product_id not in exempt)
