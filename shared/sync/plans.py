"""What a category decides for each entry, before and after a call."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, Protocol

from shared.answers import ElementResult
from shared.contracts.envelope import Category, System
from shared.errors import SyncError
from shared.store.connections import Connection
from shared.store.records import PLANNED_ANEW, Brake, Call, CallEntry, Entry, Link, LinkState, ObjectKey, Rates
from shared.sync.settings import SyncSettings

DEFECTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a category raises where it meets something that nobody foresaw."""


@dataclass(frozen=True, slots=True)
class Money:
    """What a problem holds back."""

    amount: str | None = None
    currency: str | None = None
    worth: str | None = None
    """In the organisation's own currency, where that is another and a rate is stated."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rule keeps the object from crossing; `reason` is its code."""

    entry: Entry
    reason: str
    until: tuple[ObjectKey, ...] = ()
    """Objects that may change that: once one of them is in step, this one is judged again."""
    money: Money = field(default_factory=Money)


@dataclass(frozen=True, slots=True)
class InSync:
    """Nothing is to be written: the target is as it should be."""

    entry: Entry
    link: Link
    is_link_new: bool = False
    """What the link says was found out just now and is to be kept."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The source is gone and the link leads nowhere any more; with `error` a person is told."""

    entry: Entry
    link: Link
    state: LinkState
    error: SyncError | None = None
    money: Money = field(default_factory=Money)


@dataclass(frozen=True, slots=True)
class Waits:
    """Something must exist first."""

    entry: Entry
    parents: tuple[ObjectKey, ...]
    money: Money = field(default_factory=Money)


@dataclass(frozen=True, slots=True)
class Failed:
    """The object needs a person."""

    entry: Entry
    error: SyncError
    money: Money = field(default_factory=Money)
    until: tuple[ObjectKey, ...] = ()
    """Objects that may mend it: once one of them is in step, this one is tried again."""
    stands: Callable[[], Awaitable[bool]] | None = None
    """Whether what is in its way is still there; asked once more when the failure is on record."""


@dataclass(frozen=True, slots=True)
class Write:
    """The object crosses by this element of a call."""

    entry: Entry
    resource: str
    """As the other system calls it: `Contacts`, `CreditNotes`, `Payments/{id}` in Xero, `contacts` in Scoro."""
    method: Literal["PUT", "POST", "DELETE"]
    """`PUT` creates, `POST` changes what has a known id; Scoro's deletions are calls of their own."""
    element: dict[str, Any]
    fingerprint: str
    memo: dict[str, Any] = field(default_factory=dict)
    """Plain values by which the answer, or a look-up after an unclear one, is recognised."""
    target_id: str | None = None
    """Where the address of the call names the object: in Scoro, unless it creates."""
    serial: str | None = None
    """Calls with the same one are made one after the other: where nothing but a look tells a second creation from the
    first (`design.md` §3.4), this names what would be looked at, such as the document that receipts are booked on."""
    brake: Brake | None = None
    """What it counts as, where much of that in one run is no everyday matter; deletions are known without."""
    money: Money = field(default_factory=Money)
    rates: Rates | None = None
    """Of a foreign document: none goes before a person confirmed once that rates are turned the right way (R57)."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A person undid it, and nothing is left to be written: the link ends."""

    entry: Entry
    link: Link


@dataclass(frozen=True, slots=True)
class Held:
    """It would go, but first it has to be known how much like it there is in its run, or what a person says."""

    entry: Entry
    brake: Brake
    money: Money
    rates: Rates | None = None


Plan = LeftOut | InSync | Closed | Waits | Failed | Write | Held | TakenBack


@dataclass(frozen=True, slots=True)
class Accepted:
    """The target has it. With `error` the object is linked and needs a person all the same."""

    link: Link
    error: SyncError | None = None
    money: Money = field(default_factory=Money)
    wrote: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """The target does not want it."""

    error: SyncError
    money: Money = field(default_factory=Money)
    link: Link | None = None
    """What was learnt of the twin all the same."""


@dataclass(frozen=True, slots=True)
class Again:
    """Something was learnt that changes the plan: plan anew; at once, unless the last attempt said so too."""

    due_at: dt.datetime | None = None
    link: Link | None = None
    """What was learnt, if it is to be kept."""
    has_moved: bool = False
    """One of several steps was done: the next one follows at once, however many there are."""
    reason: str = PLANNED_ANEW
    """What the entry says of itself meanwhile."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The last step of taking back what was written: the link ends."""

    link: Link


Verdict = Accepted | Refused | Again | Undone


class Purpose(Enum):
    """What plans are made for."""

    RUN = "run"
    PREVIEW = "preview"
    """Nothing is written for it: not in either system, not in the log, not onto a link."""


class Crossing(Protocol):
    """What a category brings: how its objects are planned, judged and looked up. Everything else is shared."""

    category: Category
    source: System
    """Where its objects come from; they are written to the other system."""

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], purpose: Purpose, /
    ) -> Sequence[Plan]:
        """Decide for entries, one plan each. Errors of one object are its own plan, never raised."""
        ...

    async def judge(
        self, connection: Connection, call: Call, answers: Sequence[tuple[CallEntry, ElementResult]], /
    ) -> Sequence[Verdict]:
        """Read the target's answer, element by element."""
        ...

    async def look_up(self, connection: Connection, call: Call, /) -> Sequence[Verdict]:
        """After an unclear answer that is too old to be asked for again: what became of each element."""
        ...
