"""The rules as the project keeps them, read from `book.txt`."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

BOOK = Path(__file__).with_name("book.txt")
COLUMNS = 5


class Status(StrEnum):
    """Whether a rule is kept."""

    KEPT = "k"
    OPEN = "o"
    NOT_APPLICABLE = "n"


@dataclass(frozen=True, slots=True)
class Rule:
    """One of them."""

    number: int
    source: str
    """D documented by Scoro, I inferred, S of a sibling integration, A assumed."""
    status: Status
    text: str
    why: str

    @property
    def name(self) -> str:
        return f"R{self.number}"

    @property
    def words(self) -> str:
        """Its status as the page says it."""
        match self.status:
            case Status.NOT_APPLICABLE:
                return f"not applicable: {self.why}"
            case Status.OPEN:
                return f"**open**: {self.why}"
            case Status.KEPT:
                return "kept with our assumption" if self.source == "A" else "kept"


def rules(text: str | None = None) -> list[Rule]:
    """All of them, in order.

    Raises ValueError with the line that cannot be read.
    """
    found = []
    for line in (BOOK.read_text() if text is None else text).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != COLUMNS or not re.fullmatch(r"\d+", parts[0]) or parts[1] not in "DISA" or not parts[1]:
            raise ValueError(f"not a rule: {line}")
        found.append(Rule(int(parts[0]), parts[1], Status(parts[2]), parts[3], parts[4]))
    return found
