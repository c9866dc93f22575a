"""No body is larger or deeper than is reasonable."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.edges import WithLimit
from shared.jsonio import NotJsonError, loads


async def echo(request: Request) -> Response:
    return Response(str(len(await request.body())))


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"0123456789"


@pytest.mark.parametrize(("count", "status"), [(10, 200), (11, 413)])
@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_large_is_refused_announced_or_not(
    count: int,
    status: int,
    announced: bool,  # noqa: FBT001 - a case of the table
) -> None:
    app = WithLimit(Starlette(routes=[Route("/", echo, methods=["POST"])]), most=100)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://here") as client:
        answer = await client.post("/", content=b"0123456789" * count if announced else pieces(count))

    assert answer.status_code == status


async def test_a_length_that_is_no_number_is_refused() -> None:
    app = WithLimit(Starlette(routes=[Route("/", echo, methods=["POST"])]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://here") as client:
        answer = await client.post("/", content=b"x", headers={"content-length": "-1"})

    assert answer.status_code == 413


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 100_000])
def test_json_that_is_too_deep_is_no_json(text: bytes) -> None:
    with pytest.raises(NotJsonError):
        loads(text)
