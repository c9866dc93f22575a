"""The life of a service process: wait for the servers, work, finish what is in flight, end."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
import uvicorn

from shared.clock import Clock, SystemClock
from shared.config import CommonSettings
from shared.crypto import Vault
from shared.health import health_app
from shared.logging import configure
from shared.messaging.app import Messaging
from shared.store.database import TRANSIENT, opened
from shared.store.everything import Lifetimes, Store

log = structlog.get_logger()

Work = Callable[[], Awaitable[None]]
AWAY: tuple[type[Exception], ...] = (*TRANSIENT, TimeoutError)


@dataclass(slots=True)
class Running:
    """What a service is given to build its parts from, and where it leaves what has to run and end."""

    settings: CommonSettings
    clock: Clock
    store: Store
    messaging: Messaging
    stack: AsyncExitStack
    work: list[Work] = field(default_factory=list)
    """Run until the process ends, cancelled after draining."""
    before_end: list[Work] = field(default_factory=list)
    """Awaited while draining: finish what is in flight."""
    web: Any = None
    """An ASGI application of the service's own; it then answers /health itself."""

    async def healthy(self) -> bool:
        """Whether the broker and the database answer."""
        try:
            async with asyncio.timeout(5):
                await self.store.database.ping()
                return await self.messaging.healthy()
        except AWAY:
            return False


Build = Callable[[Running], Awaitable[None]]


def run(name: str, settings: CommonSettings, build: Build, *, lifetimes: Lifetimes | None = None) -> None:
    """Run a service until SIGTERM or SIGINT."""
    configure(service=name, log_format=settings.log_format, level=settings.log_level)
    asyncio.run(_run(name, settings, build, lifetimes))


async def _run(name: str, settings: CommonSettings, build: Build, lifetimes: Lifetimes | None) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(opened(settings.mongodb_url, settings.mongodb_database))
        running = Running(
            settings=settings,
            clock=clock,
            store=Store.of(database, Vault(settings.token_key), clock, lifetimes),
            messaging=Messaging(settings.rabbitmq_url, clock, passing=TRANSIENT, drain_seconds=settings.drain_seconds),
            stack=stack,
        )
        if not await _until(stopping, _prepare(running, build)):
            return
        await _work(name, running, stopping)


async def _prepare(running: Running, build: Build) -> None:
    await _database_ready(running)
    await running.messaging.prepare()
    await build(running)


async def _database_ready(running: Running) -> None:
    said = False
    while True:
        try:
            await running.store.prepare()
        except TRANSIENT as error:
            if not said:
                log.warning("mongodb.away", error=type(error).__name__)
                said = True
            await running.clock.sleep(1.0)
        else:
            if said:
                log.info("mongodb.back")
            return


async def _until(stopping: asyncio.Event, work: Any) -> bool:
    """Do `work` unless the process is told to end first; False then."""
    task = asyncio.ensure_future(work)
    ending = asyncio.ensure_future(stopping.wait())
    await asyncio.wait({task, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
        return False
    await task
    return True


async def _work(name: str, running: Running, stopping: asyncio.Event) -> None:
    server = _server(running)
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve())
        jobs = [group.create_task(_guarded(job, stopping)) for job in running.work]
        await running.messaging.consume()
        log.info("service.started", port=running.settings.health_port)
        await stopping.wait()
        log.info("service.draining", seconds=running.settings.drain_seconds)
        await running.messaging.stop_consuming()
        await _drain(running)
        for job in jobs:
            job.cancel()
        server.should_exit = True
        await serving
        await running.messaging.stop()
    log.info("service.ended", service_name=name)


async def _guarded(job: Work, stopping: asyncio.Event) -> None:
    """A background job that fails ends the process, in order, rather than leaving half a service."""
    try:
        await job()
    finally:
        stopping.set()


async def _drain(running: Running) -> None:
    try:
        async with asyncio.timeout(running.settings.drain_seconds):
            for finish in running.before_end:
                await finish()
    except TimeoutError:
        log.warning("service.not_drained")


def _server(running: Running) -> uvicorn.Server:
    config = uvicorn.Config(
        running.web or health_app(running.healthy),
        host=running.settings.health_host,
        port=running.settings.health_port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    """Leaves signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
