"""What a pass reads and compares, in which order; pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from services.connector.sources.page import Turn
from shared.contracts.envelope import Category, System
from shared.store.agreement_records import Pass
from shared.sync.settings import DOCUMENTS, SyncSettings

READ, COMPARE = "read", "compare"
MOST_PAGES = 2_000
"""Of one list: a list that never ends is no reason to read for ever."""


@dataclass(frozen=True, slots=True)
class Step:
    """One list to be read, or the objects of a category on one side to be compared."""

    does: str
    system: System
    what: str
    """Scoro's module or Xero's resource; the category where something is compared."""

    def __str__(self) -> str:
        return f"{self.does} {self.system} {self.what}"

    @classmethod
    def of(cls, written: str) -> Self:
        does, system, what = written.split(" ")
        return cls(does, "scoro" if system == "scoro" else "xero", what)


def compared(settings: SyncSettings) -> tuple[Category, ...]:
    """Receipts first: what they explain on documents is not named twice."""
    return tuple(one for one in (Category.RECEIPTS, *DOCUMENTS) if settings.of(one).enabled)


def steps(settings: SyncSettings) -> list[Step]:
    """All of them; nothing where no category with money is switched on."""
    categories = compared(settings)
    documents = [one for one in DOCUMENTS if one in categories]
    made = [Step(READ, "scoro", one.value) for one in documents]
    if not categories:
        return []
    if Category.RECEIPTS in categories or Category.BILLS in categories:
        made.append(Step(READ, "scoro", "receipts"))
    if documents:
        made.append(Step(READ, "xero", "Invoices"))
    made.append(Step(READ, "xero", "CreditNotes"))
    if Category.RECEIPTS in categories:
        made += [Step(READ, "xero", resource) for resource in ("Payments", "Prepayments", "Overpayments")]
    sides: tuple[System, ...] = ("scoro", "xero")
    return made + [Step(COMPARE, side, one.value) for one in categories for side in sides]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pass stands."""

    todo: tuple[str, ...]
    """As it was decided when it began, whatever is chosen meanwhile."""
    at: int = 0
    page: int = 1
    last: str = ""
    """The object after which to go on comparing."""

    @classmethod
    def of(cls, turn: Turn) -> Self:
        memo: Mapping[str, Any] = turn.chain.memo
        if memo:
            return cls(**{**memo, "todo": tuple(memo["todo"])})
        return cls(tuple(str(step) for step in steps(turn.settings)))

    @property
    def step(self) -> Step | None:
        """None once everything is done."""
        return Step.of(self.todo[self.at]) if self.at < len(self.todo) else None

    def memo(self) -> dict[str, Any]:
        return {**asdict(self), "todo": list(self.todo)}

    def following(self, *, is_last: bool, last: str = "") -> "Place":
        if is_last or self.page >= MOST_PAGES:
            return Place(self.todo, self.at + 1)
        return replace(self, page=self.page + 1, last=last)


def pass_of(turn: Turn) -> Pass:
    """The pass that this chain is; the same on every page."""
    started = turn.chain.started_at
    return Pass(turn.connection.id, int(started.timestamp() * 1000), started)
