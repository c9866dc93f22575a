"""What each line is to be worth in Scoro so that the document is Xero's total there, to the cent; pure (R50, R122).

Scoro works out tax by one of three ways (`taxing.py`). The least change that gives Xero's total, in this order:

1. none: every line at its net in Xero;
2. cents move between lines, net and tax stay;
3. only where it is known that the site never taxes as Xero does (`once`, `whole`), so that net and tax cannot both
   agree: one line is a cent or two more or less worth, which the tax takes up;
4. a line of its own, without tax, to the account that was chosen for it, within the tolerance that was set.

As long as several ways are possible the usual one counts; the answer tells the rest, and it is planned anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from shared.documents.errors import TotalsDifferError
from shared.documents.to_scoro.errors import OneTaxRateOnlyError
from shared.documents.to_scoro.in_xero import DocumentInXero, LineInXero
from shared.documents.to_scoro.refs import Refs
from shared.documents.to_scoro.taxing import ALL, WAYS, Way, tax_of
from shared.documents.totals import Totals, wanted_nets
from shared.money import CENT, ZERO, total

MOST_CENTS = 2
MOST_PAIRED = 12
"""Of so many lines all pairs are tried."""
Nets = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What the priced lines are to be worth, in their order, and what is left for a line of its own."""

    nets: Nets
    rounding: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Given:
    """The document as Xero has it; a credit note without its sign."""

    nets: Nets
    percents: tuple[Decimal, ...]
    document: Totals
    tolerance: Decimal

    def missing(self, nets: Nets, way: Way) -> Decimal | None:
        """Xero's total less Scoro's; None where the site cannot have such a document."""
        tax = tax_of(way, nets, self.percents)
        return None if tax is None else self.document.gross - total(nets) - tax


def level(document: DocumentInXero, percents: Sequence[Decimal], refs: Refs) -> Level:
    """The document's lines as they are to be; `percents` are the rates of its priced lines.

    Raises TotalsDifferError where nothing makes it equal, OneTaxRateOnlyError.
    """
    given = Given(
        nets=tuple(document.net_of(line) for line in priced(document)),
        percents=tuple(percents),
        document=Totals(document.net, document.total_tax),
        tolerance=refs.rounding.tolerance if refs.rounding else ZERO,
    )
    ways = ALL if refs.tries_anew and refs.taxing == {"whole"} and len(set(percents)) > 1 else refs.taxing
    possible = [way for way in WAYS if way in ways and given.missing(given.nets, way) is not None]
    if not possible:
        raise OneTaxRateOnlyError(len(set(percents)))
    for way in possible:
        if found := next(_levels(given, way, shifts=way != "each" and refs.taxing == {way}), None):
            return found
    missing = given.missing(given.nets, possible[0]) or ZERO
    raise TotalsDifferError(scoro=document.total - missing, xero=document.total)


def priced(document: DocumentInXero) -> list[LineInXero]:
    """All lines but those of text."""
    return [line for line in document.line_items if not line.is_text]


def _levels(given: Given, way: Way, *, shifts: bool) -> Iterator[Level]:
    """Everything that serves; the least change first."""
    for nets in _changes(given, shifts=shifts):
        if given.missing(nets, way) == 0:
            yield Level(nets)
    rounding = given.missing(given.nets, way) or ZERO
    if way != "whole" and abs(rounding) <= given.tolerance:  # there a line of its own would bear the tax of all
        yield Level(given.nets, rounding)


def _changes(given: Given, *, shifts: bool) -> Iterator[Nets]:
    yield given.nets
    if total(given.nets) == given.document.net:
        balanced = wanted_nets(given.nets, given.percents, document=given.document)
        yield balanced.nets
        yield from _moved(given)
    if not shifts:
        return
    places = sorted(range(len(given.nets)), key=lambda place: -abs(given.nets[place]))
    for count in range(1, MOST_CENTS + 1):
        for place in places:
            yield from _with(given.nets, [(place, CENT * count)])
            yield from _with(given.nets, [(place, -CENT * count)])


def _moved(given: Given) -> Iterator[Nets]:
    """A cent or two from one line to another."""
    if len(given.nets) > MOST_PAIRED:
        return
    for count in range(1, MOST_CENTS + 1):
        for taker, giver in permutations(range(len(given.nets)), 2):
            yield from _with(given.nets, [(taker, CENT * count), (giver, -CENT * count)])


def _with(nets: Nets, steps: Iterable[tuple[int, Decimal]]) -> Iterator[Nets]:
    """Unless a line would be gone, or turned around."""
    moved = list(nets)
    for place, step in steps:
        moved[place] += step
        if moved[place] * nets[place] <= 0:
            return
    yield tuple(moved)
