"""Both books side by side, document by document: what should be in the one, and what is; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deploy.demo import scoro_papers, xero_papers
from deploy.demo.papers import APPROVED, BILL, ZERO, Dump, Key, Paper, Sums, folded, sums

NOBODY: frozenset[str] = frozenset()
Pair = tuple[Paper | None, Paper | None]
"""A document that is due, and what was found of it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the two books have in common and what not."""

    due: dict[tuple[str, str], Sums]
    """(currency, sort) → sums of what should be there."""
    found: dict[tuple[str, str], Sums]
    lost: tuple[str, ...] = ()
    """Documents that are missing."""
    duplicates: tuple[str, ...] = ()
    """Documents that are there twice, or should not be there."""
    unequal: tuple[str, ...] = ()
    """Documents of which something differs."""
    difference: Decimal = ZERO
    """Sum of what they differ by in net and tax, each without sign."""
    lost_contacts: tuple[str, ...] = ()
    double_contacts: tuple[str, ...] = ()
    contacts: int = 0
    documents: int = 0
    payments: int = 0
    """Documents on which something was paid in Xero."""
    paid: Decimal = ZERO
    """All that was paid on them, whatever the currency."""
    waiting: tuple[str, ...] = ()
    """Documents of which the product says that they need a person, and for a reason that is seen here too."""

    @property
    def agrees(self) -> bool:
        """Equal to the cent, nothing lost, nothing doubled."""
        wrong = (self.lost, self.duplicates, self.unequal, self.lost_contacts, self.double_contacts)
        return not any(wrong) and self.difference == 0


def from_scoro(
    scoro: Dump,
    xero: Dump,
    *,
    troubled: frozenset[str] = NOBODY,
) -> Comparison:
    """Xero should have what Scoro has; without `bills` in Scoro's dump those of Xero do not matter.

    `troubled` are the ids in Scoro of documents that the product says need a person: whoever has no reason to wait that
    is seen here too is lost all the same.
    """
    due = scoro_papers.papers(scoro)
    listed = scoro_papers.listed(scoro)
    by_number = dict(listed)
    called = {
        str(row["ContactID"]): by_number[number]
        for row in xero["Contacts"]
        if (number := str(row.get("ContactNumber", ""))) in by_number
    }
    found = [paper for paper in xero_papers.papers(xero, called=called) if paper.kind != BILL or "bills" in scoro]
    numbers, names = xero_papers.numbers(xero), xero_papers.names(xero)
    lost = [name for number, name in listed if not numbers[number] and not names[folded(name)]]
    doubled = [number for number, count in numbers.items() if number and count > 1]
    return _compared(due, found, troubled, _Contacts(lost, doubled, len(listed)), in_xero_first=False)


def to_scoro(xero: Dump, scoro: Dump, *, troubled: frozenset[str] = NOBODY) -> Comparison:
    """Scoro should have what is approved in Xero, and every contact that is not archived."""
    due = [paper for paper in xero_papers.papers(xero) if paper.status == APPROVED]
    found = scoro_papers.papers(scoro)
    there = scoro_papers.names(scoro)
    wanted = [str(row["Name"]) for row in xero_papers.active(xero)]
    lost = [name for name in wanted if not there[folded(name)]]
    doubled = [name for name, count in there.items() if count > 1]
    return _compared(due, found, troubled, _Contacts(lost, doubled, len(wanted)), in_xero_first=True)


@dataclass(frozen=True, slots=True)
class _Contacts:
    lost: Sequence[str]
    doubled: Sequence[str]
    count: int


def _compared(
    due: Sequence[Paper],
    found: Sequence[Paper],
    troubled: frozenset[str],
    contacts: _Contacts,
    *,
    in_xero_first: bool,
) -> Comparison:
    """Receipts come from Xero: what somebody booked in Scoro, on what is not paid in Xero, is Scoro's own matter."""
    waiting = [paper for paper in due if paper.own_id in troubled]
    pairs = _paired([paper for paper in due if paper.own_id not in troubled], found, waiting)
    due = [one for one, _ in pairs if one is not None]
    found = [other for _, other in pairs if other is not None]
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    paid = [(one, other) for one, other in both if in_xero_first or other.paid]
    return Comparison(
        due=sums(due),
        found=sums(found),
        lost=(
            *(one.name for one, other in pairs if one is not None and other is None),
            *(one.name for one in waiting if not one.excuse),
        ),
        duplicates=tuple(other.name for one, other in pairs if one is None and other is not None),
        unequal=(
            *(f"{one.name}: {text}" for one, other in both if (text := one.apart_from(other))),
            *(f"{one.name}: paid {one.paid} ≠ {other.paid}" for one, other in paid if one.paid != other.paid),
        ),
        difference=sum((_gap(one, other) for one, other in both), ZERO)
        + sum((abs(one.paid - other.paid) for one, other in paid), ZERO),
        payments=sum(1 for one, _ in paid if one.paid),
        paid=sum((one.paid for one, _ in paid), ZERO),
        lost_contacts=tuple(contacts.lost),
        double_contacts=tuple(contacts.doubled),
        contacts=contacts.count,
        documents=len(due),
        waiting=tuple(f"{one.name} ({one.excuse})" for one in waiting if one.excuse),
    )


def _paired(due: Sequence[Paper], found: Sequence[Paper], waiting: Iterable[Paper]) -> list[Pair]:
    """Documents of one key by their amounts, since two bills of one number from one supplier are two; then the rest.

    A document that waits for a person may be there or not, whatever its sums.
    """
    left: defaultdict[Key, list[Paper]] = defaultdict(list)
    for paper in found:
        left[paper.key].append(paper)
    pairs, others = _equals(due, left)
    _, elsewhere = _equals(waiting, left)
    pairs += [(one, left[one.key].pop(0) if left[one.key] else None) for one in others]
    for one in elsewhere:
        if left[one.key]:
            left[one.key].pop(0)
    return pairs + [(None, other) for papers in left.values() for other in papers]


def _equals(wanted: Iterable[Paper], left: Mapping[Key, list[Paper]]) -> tuple[list[Pair], list[Paper]]:
    """Takes out of `left` what has the same sums; hands out the pairs, and those without."""
    pairs: list[Pair] = []
    without: list[Paper] = []
    for one in wanted:
        other = next((paper for paper in left.get(one.key, ()) if paper.sums == one.sums), None)
        if other is None:
            without.append(one)
        else:
            left[one.key].remove(other)
            pairs.append((one, other))
    return pairs, without


def _gap(one: Paper, other: Paper) -> Decimal:
    return abs(one.net - other.net) + abs(one.tax - other.tax)
