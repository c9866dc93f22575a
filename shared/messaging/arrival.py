"""A message as the broker handed it over: nothing of it is trusted or read yet."""

from dataclasses import dataclass
from typing import Any

from faststream.message import StreamMessage

from shared.messaging.headers import Header, lasting


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the broker vouches for, and the bytes."""

    body: bytes
    exchange: str
    """It was first published to."""
    routing_key: str
    sender: str | None
    """The AMQP user who published it: RabbitMQ refuses a `user_id` that is not the connection's own."""


def arrival(message: StreamMessage[Any]) -> Arrival:
    """A decoder that decodes nothing.

    What comes back from a retry step or is replayed lost its properties on the way and brings them as headers. These
    are believed only of what did not come through an exchange: the default exchange takes nothing from strangers.
    """
    raw = message.raw_message
    if raw.exchange:
        return Arrival(message.body, raw.exchange, raw.routing_key or "", raw.user_id)
    exchange, key, sender = (_text(message.headers.get(name)) for name in CAME)
    return Arrival(message.body, exchange, key or raw.routing_key or "", sender or None)


def forwarded(message: StreamMessage[Any]) -> dict[str, Any]:
    """The headers of a message that goes on to a retry step or to the dead letters: its own, and where it came from."""
    came = arrival(message)
    own = {name: value for name, value in lasting(message.headers).items() if name not in CAME}
    known = {Header.EXCHANGE: came.exchange, Header.ROUTING_KEY: came.routing_key, Header.SENDER: came.sender}
    return own | {name.value: value for name, value in known.items() if value is not None}


CAME = (Header.EXCHANGE, Header.ROUTING_KEY, Header.SENDER)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
