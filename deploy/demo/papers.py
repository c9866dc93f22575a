"""Sales documents and bills as an auditor notes them down from either system, and sums of them; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
Dump = Mapping[str, Sequence[Row]]
"""Kind of object → all there are, as a sandbox dumps them."""
Key = tuple[str, str, str]
"""Kind, number, and the contact where it takes both to tell a document from others."""
ZERO = Decimal(0)
INVOICE, CREDIT_NOTE, BILL = "invoice", "credit note", "bill"
APPROVED, DRAFT = "approved", "draft"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document; amounts as Xero writes them, those of a credit turned around."""

    own_id: str
    """In the system where it was found."""
    kind: str
    number: str
    contact: str
    """Its name, folded; empty where the number alone tells which document it is."""
    currency: str
    status: str
    net: Decimal
    tax: Decimal
    paid: Decimal = ZERO
    """What was paid or credited on it, or used of it, without sign."""
    excuse: str = ""
    """Why it may have to wait for a person."""

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def sums(self) -> tuple[str, Decimal, Decimal]:
        return self.currency, self.net, self.tax

    @property
    def key(self) -> Key:
        """Which document it is: of bills the supplier's name belongs to it, since suppliers number as they please."""
        return self.kind, self.number.casefold(), self.contact

    @property
    def name(self) -> str:
        return self.number or f"{self.kind} of {self.contact} over {self.gross}"

    def apart_from(self, other: "Paper") -> str:
        """What differs, in words; empty where nothing does."""
        fields = [name for name in ("currency", "status", "net", "tax") if getattr(self, name) != getattr(other, name)]
        return ", ".join(f"{name} {getattr(self, name)} ≠ {getattr(other, name)}" for name in fields)


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a currency and sort in one system."""

    count: int = 0
    net: Decimal = ZERO
    tax: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    def plus(self, paper: Paper) -> "Sums":
        return Sums(self.count + 1, self.net + paper.net, self.tax + paper.tax)


def sums(papers: Iterable[Paper]) -> dict[tuple[str, str], Sums]:
    """(currency, sort) → what there is of it."""
    found: defaultdict[tuple[str, str], Sums] = defaultdict(Sums)
    for paper in papers:
        key = (paper.currency, f"{paper.kind} {paper.status}")
        found[key] = found[key].plus(paper)
    return dict(sorted(found.items()))


def folded(text: str) -> str:
    """A name as both systems agree on it: Xero takes no angle brackets."""
    return " ".join(text.split()).casefold().translate({ord("<"): "(", ord(">"): ")"})
