"""What every HTTP side of ours has: no body is larger than is reasonable, whoever sends it."""

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 2 * 1024 * 1024
TOO_LARGE = 413


class WithLimit:
    """Answers 413 as soon as more than `most` bytes are announced or came."""

    def __init__(self, behind: ASGIApp, most: int = MOST_BYTES) -> None:
        self._behind = behind
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._behind(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._most:
            await PlainTextResponse(f"at most {self._most} bytes", TOO_LARGE)(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._most:  # the application behind turns it into an answer
                raise HTTPException(TOO_LARGE, f"at most {self._most} bytes")
            return message

        await self._behind(scope, counted, send)
