"""Dead letters as values, and to and from MongoDB documents."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from shared.store.database import Document


class LetterState(StrEnum):
    """Where a dead letter stands."""

    OPEN = "open"  # waits for a person
    REPLAYING = "replaying"  # its copy may have been published, or not
    REPLAYED = "replayed"
    DISCARDED = "discarded"


UNFINISHED = (LetterState.OPEN, LetterState.REPLAYING)
FINISHED = (LetterState.REPLAYED, LetterState.DISCARDED)


@dataclass(frozen=True, slots=True)
class Dead:
    """The message itself: enough to publish it again."""

    id: str
    queue: str
    """In which it died."""
    exchange: str
    routing_key: str
    """With which it was first published."""
    sender: str
    """The AMQP user who did, where the broker vouched for one."""
    headers: Mapping[str, Any]
    """As JSON can say them."""
    properties: Mapping[str, str]
    body: bytes
    """Exactly as it came."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One attempt that failed."""

    at: str
    error: str


@dataclass(frozen=True, slots=True)
class Death:
    """How it came to that."""

    service: str
    kind: str
    """`InvoiceChanged v1`"""
    reason: str
    """`error`, or the broker's own word: rejected, delivery_limit …"""
    error_type: str
    error_code: str
    """Under which there is advice."""
    error: str
    trace: str
    attempts: int
    """Failures before the last one."""
    failures: tuple[Failure, ...]
    first_at: dt.datetime
    died_at: dt.datetime

    @property
    def said(self) -> str:
        """The error with its name, once."""
        return self.error if self.error.startswith(self.error_type) else f"{self.error_type}: {self.error}"


@dataclass(frozen=True, slots=True)
class About:
    """What the message names, where its body can be read."""

    connection_id: str | None = None
    category: str | None = None
    system: str | None = None
    object_id: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did with it."""

    what: str
    who: str
    why: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that no service could handle, and what became of it."""

    id: str
    group: str
    """All that died of the same."""
    message: Dead
    death: Death
    about: About
    kept_at: dt.datetime
    origin: str
    """The first letter of all its copies; its own id where it is no copy."""
    replay_of: str | None = None
    failed_replays: int = 0
    """How many copies in a row died as well, this one included."""
    state: LetterState = LetterState.OPEN
    replay_id: str | None = None
    """Message id of its newest copy."""
    acts: tuple[Act, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """Letters that died of the same, as people look at them first."""

    id: str
    service: str
    kind: str
    error_code: str
    error: str
    """Of the newest one."""
    letters: int
    failed_replays: int
    """The most that any of them has behind it."""
    first_at: dt.datetime
    last_at: dt.datetime


def letter_document(letter: DeadLetter) -> Document:
    """As it is kept. Headers are JSON text: their names may be anything, names of fields may not."""
    made = asdict(letter)
    made["_id"] = made.pop("id")
    made["message"]["headers"] = json.dumps(dict(letter.message.headers))
    made["message"]["properties"] = dict(letter.message.properties)
    made["state"] = letter.state.value
    return made


def letter_of(document: Document) -> DeadLetter:
    """The reverse; what the store adds for itself is left out."""
    message, death = dict(document["message"]), dict(document["death"])
    message["headers"] = json.loads(message["headers"])
    message["body"] = bytes(message["body"])
    death["failures"] = tuple(Failure(**one) for one in death["failures"])
    return DeadLetter(
        id=document["_id"],
        message=Dead(**message),
        death=Death(**death),
        about=About(**document["about"]),
        state=LetterState(document["state"]),
        acts=tuple(Act(**act) for act in document["acts"]),
        **{name: document[name] for name in ("group", "kept_at", "origin", "replay_of", "failed_replays", "replay_id")},
    )
