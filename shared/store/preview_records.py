"""What a preview consists of."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from shared.contracts.envelope import Category
from shared.store.records import ObjectKey


class Verb(StrEnum):
    """What would be done."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    LINK = "link"  # what is there already, without writing
    UNLINK = "unlink"  # the source is gone, its twin stays or is gone too
    AFTER = "after"  # as soon as something else has crossed
    NOTHING = "nothing"  # in step already
    LEAVE_OUT = "leave_out"
    BLOCK = "block"  # it needs a person first


class Phase(StrEnum):
    """How far a preview got."""

    TRANSLATING = "translating"
    READY = "ready"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class Share:
    """Net money on one account with one tax code, as decimal text."""

    account: str
    tax: str
    net: str


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one entry."""

    preview_id: str
    entry: int
    key: ObjectKey
    number: str
    verb: Verb
    amount: str | None = None
    currency: str | None = None
    asks: bool = False
    """It is of a sort that a brake counts."""
    resource: str = ""
    method: str = ""
    element: str = ""
    """JSON text of what would be written."""
    fingerprint: str | None = None
    """The same in short."""
    shares: tuple[Share, ...] = ()
    reason: str | None = None
    said: str = ""
    waits_for: tuple[str, ...] = ()
    stale: bool = False
    """Its source moved before it was applied, so it was refused."""

    def of_write(self, resource: str, method: str, element: str, fingerprint: str, shares: tuple[Share, ...]) -> Self:
        """What goes over the wire."""
        return replace(self, resource=resource, method=method, element=element, fingerprint=fingerprint, shares=shares)

    def because(self, reason: str, said: str = "") -> Self:
        """With its rule or problem."""
        return replace(self, reason=reason, said=said)

    def after(self, waits_for: tuple[str, ...]) -> Self:
        """Behind other objects."""
        return replace(self, waits_for=waits_for)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the next run would do, worked out once."""

    id: str
    connection_id: str
    categories: tuple[Category, ...]
    pending: tuple[Category, ...]
    """Those that are still being translated."""
    phase: Phase
    last: int
    """No entry after this one is part of it."""
    settings_version: int
    asked_by: str
    asked_at: dt.datetime
    since: dt.datetime | None = None
    holds: tuple[str, ...] = ()
    """What is held because there is much of it is part of it too."""
    applied_by: str | None = None
    applied_at: dt.datetime | None = None
    opened: int = 0
    stale: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one category with one verb and one reason."""

    category: Category
    verb: Verb
    reason: str | None
    count: int
    money: dict[str, str]
    """Currency → sum."""
