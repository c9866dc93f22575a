"""Work that goes on whatever happens: away is said once, back is said once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from shared.errors import SyncError
from shared.redaction import logged
from shared.store.database import TRANSIENT

log = structlog.get_logger()

HEALS: tuple[type[Exception], ...] = (SyncError, *TRANSIENT, TimeoutError)


class Steady:
    """Does one kind of work again and again; errors that heal are logged when they begin and when they end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._away = False

    async def do(self, work: Callable[[], Awaitable[None]]) -> bool:
        """True where it went well. Defects of the program pass through."""
        try:
            await work()
        except HEALS as error:
            if not self._away:
                log.warning("step.away", step=self._name, error=logged(error))
            self._away = True
            return False
        if self._away:
            log.info("step.back", step=self._name)
        self._away = False
        return True


async def all_of(works: Iterable[Awaitable[None]]) -> None:
    """Do all at once and wait for every one of them, then raise the first error there was."""
    for ended in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended
