"""Requests to read: a whole round, one page of it, or one object."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.envelope import Category, Lane, Message, System

Why = Literal["dependency", "webhook", "person"]
Trigger = Literal["tick", "now", "first", "webhook", "nightly"]


class SyncRequested(Message):
    """Read what changed in these categories (empty: in all that are enabled)."""

    topic: ClassVar[str] = "sync.requested"

    categories: tuple[Category, ...] = ()
    trigger: Trigger = "tick"


class PageWanted(Message):
    """One link of a reading chain: read this page of this source, record it, ask for the next."""

    topic: ClassVar[str] = "page.wanted"

    source: str = Field(min_length=1)
    page: int = Field(ge=1)
    fence: int = Field(ge=1)


class ObjectWanted(Message):
    """Somebody waits for this object: read it now, whatever the settings of its category."""

    topic: ClassVar[str] = "object.wanted"

    category: Category
    system: System
    object_id: str = Field(min_length=1)
    lane: Lane = Lane.CHANGED
    why: Why = "dependency"
    seen_at: AwareDatetime | None = None
    """When the other system says that it changed: news that is no younger than our own write is an echo."""
    rewrite: bool = False
    """A person decided that the other system is to say the same again, although nothing of it changed here."""


class ActionRequested(Message):
    """Somebody pressed a button on an object in Scoro: let it cross now (R142). The action gets this message's id."""

    topic: ClassVar[str] = "action.requested"

    entity_type: str = Field(min_length=1)
    """What it is, as Scoro calls it: `invoice`, `company` …"""
    object_id: str = Field(min_length=1)
    receipts: bool = False
    """Not the document itself, but what was paid on it (R139)."""
