"""What the demonstration found, per connection and in all; and the same as one line of JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from deploy.demo.books import Comparison

SUMMED = (
    "documents", "created", "updated", "duplicates", "lost", "second_run_writes", "xero_calls", "scoro_calls",
    "contacts", "unequal", "too_many_requests", "need_a_person",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Crossed:
    """One connection."""

    name: str
    says: str
    books: Comparison
    categories: Sequence[Mapping[str, Any]]
    """Per category: way, seen, created, updated; left out and problems as the product counts them."""
    lanes: Mapping[str, Mapping[str, int]]
    """System → lane → calls; as the product counts them."""
    xero_calls: int
    scoro_calls: int
    too_many: int
    second_run_writes: int

    @property
    def succeeded(self) -> bool:
        """Equal books, nothing lost or doubled, and nothing written when there is nothing to do."""
        return self.books.agrees and self.second_run_writes == 0

    def figures(self) -> dict[str, Any]:
        """For programs."""
        books = self.books
        return {
            "documents": books.documents,
            "created": sum(row["created"] for row in self.categories),
            "updated": sum(row["updated"] for row in self.categories),
            "duplicates": len(books.duplicates) + len(books.double_contacts),
            "lost": len(books.lost) + len(books.lost_contacts),
            "difference": f"{books.difference:.2f}",
            "second_run_writes": self.second_run_writes,
            "xero_calls": self.xero_calls,
            "scoro_calls": self.scoro_calls,
            "contacts": books.contacts,
            "unequal": len(books.unequal),
            "too_many_requests": self.too_many,
            "need_a_person": len(books.waiting),
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """All of it."""

    connections: Sequence[Crossed]
    seconds: float

    @property
    def succeeded(self) -> bool:
        return all(one.succeeded for one in self.connections)

    @property
    def difference(self) -> Decimal:
        return sum((one.books.difference for one in self.connections), Decimal(0))

    def figures(self) -> dict[str, Any]:
        """Sums, and the figures of each connection."""
        each = [one.figures() | {"name": one.name, "way": one.says} for one in self.connections]
        sums = {name: sum(one[name] for one in each) for name in SUMMED}
        return {**sums, "difference": f"{self.difference:.2f}", "seconds": round(self.seconds, 1), "connections": each}

    def as_json(self) -> str:
        """One object on one line."""
        return json.dumps(self.figures())
