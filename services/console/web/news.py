"""Outcomes as they happen: each open page is told that something changed in its connection, never what.

What a page shows comes from the store; so a lost event costs a second of freshness and no truth.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

CALM_SECONDS = 1.0
"""No page is told more often."""
ALIVE_SECONDS = 20.0
"""Proxies end streams in which nothing happens."""
LINGER_SECONDS = 30.0
"""Between two pages of one person nobody listens."""


class News:
    """Who listens to which connection."""

    def __init__(self, *, calm: float = CALM_SECONDS, linger: float = LINGER_SECONDS) -> None:
        self._calm, self._linger = calm, linger
        self._somebody, self._nobody = asyncio.Event(), asyncio.Event()
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._over = asyncio.Event()

    def happened(self, connection_id: str) -> None:
        """Something was synchronized, left out, or needs attention."""
        for listener in self._listeners.get(connection_id, ()):
            listener.set()

    def anything(self) -> None:
        """Nobody knows what happened while nobody listened: every page looks again."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.set()

    async def gather(self, source: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Follow a source, which never ends by itself, as long as anybody listens: without a page it costs nothing."""
        while True:
            await self._somebody.wait()
            async with asyncio.TaskGroup() as group:
                following = group.create_task(source())
                await self._deserted()
                following.cancel()

    async def _deserted(self) -> None:
        """Until nobody has listened for a while."""
        while not self._nobody.is_set():
            await self._nobody.wait()
            await asyncio.sleep(self._linger)

    async def ended(self) -> None:
        """The process ends: streams that are open do too, and browsers come back to another one."""
        self._over.set()
        self.anything()

    async def of(self, connection_id: str) -> AsyncGenerator[bool, None]:
        """True at once and whenever something happened; False now and then, so that the line stays open."""
        listener = asyncio.Event()
        listener.set()
        self._listeners[connection_id].add(listener)
        self._somebody.set()
        self._nobody.clear()
        try:
            while not self._over.is_set():
                try:
                    async with asyncio.timeout(ALIVE_SECONDS):
                        await listener.wait()
                except TimeoutError:
                    yield False
                    continue
                listener.clear()
                if self._over.is_set():
                    return
                yield True
                await asyncio.sleep(self._calm)
        finally:
            self._listeners[connection_id].discard(listener)
            if not self._listeners[connection_id]:
                del self._listeners[connection_id]
            if not self._listeners:
                self._somebody.clear()
                self._nobody.set()
