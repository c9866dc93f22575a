"""What is asked, and by whom."""

from dataclasses import dataclass
from enum import StrEnum

from services.connector.actions.kinds import Kind
from shared.contracts.envelope import Category
from shared.store.actions import Via
from shared.sync.settings import Direction


class Verb(StrEnum):
    """The way of an object by hand."""

    SEND = "send"
    PULL = "pull"


DIRECTIONS = {Verb.SEND: Direction.FROM_SCORO, Verb.PULL: Direction.TO_SCORO}


@dataclass(frozen=True, slots=True)
class Asked:
    """One object, or what was paid on it, by exactly one of three: what people call it or either id, an id of Scoro, an
    id of Xero.
    """

    kinds: tuple[Kind, ...]
    """Several where the asker does not know: the object itself says which it is."""
    verb: Verb | None = None
    """None: whichever way its category travels (R141)."""
    name: str = ""
    scoro_id: str = ""
    xero_id: str = ""
    receipts: bool = False
    """Not the document itself, but everything that was paid on it (R139)."""

    @property
    def category(self) -> Category:
        """Whose direction, gates and rules count."""
        return Category.RECEIPTS if self.receipts else self.kinds[0].category

    @property
    def called(self) -> str:
        """As the asker said it."""
        return self.name or self.scoro_id or self.xero_id

    @property
    def nouns(self) -> str:
        """`invoice or credit note`"""
        return " or ".join(kind.noun.lower() for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who waits for the answer."""

    via: Via
    by: str
    once: str | None = None
    """An idempotency key with whose it is."""
    wish: str = ""
    """What was asked under it, word for word."""
    action_id: str | None = None
    """Where the request has an id of its own, under which it may come again."""
