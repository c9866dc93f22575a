"""An app that outlives a test: served in a thread with an event loop of its own."""

import asyncio
import threading
from types import TracebackType

from starlette.types import ASGIApp

from services.sandbox.common.server import running

START_SECONDS = 20


class Served:
    """An app served by uvicorn in a thread of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        assert self._up.wait(START_SECONDS), "the sandbox did not start"
        return self._url

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(START_SECONDS)

    async def _serve(self) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        async with running(self._app) as self._url:
            self._up.set()
            await self._done.wait()
