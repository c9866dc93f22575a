"""The values that the store keeps and hands out."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.contracts.envelope import Category, Lane, System


class State(StrEnum):
    """Where an entry of the change log stands."""

    RECORDED = "recorded"  # seen, not rung: Manual mode, or its page's batch is still being filled
    OPEN = "open"  # rung; any worker may claim it
    WAITING = "waiting"  # for something that must exist first, named in `waits_for`
    SENDING = "sending"  # part of a recorded call
    UNCLEAR = "unclear"  # its call got no clear answer
    SYNCED = "synced"
    LEFT_OUT = "left_out"
    FAILED = "failed"  # needs attention: a problem is kept for the object
    SUPERSEDED = "superseded"  # a newer version took its place


PLANNED_ANEW = "planned_anew"
"""The reason of an open entry whose last attempt taught something, so that its next one is another."""
REPLACEABLE = (State.RECORDED, State.OPEN, State.WAITING)
"""Not on its way: a newer version takes the place of the entry."""
UNFINISHED = (State.RECORDED, State.OPEN, State.WAITING, State.SENDING, State.UNCLEAR)
FINAL = (State.SYNCED, State.LEFT_OUT, State.FAILED, State.SUPERSEDED)


DEPENDENCY = "dependency"
"""Asked for because an object needs it that cannot cross before."""
PARENTS = frozenset({Category.PRODUCTS, Category.CONTACTS})
"""What documents need crosses with them, whatever its own category says (R37, R59, R69)."""
PERSON = "person"
"""Asked for by somebody who means this very object (R141)."""
REWRITE = "rewrite"
"""The same, and it is to be written although nothing of it changed: somebody changed the other side."""
UNDO = "undo"
"""Asked for to take back what was written of the object: planned as such, not as a change."""
HISTORIC = "historic"
"""Asked for as part of a historic load: the start date does not count (R34)."""


class Brake(StrEnum):
    """What a person is asked about before much of it happens in one run (design §3.9)."""

    DELETIONS = "deletions"
    APPROVED_UPDATES = "approved_updates"  # changes of documents that are approved in Xero
    VOLUME = "volume"  # whatever a category writes in one run, where its owner wants to be asked above a number or sum
    RATES = "rates"  # the first foreign documents of a connection, of any category, until a person answers once (R57)


class Cleared(StrEnum):
    """Why an entry may go although a brake is about it."""

    COUNTED = "counted"  # it is within the limit
    RELEASED = "released"  # a person said so


@dataclass(frozen=True, slots=True)
class ObjectKey:
    """One object of one system within one connection."""

    connection_id: str
    category: Category
    system: System
    object_id: str

    def __str__(self) -> str:
        """`contacts:scoro:312`: the form in which waits name it."""
        return f"{self.category}:{self.system}:{self.object_id}"


@dataclass(frozen=True, slots=True)
class NewChange:
    """An object as it was just read, to be recorded."""

    key: ObjectKey
    snapshot: str
    """JSON text as the API returned it: numbers stay exact."""
    read_started_at: dt.datetime
    modified_at: dt.datetime | None = None
    number: str = ""
    """What people call it: a document's number or a contact's name; for search only."""
    deleted: bool = False
    """The source's own mark."""
    lane: Lane = Lane.CHANGED
    run_id: UUID | None = None
    asked: str | None = None
    """`dependency`, `person`, `rewrite`, `retry`, `historic` or `undo`: recorded even when equal to the last seen."""
    part_of: str | None = None
    """The id of what it stands in, where it is shown nowhere else: once it is missing there, it is gone."""


@dataclass(frozen=True, slots=True)
class Rates:
    """One exchange rate as the two systems state it (R57)."""

    base: str
    """The organisation's currency."""
    scoro: str | None = None
    """Base units per document unit; None where it says nothing."""
    xero: str | None = None
    """Document units per base unit."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one object in the change log."""

    id: int
    key: ObjectKey
    state: State
    lane: Lane
    snapshot: str
    read_started_at: dt.datetime
    recorded_at: dt.datetime
    modified_at: dt.datetime | None = None
    """As the source says; None where it does not."""
    number: str = ""
    deleted: bool = False
    run_id: UUID | None = None
    asked: str | None = None
    due_at: dt.datetime | None = None
    attempts: int = 0
    claims: int = 0
    owner: str | None = None
    fence: int = 0
    waits_for: tuple[str, ...] = ()
    call_id: str | None = None
    reason: str | None = None
    """Code of the rule or problem."""
    counterpart_id: str | None = None
    wrote: bool = False
    finished_at: dt.datetime | None = None
    amount: str | None = None
    """What is held back while it waits for another object."""
    currency: str | None = None
    worth: str | None = None
    """The same in the organisation's own currency, where that is another and a rate is stated."""
    rates: Rates | None = None
    """Of a foreign document that waits until the way rates are turned is confirmed."""
    cleared: Cleared | None = None
    volume: Cleared | None = None
    """The same of `Brake.VOLUME`, which is asked about first and says nothing about the others."""
    decided_by: str | None = None
    """Who released or refused it, where it was held."""
    decided_why: str | None = None
    laid_back: bool = False
    """Its run was stopped before it was begun: it waits for a later one."""
    trace: str | None = None
    """Of what made it known, where traces are kept."""
    approved: str | None = None
    """Fingerprint of what a person approved in a preview; nothing else is written for it."""

    @property
    def by_person(self) -> bool:
        """Whether somebody asked for this very object: then start date and bookmark do not count (R141)."""
        return self.asked in {PERSON, REWRITE}

    @property
    def is_rewrite(self) -> bool:
        """Whether it is to be written although nothing of it changed."""
        return self.asked == REWRITE


class LinkState(StrEnum):
    """Whether a link still leads anywhere."""

    ACTIVE = "active"
    CLOSED = "closed"  # the source was deleted, its twin with it or left alone (R143, R147)
    ORPHANED = "orphaned"  # the source was deleted, its approved twin stays (R145)


@dataclass(frozen=True, slots=True)
class Link:
    """A Scoro object and its twin in Xero."""

    connection_id: str
    category: Category
    scoro_id: str
    xero_id: str
    state: LinkState = LinkState.ACTIVE
    fingerprint: str | None = None
    """Of the document as last written to Xero, or found equal there."""
    fingerprint_in_scoro: str | None = None
    """The same of the object in Scoro, where it comes from Xero."""
    evidence: str = "created"
    """Why these two belong together: created, number, registration number …"""
    twin: dict[str, Any] = field(default_factory=dict)
    """What the category remembers of the twin: status, number, total, line ids."""

    def counterpart_of(self, system: System) -> str:
        """The id on the other side of an object of `system`."""
        return self.xero_id if system == "scoro" else self.scoro_id


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One element of a recorded call, in its order."""

    entry_id: int
    object_id: str
    fingerprint: str
    memo: dict[str, Any]
    """What is needed to recognise and settle the element: number, contact, expected total, link."""
    amount: str | None = None
    """What it holds back where the whole call is refused."""
    currency: str | None = None


class CallState(StrEnum):
    """How far a write got."""

    SENT = "sent"  # recorded; it may have left
    UNCLEAR = "unclear"  # no clear answer came
    SETTLED = "settled"  # every entry has its outcome
    VOID = "void"  # it surely changed nothing


@dataclass(frozen=True, slots=True)
class Call:
    """One write, recorded before it is made."""

    id: str
    connection_id: str
    category: Category
    system: System
    lane: Lane
    resource: str
    method: str
    path: str
    params: dict[str, str]
    body: bytes
    idempotency_key: str
    entries: tuple[CallEntry, ...]
    sent_at: dt.datetime
    """When its first attempt was recorded: once it is kept, by MongoDB's clock."""
    owner: str
    fence: int = 1
    state: CallState = CallState.SENT
    sends: int = 1
    serials: tuple[str, ...] = ()
    """No two pending calls of a connection have one in common."""
    caused_by: tuple[str, ...] = ()
    """Runs, people and events that its entries come from, for the audit trail."""
    taken_at: dt.datetime | None = None
    """When its present owner took it over, by the same clock."""

    @property
    def age(self) -> float:
        """Seconds from the first attempt to the present one."""
        return (self.taken_at - self.sent_at).total_seconds() if self.taken_at else 0.0

    @property
    def creates(self) -> bool:
        """Whether it makes new objects: a PUT to Xero, in Scoro a `modify` that names none."""
        return self.method == "PUT" or (self.system == "scoro" and self.path.endswith("/modify"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one object needs a person; shown grouped by `cause`."""

    key: ObjectKey
    code: str
    cause: str
    """Code and subject: what one act of mending clears."""
    text: str
    """The other system's own words, or ours."""
    entry_id: int
    number: str = ""
    amount: str | None = None
    currency: str | None = None
    first_seen: dt.datetime | None = None
    last_seen: dt.datetime | None = None
    count: int = 1
    ignored: bool = False
    about: tuple[str, ...] = ()
    """Other things whose change may mend it, besides what the cause names; such as `contact:60aa`."""
