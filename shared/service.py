"""The life of a service process: wait for the servers, work, finish what is in flight, end.

The end takes no longer than `drain_seconds` and ten more, whatever is away: no more messages are taken, parts are told
to end and finish what is under way; what is not finished then is left to another process.
"""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from shared import metrics, tracing
from shared.clock import Clock, CommonClock, SystemClock
from shared.config import CommonSettings, XeroSettings
from shared.crypto import UnreadableSecretError, Vault
from shared.edges import WithLimit
from shared.ending import Ending, ToldToEndError, unless
from shared.health import WithMetrics, health_app
from shared.logging import configure
from shared.messaging.app import Messaging
from shared.reaching import NotTrustedError, insist_on_trust, why
from shared.redaction import logged
from shared.refused_settings import TITLE
from shared.store.database import TRANSIENT, Database, opened
from shared.store.everything import Lifetimes, Store
from shared.store.rekeying import Rekeying
from shared.version import VERSION

log = structlog.get_logger()

Work = Callable[[], Awaitable[None]]
AWAY: tuple[type[Exception], ...] = (*TRANSIENT, TimeoutError)
LAST_SECONDS = 2.0
"""For giving back what could not be finished."""
CLOSE_SECONDS = 3.0
FOREIGN_KEY = f"{TITLE}\n  TOKEN_KEY: opens nothing of what MONGODB_DATABASE keeps; it was encrypted with another key"
SET_EVERY = 60.0
"""Seconds."""


@dataclass(slots=True)
class Running:
    """What a service is given to build its parts from, and where it leaves what has to run and end."""

    settings: CommonSettings
    clock: Clock
    store: Store
    messaging: Messaging
    stack: AsyncExitStack
    ending: Ending = field(default_factory=Ending)
    """For parts that may take long: it says when to begin nothing new, and when to leave off."""
    work: list[Work] = field(default_factory=list)
    """Run until the process is told to end, then cancelled."""
    before_end: list[Work] = field(default_factory=list)
    """Awaited while draining: finish what is in flight."""
    web: Any = None
    """An ASGI application of the service's own; it then answers /health itself."""

    async def healthy(self) -> bool:
        """Whether the broker and the database answer."""
        healthy = False
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(5):
                await self.store.database.ping()
                healthy = await self.messaging.healthy()
        metrics.HEALTHY.set(1 if healthy else 0)
        return healthy


Build = Callable[[Running], Awaitable[None]]


def run(name: str, settings: CommonSettings, build: Build, *, lifetimes: Lifetimes | None = None) -> None:
    """Run a service until SIGTERM or SIGINT; with a server that it cannot trust it ends at once (exit code 2)."""
    metrics.BUILD.labels(name, VERSION, settings.revision).set(1)
    configure(service=name, log_format=settings.log_format, level=settings.log_level)
    with tracing.exported(name, settings.otel_exporter_otlp_endpoint):
        try:
            uvloop.run(_run(name, settings, build, lifetimes))
        except UnreadableSecretError:
            sys.stderr.write(f"{FOREIGN_KEY}\n")
            raise SystemExit(2) from None
        except NotTrustedError as error:
            log.critical("server.not_trusted", error=str(error))
            raise SystemExit(2) from None


async def _run(name: str, settings: CommonSettings, build: Build, lifetimes: Lifetimes | None) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    clock = CommonClock(SystemClock())
    stack = AsyncExitStack()
    try:
        database = await stack.enter_async_context(opened(settings.mongodb_url, settings.mongodb_database))
        running = Running(
            settings=settings,
            clock=clock,
            store=Store.of(database, Vault(settings.token_key), clock, lifetimes),
            messaging=Messaging(
                settings.rabbitmq_url,
                clock,
                passing=TRANSIENT,
                drain_seconds=settings.drain_seconds,
                declares=settings.declare_topology,
            ),
            stack=stack,
        )
        running.work.append(partial(_follow, clock, database))
        stack.push_async_callback(running.messaging.stop)
        with contextlib.suppress(ToldToEndError):
            await unless(stopping, _prepare(running, clock, build), ToldToEndError())
            gc.collect()
            gc.freeze()  # what was built up to here lives as long as the process: no need to look through it ever again
            await _work(running, stopping)
    finally:
        await _in_time(stack.aclose())
    log.info("service.ended", service_name=name)


async def _prepare(running: Running, clock: CommonClock, build: Build) -> None:
    await _database_ready(running)
    await _set(clock, running.store.database)
    await running.messaging.prepare()
    await build(running)


async def _database_ready(running: Running) -> None:
    said = False
    while True:
        try:
            await running.store.prepare()
            if isinstance(running.settings, XeroSettings):
                await Rekeying(running.store.database, Vault(running.settings.token_key)).check()
        except TRANSIENT as error:
            insist_on_trust("MongoDB", error)
            if not said:
                log.warning("mongodb.away", error=why(error))
                said = True
            await running.clock.sleep(1.0)
        else:
            if said:
                log.info("mongodb.back")
            return


async def _follow(clock: CommonClock, database: Database) -> None:
    """Until cancelled."""
    while True:
        await clock.sleep(SET_EVERY)
        await _set(clock, database)


async def _set(clock: CommonClock, database: Database) -> None:
    """By MongoDB's clock: which of two readings is newer, and how far a list was read, is compared across machines."""
    with contextlib.suppress(*TRANSIENT):
        if forward := await clock.follow(database.server_time):
            log.warning("clock.corrected", seconds=round(forward.total_seconds(), 1))


async def _work(running: Running, stopping: asyncio.Event) -> None:
    """Until told to end, or until a background job fails: then in the same order, and with its error."""
    server = web_server(_served(running), running.settings.health_host, running.settings.health_port)
    serving = asyncio.create_task(server.serve())
    jobs = [asyncio.create_task(_guarded(job, stopping)) for job in running.work]
    try:
        await unless(stopping, running.messaging.consume(), ToldToEndError())
        metrics.HEALTHY.set(1)
        log.info("service.started", port=running.settings.health_port)
        await stopping.wait()
    finally:
        server.should_exit = True
        for job in jobs:
            job.cancel()
        await _drain(running, jobs)
        await serving
    for job in jobs:
        if job.done() and not job.cancelled():
            job.result()


async def _guarded(job: Work, stopping: asyncio.Event) -> None:
    """A background job that fails ends the process, in order, rather than leaving half a service."""
    try:
        await job()
    finally:
        stopping.set()


async def _drain(running: Running, jobs: Iterable[asyncio.Task[None]]) -> None:
    """First no more work comes in, then what is there is finished, then it is given back."""
    seconds = running.settings.drain_seconds
    log.info("service.draining", seconds=seconds)
    await running.messaging.stop_consuming()
    running.ending.told.set()
    finishing = {asyncio.ensure_future(finish()) for finish in (*running.before_end, running.messaging.quiet)}
    _, late = await asyncio.wait({*finishing, *jobs}, timeout=seconds)
    running.ending.over.set()
    if late:
        log.warning("service.not_drained", parts=len(late))
        await asyncio.wait(late, timeout=LAST_SECONDS)
    for part in finishing:
        if not part.done():
            part.cancel()
        elif (error := part.exception()) is not None:
            log.error("service.ended_badly", error=logged(error))


async def _in_time(closing: Awaitable[object]) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await closing
    except TimeoutError:
        log.warning("service.not_closed")


def web_server(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    """Serves HTTP; who asks is who is connected, whatever a header says of it: that is how proxies are known."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        proxy_headers=False,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    return _Server(config)


def _served(running: Running) -> ASGIApp:
    """Nothing is read before it is known to be of reasonable size."""
    inner = tracing.WithTraces(running.web or health_app(running.healthy))
    return WithMetrics(WithLimit(inner), running.settings.metrics_key)


class _Server(uvicorn.Server):
    """Leaves signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
