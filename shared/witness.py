"""Who is told of a write that has no record of its own: before it is made, and what was answered."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from shared.http import Answer, Request


class Witness(Protocol):
    """Sees a write; makes it by `send`."""

    async def __call__(self, request: Request, send: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer; raises what `send` raises."""
        ...


async def nobody(request: Request, send: Callable[[], Awaitable[Answer]]) -> Answer:
    """Where nothing is kept, such as in tests of a client alone."""
    del request
    return await send()
