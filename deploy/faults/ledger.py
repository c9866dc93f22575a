"""Whether each message that the broker ever confirmed was handled, or is a dead letter, at least once."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import aio_pika
import httpx
from aio_pika.abc import AbstractChannel

from deploy.faults.noting import REFUSED

TAP = "faults.tap"
PUBLIC = "announcements"
EXCHANGES = ("events", PUBLIC)
NOBODYS = (TAP, "amq.gen-")
"""Queues whose messages nobody has to handle: ours, and those of processes that only listen along."""
SECONDS = 60
READ_SECONDS = 10.0
"""For the next message of those that are there."""
AT_ONCE = 500
"""Copies that the broker may send ahead: asked for one by one, each is a round trip of its own."""
MOST_NAMED = 10


@dataclass(slots=True)
class Ledger:
    """
    A queue of its own gets a copy of every message; a broker confirms only what all queues have. What it did not
    confirm may be in ours alone: whoever published it noted that, and is owed nothing.

    What became of each is read from the notes of the services (`deploy.faults.noting`) and from the dead letters.
    """

    amqp: str
    management: str
    notes: Path
    copied: dict[str, str] = field(default_factory=dict)
    """Message id → routing key, of messages that a service waits for; of mere facts nobody has to take note."""

    def open(self) -> None:
        """From now on copies are kept."""
        asyncio.run(self._with_queue(read=False))

    def unaccounted(self, log: Any) -> Iterator[str]:
        """What nobody was ever done with."""
        asyncio.run(self._with_queue(read=True))
        noted = self._noted()
        refused = {one.removeprefix(REFUSED) for one in noted if one.startswith(REFUSED)}
        if left := self.copied.keys() - noted - refused - set(log["dead_letters"].distinct("message.id")):
            named = ", ".join(f"{self.copied[one]} {one}" for one in sorted(left)[:MOST_NAMED])
            yield f"{len(left)} messages that nobody handled: {named}"

    def _noted(self) -> set[str]:
        return set(self.notes.read_text(encoding="utf-8").split()) if self.notes.exists() else set()

    def _awaited(self) -> set[str]:
        """Routing keys that lead to a service."""
        host = quote(urlsplit(self.amqp).path.lstrip("/") or "/", safe="")
        found: set[str] = set()
        for exchange in EXCHANGES:
            address = f"{self.management}/api/exchanges/{host}/{exchange}/bindings/source"
            rows = httpx.get(address, timeout=SECONDS, trust_env=False).raise_for_status().json()
            found |= {str(row["routing_key"]) for row in rows if not str(row["destination"]).startswith(NOBODYS)}
        return found

    async def _with_queue(self, *, read: bool) -> None:
        awaited = self._awaited() if read else set()
        async with await aio_pika.connect(self.amqp) as connection:
            channel = await connection.channel()
            queue = await channel.declare_queue(TAP, durable=True)
            for exchange in EXCHANGES:
                await queue.bind(exchange, "#")
            if read:
                await channel.set_qos(prefetch_count=AT_ONCE)
                while await self._read(channel, awaited):
                    pass

    async def _read(self, channel: AbstractChannel, awaited: set[str]) -> int:
        """As many as are there at the moment."""
        queue = await channel.declare_queue(TAP, durable=True)
        left = there = queue.declaration_result.message_count or 0
        if not there:
            return 0
        async with queue.iterator(timeout=READ_SECONDS) as messages:
            async for message in messages:
                if message.exchange == PUBLIC or message.routing_key in awaited:
                    self.copied[str(message.message_id)] = str(message.routing_key)
                await message.ack()
                left -= 1
                if not left:
                    break
        return there
