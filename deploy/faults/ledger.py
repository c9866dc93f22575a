"""Whether each message that the broker ever confirmed was handled, or is a dead letter, at least once."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aio_pika

TAP = "faults.tap"
EXCHANGES = ("events", "announcements")
GET_SECONDS = 10.0
MOST_NAMED = 10


@dataclass(slots=True)
class Ledger:
    """
    A queue of its own gets a copy of every message; a broker confirms only what all queues have.

    What became of each is read from the notes of the services (`deploy.faults.noting`) and from the dead letters.
    """

    amqp: str
    notes: Path
    copied: set[str] = field(default_factory=set)

    def open(self) -> None:
        """From now on copies are kept."""
        asyncio.run(self._with_queue(read=False))

    def unaccounted(self, log: Any) -> Iterator[str]:
        """What nobody was ever done with."""
        asyncio.run(self._with_queue(read=True))
        if left := self.copied - self._noted() - set(log["dead_letters"].distinct("message.id")):
            named = ", ".join(sorted(left)[:MOST_NAMED])
            yield f"{len(left)} messages that nobody handled: {named}"

    def _noted(self) -> set[str]:
        return set(self.notes.read_text(encoding="utf-8").split()) if self.notes.exists() else set()

    async def _with_queue(self, *, read: bool) -> None:
        async with await aio_pika.connect(self.amqp) as connection:
            channel = await connection.channel()
            queue = await channel.declare_queue(TAP, durable=True)
            for exchange in EXCHANGES:
                await queue.bind(exchange, "#")
            while read and (message := await queue.get(fail=False, timeout=GET_SECONDS)) is not None:
                self.copied.add(str(message.message_id))
                await message.ack()
