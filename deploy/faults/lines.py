"""Fault proxies beside the suite, which itself does one thing after the other: a loop in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from deploy.faults.proxy import FaultProxy

SECONDS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One proxy, told what to do from another thread."""

    proxy: FaultProxy
    loop: asyncio.AbstractEventLoop

    @property
    def port(self) -> int:
        return self.proxy.port

    def silence(self) -> None:
        """Nothing passes and nobody is told."""
        self._do(self.proxy.silence)

    def speak(self) -> None:
        self._do(self.proxy.speak)

    def cut(self) -> None:
        """Reset every connection."""
        self._do(self.proxy.cut)

    def _do(self, act: Callable[[], None]) -> None:
        self.loop.call_soon_threadsafe(act)


@contextmanager
def line_to(port: int, *others: int) -> Iterator[Line]:
    """A line to a port of this machine, or to the next that listens, for as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="line", daemon=True)
    thread.start()
    proxy = FaultProxy(port, others)
    asyncio.run_coroutine_threadsafe(proxy.__aenter__(), loop).result(SECONDS)
    try:
        yield Line(proxy, loop)
    finally:
        asyncio.run_coroutine_threadsafe(proxy.__aexit__(None, None, None), loop).result(SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS)
        loop.close()
