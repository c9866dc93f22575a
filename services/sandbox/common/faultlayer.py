"""Carries fault rules out on the wire. Resets are real: the socket is closed with RST, as a dying proxy does."""

import asyncio
import contextlib
import socket
import struct

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.sandbox.common.faults import ActiveFault, FaultKind, FaultRule, Faults
from services.sandbox.common.requestlog import CONTROL_PREFIX, entry_of
from services.sandbox.common.server import TRANSPORT

LONGEST_HANG_SECONDS = 600
HTML_PAGE = "<!DOCTYPE html><html><head><title>Temporarily unavailable</title></head><body><h1>Sorry</h1></body></html>"
ALWAYS_CARRIED_OUT = frozenset({FaultKind.DELAY, FaultKind.TRUNCATED, FaultKind.CUT_OFF})


class FaultMiddleware:
    """Inside the request log, outside everything else. The control API never fails."""

    def __init__(self, app: ASGIApp, *, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._faults or scope["path"].startswith(CONTROL_PREFIX):
            await self._app(scope, receive, send)
            return
        body = await _whole_body(receive)
        fault = self._faults.striking(scope["method"], scope["path"], body)
        replay = _replaying(body, receive)
        if fault is None:
            await self._app(scope, replay, send)
            return
        await self._strike(fault, scope, replay, send)

    async def _strike(self, fault: ActiveFault, scope: Scope, receive: Receive, send: Send) -> None:
        rule = fault.rule
        if entry := entry_of(scope):
            entry.fault = fault.number
        answer: list[Message] = []
        if rule.carried_out or rule.kind in ALWAYS_CARRIED_OUT:
            await self._app(scope, receive, _into(answer))
        else:
            await receive()
        if rule.kind is FaultKind.HANG:
            await _hang(rule, receive)
            await _reset(scope, receive)
            return
        await asyncio.sleep(rule.seconds)
        if rule.kind is FaultKind.RESET:
            await _reset(scope, receive)
        elif rule.kind is FaultKind.CUT_OFF:
            await _cut_off(answer, scope, receive, send)
        else:
            for message in _spoiled(rule, answer):
                await send(message)


def _spoiled(rule: FaultRule, answer: list[Message]) -> list[Message]:
    match rule.kind:
        case FaultKind.DELAY:
            return answer
        case FaultKind.TRUNCATED:
            start, body = _parts(answer)
            return _response(start["status"], dict(_text_headers(start)), body[: len(body) // 2])
        case FaultKind.HTML:
            page = rule.body or HTML_PAGE
            return _response(rule.status, {"content-type": "text/html; charset=utf-8"} | rule.headers, page.encode())
        case _:
            return _response(rule.status, {"content-type": "application/json"} | rule.headers, rule.body.encode())


async def _cut_off(answer: list[Message], scope: Scope, receive: Receive, send: Send) -> None:
    """The headers promise the whole body; half of it arrives, then the connection is gone."""
    start, body = _parts(answer)
    await send(start)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await asyncio.sleep(0.02)  # lets the kernel hand over what was written before the reset discards it
    await _reset(scope, receive)


async def _hang(rule: FaultRule, receive: Receive) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(rule.seconds or LONGEST_HANG_SECONDS):
            await _disconnected(receive)


async def _reset(scope: Scope, receive: Receive) -> None:
    transport: asyncio.Transport | None = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        raise ConnectionResetError("fault rule: connection reset (no socket to close: not served by this sandbox)")
    if (sock := transport.get_extra_info("socket")) is not None and not transport.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _disconnected(receive)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _whole_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    return b"".join(parts)


def _replaying(body: bytes, receive: Receive) -> Receive:
    """First the body that was already read, then whatever still comes (the disconnect)."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _into(answer: list[Message]) -> Send:
    async def keep(message: Message) -> None:
        answer.append(message)

    return keep


def _parts(answer: list[Message]) -> tuple[Message, bytes]:
    return answer[0], b"".join(message.get("body", b"") for message in answer[1:])


def _text_headers(start: Message) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]


def _response(status: int, headers: dict[str, str], body: bytes) -> list[Message]:
    lowered = {name.lower(): value for name, value in headers.items()} | {"content-length": str(len(body))}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lowered.items()]
    return [
        {"type": "http.response.start", "status": status, "headers": raw},
        {"type": "http.response.body", "body": body, "more_body": False},
    ]
