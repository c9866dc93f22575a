"""The reading side as the connector runs it, on a real broker."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from pydantic import SecretStr

from services.connector import handlers_reading
from shared.messaging.app import Messaging
from shared.service import Running
from shared.store.database import TRANSIENT
from tests.integration.connector.reading.world import World


@asynccontextmanager
async def listening(world: World, url: str) -> AsyncIterator[Messaging]:
    """Consumes until the block ends, then finishes what is under way."""
    messaging = Messaging(SecretStr(url), world.clock, passing=TRANSIENT, drain_seconds=5)
    async with AsyncExitStack() as stack:
        running = Running(
            settings=world.settings, clock=world.clock, store=world.store, messaging=messaging, stack=stack
        )
        await messaging.prepare()
        stack.push_async_callback(messaging.stop)
        handlers_reading.build_reading(running, world.clients)
        await messaging.consume()
        yield messaging
        await messaging.stop_consuming()
        for finish in running.before_end:
            await finish()
