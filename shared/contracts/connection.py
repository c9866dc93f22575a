"""News about a connection itself."""

from typing import ClassVar

from shared.contracts.envelope import Category, Message, System


class AccessNeeded(Message):
    """The access token of this generation no longer works: a newer one is needed."""

    topic: ClassVar[str] = "access.needed"

    stale_generation: int


class ReferenceDataRefreshed(Message):
    """Accounts, tax rates or currencies were read again; what waited for them may go on."""

    topic: ClassVar[str] = "reference_data.refreshed"

    changed: bool = False


class ConnectionBroken(Message):
    """Sign-in to one of the systems is lost; nothing is sent until a person reconnects."""

    topic: ClassVar[str] = "connection.broken"

    code: str


class AccessDoubted(Message):
    """A system did not let us in, or not to everything: the connector has to find out which."""

    topic: ClassVar[str] = "access.doubted"

    system: System
    code: str
    category: Category | None = None
    """What was wanted of it."""
    said: str = ""
