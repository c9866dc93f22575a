"""Hearing outcomes as they happen, without a queue that anybody has to empty: what is missed is not kept."""

import asyncio
import contextlib
from collections.abc import Callable

import aio_pika
import structlog
from aio_pika.abc import AbstractIncomingMessage
from pydantic import SecretStr

from shared.clock import Clock
from shared.contracts.outcomes import ObjectFailed, ObjectLeftOut, ObjectSynced
from shared.jsonio import NotJsonError, loads
from shared.messaging.app import with_heartbeat
from shared.messaging.publisher import CONFIRM_FAILURES
from shared.messaging.topology import EVENTS
from shared.reaching import why

log = structlog.get_logger(__name__)

TOPICS = tuple(message.topic for message in (ObjectSynced, ObjectLeftOut, ObjectFailed))
RETRY_SECONDS = 2.0


class Listening:
    """A queue of this process alone, gone with it; tells of which connection something was heard.

    `began` is called whenever it begins to listen: what happened until then went by unheard.
    """

    def __init__(
        self, url: SecretStr, heard: Callable[[str], None], clock: Clock, *, began: Callable[[], None] = lambda: None
    ) -> None:
        self._url = with_heartbeat(url)
        self._heard = heard
        self._began = began
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled; comes back by itself when the broker does."""
        said = False
        while True:
            try:
                await self._listen()
            except CONFIRM_FAILURES as error:
                if not said:
                    log.warning("listening.broker_away", error=why(error))
                    said = True
                await self._clock.sleep(RETRY_SECONDS)
            else:
                said = False

    async def _listen(self) -> None:
        connection = await aio_pika.connect(self._url.get_secret_value())
        async with connection:
            channel = await connection.channel()
            queue = await channel.declare_queue(exclusive=True, auto_delete=True)
            exchange = await channel.get_exchange(EVENTS, ensure=False)
            for topic in TOPICS:
                await queue.bind(exchange, f"{topic}.#")
            await queue.consume(self._one, no_ack=True)
            self._began()
            gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            def closed(*_: object) -> None:
                if not gone.done():
                    gone.set_result(None)

            connection.close_callbacks.add(closed)
            await gone

    async def _one(self, message: AbstractIncomingMessage) -> None:
        with contextlib.suppress(NotJsonError, KeyError, TypeError):  # a hint alone; its reader tells what is malformed
            self._heard(str(loads(message.body)["connection_id"]))
