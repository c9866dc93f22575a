"""Outcomes as they happen: each open page is told that something changed in its connection, never what.

What a page shows comes from the store; so a lost event costs a second of freshness and no truth.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

CALM_SECONDS = 1.0
"""No page is told more often."""
ALIVE_SECONDS = 20.0
"""Proxies end streams in which nothing happens."""


class News:
    """Who listens to which connection."""

    def __init__(self) -> None:
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

    async def ended(self) -> None:
        """The process ends: streams that are open do too, and browsers come back to another one."""
        self._over.set()
        self.anything()

    async def of(self, connection_id: str) -> AsyncIterator[bool]:
        """True at once and whenever something happened; False now and then, so that the line stays open."""
        listener = asyncio.Event()
        listener.set()
        self._listeners[connection_id].add(listener)
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
                await asyncio.sleep(CALM_SECONDS)
        finally:
            self._listeners[connection_id].discard(listener)
            if not self._listeners[connection_id]:
                del self._listeners[connection_id]
