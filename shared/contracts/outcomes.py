"""What became of a change: exactly one of three."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Category, Message, System


class Outcome(Message):
    """The shape all three share; never published itself."""

    category: Category
    system: System
    object_id: str = Field(min_length=1)
    entry: int = Field(ge=1)


class ObjectSynced(Outcome):
    """The object is in step; `counterpart_id` is its twin in the other system."""

    topic: ClassVar[str] = "object.synced"

    counterpart_id: str | None = None
    wrote: bool = False
    awaited: bool = True
    """Whether anything waits for the object, or was left out without it; what nobody awaits is for onlookers only."""


class ObjectLeftOut(Outcome):
    """A rule keeps the object from crossing."""

    topic: ClassVar[str] = "object.left_out"

    reason: str


class ObjectFailed(Outcome):
    """The object needs a person; the problem names why."""

    topic: ClassVar[str] = "object.failed"

    code: str
