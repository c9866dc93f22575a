"""Every failure is settled by a confirmed publish or a database write, and then acknowledged. Nothing is requeued."""

import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from faststream import BaseMiddleware
from faststream._internal.context import ContextRepo
from faststream.message import StreamMessage

from shared.errors import MendedBy, SyncError
from shared.logging import without_secrets
from shared.messaging.publisher import Publisher
from shared.messaging.topology import DEAD_LETTERS, RETRY_SECONDS, retry_exchange

log = structlog.get_logger()

Next = Callable[[Any], Awaitable[Any]]
TEXT_LIMIT = 1000


class Settling:
    """Makes a `Settle` for every message of a broker.

    `passing` are errors of the machinery that time mends, such as a database that is away.
    """

    def __init__(self, publisher: Publisher, *, passing: tuple[type[Exception], ...] = ()) -> None:
        self._publisher = publisher
        self._passing = passing

    def __call__(self, msg: Any, /, *, context: ContextRepo) -> "Settle":
        """What FastStream calls for each message."""
        return Settle(msg, context=context, publisher=self._publisher, passing=self._passing)


class Settle(BaseMiddleware[Any, Any]):
    """TIME: back after a while, by the ladder, and at its last step again and again: an outage of hours is no defect.

    Anything else: a dead letter with the reason.
    """

    def __init__(
        self, msg: Any, /, *, context: ContextRepo, publisher: Publisher, passing: tuple[type[Exception], ...]
    ) -> None:
        super().__init__(msg, context=context)
        self._publisher = publisher
        self._passing = passing

    async def consume_scope(self, call_next: Next, msg: StreamMessage[Any]) -> Any:
        """Run the handler with the message's id in every log line."""
        with structlog.contextvars.bound_contextvars(message_id=msg.message_id):
            try:
                return await call_next(msg)
            except Exception as error:  # noqa: BLE001 - the one place that settles whatever happened
                await self._settle(msg, error)
                return None

    async def _settle(self, msg: StreamMessage[Any], error: Exception) -> None:
        attempt = int(msg.headers.get("attempt", 0))
        queue = self._queue()
        if self._heals(error):
            seconds = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
            log.warning("message.retried", queue=queue, attempt=attempt + 1, seconds=seconds, error=describe(error))
            await self._forward(msg, retry_exchange(seconds), queue, {"attempt": attempt + 1})
            return
        log.error("message.died", queue=queue, error=describe(error))
        await self._forward(msg, DEAD_LETTERS, queue, reason(error) | {"attempt": attempt})

    def _queue(self) -> str:
        return str(self.context.get_local("handler_").queue.name)

    def _heals(self, error: Exception) -> bool:
        if isinstance(error, SyncError):
            return error.mended_by is MendedBy.TIME
        return isinstance(error, (*self._passing, TimeoutError, ConnectionError))

    async def _forward(self, msg: StreamMessage[Any], exchange: str, queue: str, extra: dict[str, Any]) -> None:
        own = {name: value for name, value in msg.headers.items() if not name.startswith("x-")}
        await self._publisher.forward(
            msg.body, exchange=exchange, routing_key=queue, headers={**own, "queue": queue, **extra},
            message_id=msg.message_id,
        )  # fmt: skip


def reason(error: Exception) -> dict[str, str]:
    """What a dead letter says of its death."""
    return {
        "error-type": type(error).__name__,
        "error-code": error.code if isinstance(error, SyncError) else "defect",
        "error": describe(error),
        "error-trace": without_secrets("".join(traceback.format_exception(error))[-TEXT_LIMIT * 4 :]),
    }


def describe(error: BaseException) -> str:
    """One short text without secrets."""
    return without_secrets(f"{type(error).__name__}: {error}")[:TEXT_LIMIT]


async def caught(work: Awaitable[None]) -> Exception | None:
    """Do `work` and hand back whatever went wrong: for loops that must outlive any single failure."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the caller says it and goes on
        return error
    return None
