"""What people can do with dead letters. Each act is recorded with the letter: who, when, why."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from services.console import prerequisites
from services.console.actions import Actions
from services.console.dead_letter_queries import Chosen
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.sync import PageWanted, SyncRequested
from shared.messaging.headers import Header, reborn
from shared.messaging.publisher import Forwards, UnsendableHeadersError
from shared.messaging.topology import BY_NAME
from shared.store.connections import UnknownConnectionError
from shared.store.everything import Store
from shared.store.letters import UNFINISHED, DeadLetter
from shared.store.records import ObjectKey

STRAIGHT = ""
"""RabbitMQ's own exchange, which leads to the queue of that name alone."""
READS = (SyncRequested.__name__, PageWanted.__name__)
QUEUE_GONE = "The queue it came from is no longer there"
NO_OBJECT = "It names no object that could be read"
NOT_CONNECTED = "Its connection is gone or at rest"


@dataclass(slots=True)
class Done:
    """What an act came to, or has come to so far."""

    wanted: int
    done: int = 0
    taken: int = 0
    """Somebody else is at them, or has finished with them."""
    refused: dict[str, str] = field(default_factory=dict)
    """Letter → why it stays as it is."""

    @property
    def left(self) -> int:
        """Not looked at yet."""
        return self.wanted - self.done - self.taken - len(self.refused)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is to be read in place of a letter: an object, or else all of a connection."""

    key: ObjectKey | None = None
    connection_id: str = ""
    refused: str = ""
    """Why nothing can be read."""


Shown = Callable[[], None]


class DeadLetterActions:
    """Replays, discards, reads again; fills in `done` while it goes on, for whoever ends it early."""

    def __init__(self, store: Store, actions: Actions, publisher: Forwards, clock: Clock) -> None:
        self._store = store
        self._acts = store.letter_acts
        self._actions = actions
        self._publisher = publisher
        self._clock = clock

    async def replay(self, chosen: Chosen, done: Done, *, rate: float, author: str, why: str, shown: Shown) -> None:
        """Publish a copy of each to the queue it came from, at most `rate` a second.

        A letter is *replaying* before its copy leaves and *replayed* once the broker has it: one that was under way
        when somebody died can be replayed again, and its copy has the same id then. Told to end, it finishes the one
        that is under way. Raises NotPublishedError.
        """
        began = self._clock.monotonic()
        for number, letter_id in enumerate(chosen.ids):
            await self._clock.sleep(began + number / rate - self._clock.monotonic())
            await _to_its_end(self._replay(letter_id, done, author=author, why=why, again=chosen.named))
            shown()

    async def discard(self, chosen: Chosen, done: Done, *, author: str, why: str, shown: Shown) -> None:
        """Nobody needs them. Raises InvalidChoiceError without a reason."""
        said = prerequisites.reason(why, "--reason")
        for letter_id in chosen.ids:
            if await self._acts.discard(letter_id, author=author, why=said):
                done.done += 1
            else:
                done.taken += 1
            shown()

    async def read_again(self, chosen: Chosen, done: Done, *, author: str, why: str, shown: Shown) -> None:
        """Ask for the present state of what they name, then discard them. Raises NotPublishedError."""
        found = [await self._store.dead_letters.get(letter_id) for letter_id in chosen.ids]
        letters = [letter for letter in found if letter is not None and letter.state in UNFINISHED]
        done.taken += len(found) - len(letters)
        readings = {letter.id: await self._reading(letter) for letter in letters}
        await self._ask({reading for reading in readings.values() if not reading.refused}, author)
        for letter in letters:
            if refused := readings[letter.id].refused:
                done.refused[letter.id] = refused
            elif await self._acts.discard(letter.id, author=author, why=why, what="read again"):
                done.done += 1
            else:
                done.taken += 1
            shown()

    async def _replay(self, letter_id: str, done: Done, *, author: str, why: str, again: bool) -> None:
        letter = await self._acts.begin_replay(letter_id, author=author, why=why, again=again)
        if letter is None:
            done.taken += 1
            return
        refused = QUEUE_GONE if letter.message.queue not in BY_NAME else await self._publish(letter)
        if refused:
            await self._acts.put_back(letter)
            done.refused[letter.id] = refused
            return
        await self._acts.replayed(letter)
        done.done += 1

    async def _publish(self, letter: DeadLetter) -> str | None:
        """Why its copy cannot be published; None once the broker has it."""
        message = letter.message
        pointers: dict[str, Any] = {
            Header.REPLAY_OF: letter.id,
            Header.ORIGIN: letter.origin,
            Header.REPLAYS: letter.failed_replays + 1,
        }
        came: dict[str, Any] = {
            Header.EXCHANGE: message.exchange,
            Header.ROUTING_KEY: message.routing_key,
            Header.SENDER: message.sender,
        }
        try:
            await self._publisher.forward(
                message.body,
                exchange=STRAIGHT,
                routing_key=message.queue,
                headers={**reborn(message.headers), **came, **pointers},
                message_id=letter.replay_id or letter.id,
                content_type=message.properties.get("content_type"),
                correlation_id=message.properties.get("correlation_id"),
                message_type=message.properties.get("type"),
            )
        except UnsendableHeadersError as error:
            return str(error)
        return None

    async def _reading(self, letter: DeadLetter) -> _Reading:
        key = _key(letter)
        connection_id = letter.about.connection_id
        if connection_id is None or (key is None and letter.death.kind.split(" ")[0] not in READS):
            return _Reading(refused=NO_OBJECT)
        try:
            connection = await self._store.connections.get(connection_id)
        except UnknownConnectionError:
            return _Reading(refused=NOT_CONNECTED)
        if connection.stopped(self._clock.now(), reading=True) is not None:
            return _Reading(refused=NOT_CONNECTED)
        return _Reading(key=key, connection_id=connection.id)

    async def _ask(self, readings: set[_Reading], author: str) -> None:
        """For each object once; for a whole connection, where a letter asked to read it."""
        await self._actions.send([reading.key for reading in readings if reading.key], author=author)
        for reading in readings:
            if reading.key is None:
                connection = await self._store.connections.get(reading.connection_id)
                await self._actions.synchronize(connection, [], author=author)


def _key(letter: DeadLetter) -> ObjectKey | None:
    about = letter.about
    if not (about.connection_id and about.object_id) or about.category not in set(Category):
        return None
    match about.system:
        case "scoro" | "xero" as system:
            return ObjectKey(about.connection_id, Category(about.category), system, about.object_id)
        case _:
            return None


async def _to_its_end(work: Awaitable[None]) -> None:
    """A cancellation passes through once this is done: it is short, and half of it helps nobody."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
