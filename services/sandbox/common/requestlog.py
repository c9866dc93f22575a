"""What clients asked: a bounded list of requests and counters that are never trimmed."""

import re
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.sandbox.common.clock import SandboxClock

CONTROL_PREFIX = "/_sandbox/"
KEPT_BODY_BYTES = 2_000
_ID = re.compile(r"/(?:\d+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?=/|$)")


def path_pattern(path: str) -> str:
    """`/invoices/view/17` and `/invoices/view/18` count as one: numbers and GUIDs become `{id}`."""
    return _ID.sub("/{id}", path)


@dataclass(slots=True)
class LoggedRequest:
    number: int
    at: str
    method: str
    path: str
    query: str
    body: str = ""
    status: int = 0
    """0 = the client never got an answer (connection reset, hang)."""
    bytes_in: int = 0
    bytes_out: int = 0
    milliseconds: float = 0.0
    fault: int | None = None
    """The fault rule that struck, if one did."""
    notes: dict[str, Any] = field(default_factory=dict)
    """What the sandbox wants to tell about this request (entity, tenant, lane, …)."""


class RequestLog:
    def __init__(self, *, keep: int = 5_000) -> None:
        self.entries: deque[LoggedRequest] = deque(maxlen=keep)
        self.clear()

    def clear(self) -> None:
        self.entries.clear()
        self._number = 0
        self._calls: Counter[tuple[str, str, int]] = Counter()
        self._bytes_in = 0
        self._bytes_out = 0
        self._in_flight = 0
        self._max_in_flight = 0

    def opened(self, *, at: str, method: str, path: str, query: str) -> LoggedRequest:
        self._number += 1
        self._in_flight += 1
        self._max_in_flight = max(self._max_in_flight, self._in_flight)
        entry = LoggedRequest(self._number, at, method, path, query)
        self.entries.append(entry)
        return entry

    def closed(self, entry: LoggedRequest) -> None:
        self._in_flight = max(0, self._in_flight - 1)
        self._bytes_in += entry.bytes_in
        self._bytes_out += entry.bytes_out
        self._calls[entry.method, path_pattern(entry.path), entry.status] += 1

    def counters(self) -> dict[str, Any]:
        """Totals since the last reset; `calls` by verb, path pattern and status."""
        return {
            "total": self._calls.total(),
            "calls": [
                {"method": method, "path": path, "status": status, "count": count}
                for (method, path, status), count in sorted(self._calls.items())
            ],
            "by_status": self._by_status(),
            "too_many_requests": self._by_status().get("429", 0),
            "in_flight": self._in_flight,
            "max_in_flight": self._max_in_flight,
            "bytes_in": self._bytes_in,
            "bytes_out": self._bytes_out,
        }

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """Newest first."""
        return [asdict(entry) for entry in list(self.entries)[: -limit - 1 : -1]]

    def _by_status(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for (_, _, status), count in self._calls.items():
            found[str(status)] += count
        return dict(sorted(found.items()))


def entry_of(scope: Scope) -> LoggedRequest | None:
    """The entry of a request under way, for notes; None outside `RequestLogMiddleware`."""
    entry: LoggedRequest | None = scope.get("sandbox.entry")
    return entry


class RequestLogMiddleware:
    """Outermost layer: sees what the client saw. The control API is not logged."""

    def __init__(self, app: ASGIApp, *, log: RequestLog, clock: SandboxClock) -> None:
        self._app = app
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(CONTROL_PREFIX):
            await self._app(scope, receive, send)
            return
        entry = self._log.opened(
            at=self._clock.now().isoformat(),
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
        )
        scope["sandbox.entry"] = entry
        began = time.perf_counter()
        try:
            await self._app(scope, _counting_in(receive, entry), _counting_out(send, entry))
        finally:
            entry.milliseconds = round((time.perf_counter() - began) * 1_000, 3)
            self._log.closed(entry)


def _counting_in(receive: Receive, entry: LoggedRequest) -> Receive:
    async def counted() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            body: bytes = message.get("body", b"")
            if entry.bytes_in < KEPT_BODY_BYTES:
                entry.body += body[: KEPT_BODY_BYTES - entry.bytes_in].decode(errors="replace")
            entry.bytes_in += len(body)
        return message

    return counted


def _counting_out(send: Send, entry: LoggedRequest) -> Send:
    async def counted(message: Message) -> None:
        await send(message)
        if message["type"] == "http.response.start":
            entry.status = message["status"]
        elif message["type"] == "http.response.body":
            entry.bytes_out += len(message.get("body", b""))

    return counted
