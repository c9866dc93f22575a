"""Serves a sandbox app with uvicorn: as a process, or inside a test on a free port."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "sandbox.transport"
START_SECONDS = 15
STOP_SECONDS = 3
TICK_SECONDS = 0.1
TICKS_PER_DAY = 864_000


class OpenProtocol(H11Protocol):
    """Shows the app its own connection (`scope["state"][TRANSPORT]`), so that a fault can reset it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


class Server(uvicorn.Server):
    """Says when it is up, and leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.up.set()

    def stop(self) -> None:
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        """As uvicorn's own, but stops at once instead of at the next tick: tests start and stop many servers."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % TICKS_PER_DAY
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._stopping.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server_for(app: ASGIApp) -> Server:
    return Server(
        uvicorn.Config(
            app,
            http=OpenProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening address; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio switches Nagle's 40 ms off only for sockets that say they are TCP.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def address(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.asynccontextmanager
async def running(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """The app behind a real socket in this event loop; gives its address, e.g. `http://127.0.0.1:40111`."""
    server = server_for(app)
    with bound_socket(host, port) as sock:
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        try:
            await _up(server, serving)
            yield address(sock)
        finally:
            server.stop()
            await serving


async def _up(server: Server, serving: asyncio.Task[None]) -> None:
    up = asyncio.create_task(server.up.wait())
    done, _ = await asyncio.wait({up, serving}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    up.cancel()
    if up not in done:
        raise RuntimeError("the sandbox server did not start; its log says why")


async def serve_until_signal(app: ASGIApp, *, name: str, host: str, port: int) -> None:
    """Print one line with the address, serve, end cleanly on SIGTERM or SIGINT."""
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_stop.set)
    async with running(app, host=host, port=port) as url:
        sys.stdout.write(f"{name} sandbox ready at {url}\n")
        sys.stdout.flush()
        await asked_to_stop.wait()
