"""Both systems' arithmetic: what Xero will make of an element, and how Scoro's sums are spread over its lines; pure.

Scoro keeps one net and one tax sum per document. Xero rounds every line's net and every line's tax and adds them up.
So that both books agree to the cent (R122), the document's net is spread over the lines by largest remainder; if the
sum of the rounded line taxes then is not Scoro's tax, single cents move between lines until it is. What a line may move
is bounded; where that does not help the net stands and the difference is told, so that nothing wrong is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle, islice

from shared.documents.errors import TotalsDifferError
from shared.documents.fields import XeroDocument, XeroLine
from shared.money import CENT, ZERO, cents, rounded, total

HUNDRED = Decimal(100)
MOST_CENTS = 10
"""That far a line's net may be moved for the sake of the tax sum."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a document."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Nets:
    """What each line is to be worth."""

    nets: tuple[Decimal, ...]
    moved: Decimal
    """How much was moved between lines so that the tax agrees."""


def line_amount(line: XeroLine) -> Decimal:
    """The net that Xero computes for a line; a line of text has none."""
    if line.quantity is None or line.unit_amount is None:
        return ZERO
    return multiplied(line.quantity, line.unit_amount, line.discount_rate, line.discount_amount)


def multiplied(
    quantity: Decimal, unit_amount: Decimal, discount_rate: Decimal | None, discount_amount: Decimal | None
) -> Decimal:
    """Quantity × price less discount, rounded once, as Xero does it with four decimals of each."""
    full = rounded(quantity, 4) * rounded(unit_amount, 4)
    if discount_rate is not None:
        return cents(full * (HUNDRED - discount_rate) / HUNDRED)
    return cents(full - (discount_amount or ZERO))


def line_tax(net: Decimal, rate: Decimal) -> Decimal:
    """The tax that Xero computes on top of a line's net; `rate` in percent."""
    return cents(net * rate / HUNDRED)


def predict(element: XeroDocument, tax_rates: Mapping[str, Decimal]) -> Totals:
    """The totals that Xero will answer for this element; `tax_rates` are the effective rates by tax type."""
    nets = [line_amount(line) for line in element.line_items]
    return Totals(net=total(nets), tax=total(tax_of(line, tax_rates) for line in element.line_items))


def tax_of(line: XeroLine, tax_rates: Mapping[str, Decimal]) -> Decimal:
    """As it is stated, else as Xero works it out."""
    if line.tax_amount is not None:
        return cents(line.tax_amount)
    return line_tax(line_amount(line), tax_rates[line.tax_type] if line.tax_type else ZERO)


def compare(*, scoro: Decimal, xero: Decimal) -> None:
    """Gross against gross, to the cent; credit notes have no sign in Xero (R122).

    Raises TotalsDifferError. Used before a write with the predicted total, so that a document that would be a cent off
    in the books is held, and after it with the answered one.
    """
    if cents(abs(scoro)) != cents(abs(xero)):
        raise TotalsDifferError(scoro=abs(scoro), xero=abs(xero))


def wanted_nets(exact: Sequence[Decimal], rates: Sequence[Decimal], *, document: Totals) -> Nets:
    """Each line's net in whole cents: together the document's net, and if it can be done, its tax."""
    nets = _spread(exact, cents(document.net))
    balanced = _balanced(nets, rates, cents(document.tax))
    moved = total(abs(now - before) for now, before in zip(balanced, nets, strict=True)) / 2
    return Nets(tuple(balanced), moved)


def _spread(exact: Sequence[Decimal], net: Decimal) -> list[Decimal]:
    """Round each, then give the cents that are missing to those that rounding robbed most."""
    nets = [cents(amount) for amount in exact]
    missing = net - total(nets)
    step = CENT.copy_sign(missing)
    robbed = sorted(
        (place for place, amount in enumerate(exact) if amount),
        key=lambda place: ((exact[place] - nets[place]) * step, abs(exact[place])),
        reverse=True,
    )
    for place in islice(cycle(robbed), int(abs(missing) / CENT)):
        nets[place] += step
    return nets


def _balanced(nets: Sequence[Decimal], rates: Sequence[Decimal], tax: Decimal) -> list[Decimal]:
    """The same net sum with taxes that make `tax`, or as near as it gets."""
    best = list(nets)
    while missing := tax - total(map(line_tax, best, rates)):
        better = _one_cent_more(best, nets, rates, CENT.copy_sign(missing))
        if better is None:
            break
        best = better
    return best


def _one_cent_more(
    nets: Sequence[Decimal], before: Sequence[Decimal], rates: Sequence[Decimal], step: Decimal
) -> list[Decimal] | None:
    """Move one line until its tax turns by a cent, and the others back as far as theirs does not."""
    turns = [(_to_turn(nets, before, rates, place, step), place) for place in range(len(nets))]
    for count, place in sorted((count, place) for count, place in turns if count):
        givers = _givers(nets, before, rates, place, step)
        if len(givers) >= count:
            moved = list(nets)
            moved[place] += step * count
            for giver in givers[:count]:
                moved[giver] -= step
            return moved
    return None


def _to_turn(
    nets: Sequence[Decimal], before: Sequence[Decimal], rates: Sequence[Decimal], place: int, step: Decimal
) -> int | None:
    """How many cents until this line's tax turns; None if more than it may move."""
    tax = line_tax(nets[place], rates[place])
    for count in range(1, MOST_CENTS + 1):
        moved = nets[place] + step * count
        if not _may_be(moved, before[place]):
            return None
        if line_tax(moved, rates[place]) != tax:
            return count
    return None


def _givers(
    nets: Sequence[Decimal], before: Sequence[Decimal], rates: Sequence[Decimal], taker: int, step: Decimal
) -> list[int]:
    """Lines that can give a cent each without turning their tax, of the same rate first; a line stands there as often
    as it can give, all once before any twice.
    """
    rounds: list[tuple[int, bool, int]] = []
    for place in range(len(nets)):
        if place == taker:
            continue
        tax = line_tax(nets[place], rates[place])
        for count in range(1, MOST_CENTS + 1):
            moved = nets[place] - step * count
            if not _may_be(moved, before[place]) or line_tax(moved, rates[place]) != tax:
                break
            rounds.append((count, rates[place] != rates[taker], place))
    return [place for _, _, place in sorted(rounds)]


def _may_be(moved: Decimal, before: Decimal) -> bool:
    """Within the bound, and neither gone nor turned around."""
    return abs(moved - before) <= MOST_CENTS * CENT and moved * before > 0
