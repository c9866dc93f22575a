"""Every failure is settled by a confirmed publish or a database write, and then acknowledged. Nothing is requeued."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from faststream import BaseMiddleware
from faststream._internal.context import ContextRepo
from faststream.message import StreamMessage
from pydantic import ValidationError

from shared import metrics, redaction
from shared.clock import Clock
from shared.contracts.envelope import Message
from shared.errors import DefectError, MalformedMessageError, MendedBy, SyncError
from shared.messaging.arrival import forwarded
from shared.messaging.headers import Header, attempts, failures
from shared.messaging.publisher import Publisher
from shared.messaging.topology import BY_NAME, DEAD_LETTERS, QUEUES, RETRY_SECONDS, retry_exchange, route
from shared.redaction import logged

log = structlog.get_logger()

Next = Callable[[Any], Awaitable[Any]]
TEXT_LIMIT = 1000
TRACE_LIMIT = 4000
FAILURES_TOLD = 5
"""So many earlier attempts, the newest ones, are told with a message."""
HOLD_SECONDS = 50.0
"""So long may a handler take; with ten more for settling, no message is held over a minute."""


class Settling:
    """Makes a `Settle` for every message of a broker.

    `passing` are errors of the machinery that time mends, such as a database that is away.
    """

    def __init__(self, publisher: Publisher, clock: Clock, *, passing: tuple[type[Exception], ...] = ()) -> None:
        self._publisher = publisher
        self._clock = clock
        self._passing = passing

    def __call__(self, msg: Any, /, *, context: ContextRepo) -> "Settle":
        """What FastStream calls for each message."""
        return Settle(msg, context=context, publisher=self._publisher, clock=self._clock, passing=self._passing)


class Settle(BaseMiddleware[Any, Any]):
    """TIME: back after a while, by the ladder, and at its last step again and again: an outage of hours is no defect.

    Anything else: a dead letter with the reason.
    """

    def __init__(
        self,
        msg: Any,
        /,
        *,
        context: ContextRepo,
        publisher: Publisher,
        clock: Clock,
        passing: tuple[type[Exception], ...],
    ) -> None:
        super().__init__(msg, context=context)
        self._publisher = publisher
        self._clock = clock
        self._passing = passing

    async def consume_scope(self, call_next: Next, msg: StreamMessage[Any]) -> Any:
        """Run the handler, not for ever, with the message's id in every log line."""
        with structlog.contextvars.bound_contextvars(message_id=msg.message_id):
            try:
                async with asyncio.timeout(HOLD_SECONDS):
                    return await call_next(msg)
            except Exception as error:  # noqa: BLE001 - the one place that settles whatever happened
                await self._settle(msg, of_message(error))
                return None

    async def _settle(self, msg: StreamMessage[Any], error: Exception) -> None:
        attempt = attempts(msg.headers)
        queue, now = self._queue(), self._clock.now().isoformat(timespec="milliseconds")
        if self._heals(error):
            seconds = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
            metrics.RETRIED.labels(queue).inc()
            log.warning("message.retried", queue=queue, attempt=attempt + 1, seconds=seconds, error=logged(error))
            told = [*failures(msg.headers), {"at": now, "error": describe(error)}][-FAILURES_TOLD:]
            extra: dict[str, Any] = {Header.ATTEMPT: attempt + 1, Header.FAILURES: told}
            await self._forward(msg, retry_exchange(seconds), queue, extra)
            return
        log.error("message.died", queue=queue, error=logged(error))
        last: dict[str, Any] = {Header.SERVICE: BY_NAME[queue].service, Header.DIED_AT: now, Header.ATTEMPT: attempt}
        told_why = reason(error)
        metrics.DIED.labels(queue, metrics.code_label(told_why[Header.ERROR_CODE])).inc()
        await self._forward(msg, DEAD_LETTERS, queue, last | told_why)

    def _queue(self) -> str:
        return str(self.context.get_local("handler_").queue.name)

    def _heals(self, error: Exception) -> bool:
        if isinstance(error, SyncError):
            return error.mended_by is MendedBy.TIME
        return isinstance(error, (*self._passing, TimeoutError, ConnectionError))

    async def _forward(self, msg: StreamMessage[Any], exchange: str, queue: str, extra: Mapping[str, Any]) -> None:
        await self._publisher.forward(
            msg.body,
            exchange=exchange,
            routing_key=queue,
            headers={**forwarded(msg), Header.QUEUE: queue, **extra},
            message_id=msg.message_id,
            content_type=msg.content_type,
            correlation_id=msg.correlation_id,
            message_type=msg.raw_message.type,
        )


async def bury(publisher: Publisher, clock: Clock, message: Message, error: Exception) -> None:
    """Make a dead letter of a message that was acknowledged and kept elsewhere. Raises NotPublishedError."""
    key = route(message)
    queue = next(queue for queue in QUEUES if key in queue.keys)
    came: dict[str, Any] = {Header.EXCHANGE: queue.exchange, Header.ROUTING_KEY: key, Header.QUEUE: queue.name}
    died_at = clock.now().isoformat(timespec="milliseconds")
    last: dict[str, Any] = {Header.SERVICE: queue.service, Header.DIED_AT: died_at, Header.ATTEMPT: 0}
    await publisher.forward(
        message.model_dump_json().encode(),
        exchange=DEAD_LETTERS,
        routing_key=queue.name,
        headers={**came, **last, **reason(error)},
        message_id=str(message.id),
        content_type="application/json",
        message_type=message.topic,
    )


def reason(error: Exception) -> dict[str, str]:
    """What a dead letter says of its death."""
    return {
        Header.ERROR_TYPE: type(error).__name__,
        Header.ERROR_CODE: error.code if isinstance(error, SyncError) else DefectError.code,
        Header.ERROR: describe(error),
        Header.ERROR_TRACE: redaction.trace(error, limit=TRACE_LIMIT),
    }


def of_message(error: Exception) -> Exception:
    """A message that does not fit its contract is told as that, and not as a defect of its handler."""
    match error:
        case ValidationError() if error.title.islower():  # named after the handler, whose arguments were to be made
            told = MalformedMessageError(redaction.words(error))
        case json.JSONDecodeError() | UnicodeDecodeError():
            told = MalformedMessageError(f"not JSON: {redaction.words(error)}")
        case _:
            return error
    return told.with_traceback(error.__traceback__)


def describe(error: BaseException) -> str:
    """One short text without secrets."""
    return redaction.named(error)[:TEXT_LIMIT]


async def caught(work: Awaitable[None]) -> Exception | None:
    """Do `work` and hand back whatever went wrong: for loops that must outlive any single failure."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the caller says it and goes on
        return error
    return None
