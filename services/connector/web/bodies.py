"""Reading a body as raw bytes, and no more of it than is reasonable."""

from starlette.exceptions import HTTPException
from starlette.requests import Request

MEGABYTE = 1024 * 1024
TOO_LARGE = 413


async def raw_body(request: Request, *, limit: int = MEGABYTE) -> bytes:
    """All of it, as it was signed.

    Raises HTTPException 413 as soon as more than `limit` bytes came or are announced.
    """
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        raise HTTPException(TOO_LARGE, f"at most {limit} bytes")
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > limit:
            raise HTTPException(TOO_LARGE, f"at most {limit} bytes")
    return bytes(found)
