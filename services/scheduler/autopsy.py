"""What a dead letter is: how it died, what it is about, which others died of the same; pure.

Two kinds of death leave different marks. Our services say themselves what happened, in headers of their own
(`shared.messaging.headers`). The broker says it in `x-death`, where a worker gave a message back without a word or died
of it again and again (`marks.py`). If it had come through an exchange, none of ours has touched it since a stranger may
have published it, and whatever its headers say in our name is not believed.
"""

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from services.scheduler.marks import Marks, marks_of, moment
from shared.contracts.announcements import ANNOUNCEMENTS
from shared.contracts.catalogue import MESSAGES
from shared.contracts.changes import BELLS
from shared.contracts.envelope import Category, Contract, routing_key
from shared.jsonio import NotJsonError, loads
from shared.messaging.dead_letters import Letter
from shared.messaging.headers import Header, attempts, failures
from shared.messaging.topology import BY_NAME, PUBLIC
from shared.store.letters import About, Dead, DeadLetter, Death, Failure

Said = Mapping[str, Any]
BY_THE_BROKER = {
    "rejected": "The worker gave it back and could not say why",
    "delivery_limit": "Every worker that took it ended before it was done",
    "maxlen": "Its queue was full",
}
UNSAID = "Nobody said why"
NOT_THE_SAME = re.compile(r"\b(?=\w*\d)[\w-]*\w")
"""Ids, numbers and times: what differs between errors that are one."""
SHAPE_LIMIT = 160
MANY = 1_000_000
"""Headers may hold numbers that no database does."""


def of(letter: Letter, now: dt.datetime) -> DeadLetter:
    """The record to be kept; the same for the same death, however often its letter comes."""
    marks = marks_of(letter.headers)
    said: Said = {} if marks.exchange else letter.headers
    queue = _text(said, Header.QUEUE) or marks.queue or letter.routing_key
    message = _message(letter, said, marks, queue)
    kind = _kind(message)
    death = _death(said, marks, queue, now, name=_name(kind) or message.routing_key or "unknown")
    letter_id = _fingerprint(letter.message_id, _mark(said, marks), queue, letter.body)[:16]
    replay_of = _text(said, Header.REPLAY_OF) or None
    replays = said.get(Header.REPLAYS)
    return DeadLetter(
        id=letter_id,
        group=f"{death.service}/{_fingerprint(death.kind, shape(death.error))[:8]}",
        message=message,
        death=death,
        about=_about(letter.body, kind),
        kept_at=now,
        origin=_text(said, Header.ORIGIN) or replay_of or letter_id,
        replay_of=replay_of,
        failed_replays=min(replays, MANY) if replay_of and isinstance(replays, int) else 0,
    )


def shape(error: str) -> str:
    """The error without what differs from one message to the next."""
    first = next(iter(error.splitlines()), "")
    return NOT_THE_SAME.sub("#", first)[:SHAPE_LIMIT]


def plain(value: Any) -> Any:
    """A header's value as JSON can say it."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes() | bytearray():
            return {"base64": base64.b64encode(value).decode()}
        case dt.datetime():
            return value.isoformat()
        case list() | tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {str(name): plain(item) for name, item in value.items()}
        case _:
            return str(value)


def _message(letter: Letter, said: Said, marks: Marks, queue: str) -> Dead:
    return Dead(
        id=letter.message_id,
        queue=queue,
        exchange=_text(said, Header.EXCHANGE) or marks.exchange,
        routing_key=_text(said, Header.ROUTING_KEY) or marks.routing_key,
        sender=_text(said, Header.SENDER) or (letter.properties.get("user_id", "") if marks.exchange else ""),
        headers=plain(letter.headers),
        properties=letter.properties,
        body=letter.body,
    )


def _death(said: Said, marks: Marks, queue: str, now: dt.datetime, *, name: str) -> Death:
    error = _text(said, Header.ERROR)
    died_at = moment(said.get(Header.DIED_AT)) or marks.at or now
    told = tuple(Failure(str(one.get("at", "")), str(one.get("error", ""))) for one in failures(said))
    return Death(
        service=_text(said, Header.SERVICE) or queue.split(".", 1)[0],
        kind=name,
        reason="error" if error else marks.reason or "unknown",
        error_type=_text(said, Header.ERROR_TYPE) or marks.reason or "unknown",
        error_code=_text(said, Header.ERROR_CODE) or f"message_{marks.reason or 'died'}",
        error=error or BY_THE_BROKER.get(marks.reason, UNSAID),
        trace=_text(said, Header.ERROR_TRACE),
        attempts=min(attempts(said), MANY),
        failures=told,
        first_at=next((at for one in told if (at := moment(one.at))), died_at),
        died_at=died_at,
    )


def _mark(said: Said, marks: Marks) -> str:
    """What tells this death from another one of the same message."""
    return _text(said, Header.DIED_AT) or (marks.at.isoformat() if marks.at else "")


def _kind(message: Dead) -> type[Contract] | None:
    """By what it was published with; else what its queue is there for. The public exchange has contracts of its own."""
    queue = BY_NAME.get(message.queue)
    kinds: Iterable[type[Contract]] = MESSAGES
    if queue is not None and queue.exchange == PUBLIC:
        kinds = ANNOUNCEMENTS.values()
    keys = [message.routing_key, message.properties.get("type", ""), *(queue.keys if queue else ())]
    return next((kind for key in keys for kind in kinds if _fits(key, kind)), None)


def _fits(key: str, kind: type[Contract]) -> bool:
    return key == kind.topic or f"{key}.".startswith(f"{routing_key(kind)}.")


def _name(kind: type[Contract] | None) -> str:
    return f"{kind.__name__} v{kind.version}" if kind else ""


def _about(body: bytes, kind: type[Contract] | None) -> About:
    try:
        named = loads(body)
    except (NotJsonError, RecursionError):
        return About()
    if not isinstance(named, dict):
        return About()
    category = next((category for category in Category if kind in (BELLS[category], ANNOUNCEMENTS[category])), None)
    return About(
        connection_id=_named(named, "connection_id"),
        category=category.value if category else _named(named, "category"),
        system=_named(named, "system"),
        object_id=_named(named, "object_id"),
    )


def _named(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _text(said: Said, name: Header) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _fingerprint(*parts: str | bytes) -> str:
    found = hashlib.sha256()
    for part in parts:
        piece = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        found.update(len(piece).to_bytes(8, "big") + piece)
    return found.hexdigest()
