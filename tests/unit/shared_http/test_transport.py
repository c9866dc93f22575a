"""The transport: honest about what was sent, silent about secrets, impatient in the end."""

import asyncio
import datetime as dt
import gzip
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
import structlog

from shared.clock import FixedClock
from shared.errors import NotSentError, UnclearError
from shared.http import Answer, HttpTransport, MalformedRequestError, Patience, Request, Traffic

CLOCK = FixedClock(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC))
SECRET = "Bearer eyJhbGciOi"
A_REQUEST = Request(
    "PUT",
    "/Invoices",
    {"summarizeErrors": "false", "where": 'Name=="A & B"'},
    {"Authorization": SECRET},
    b'{"apiKey":"ScoroAPI_1"}',
)

Respond = Callable[[httpx.Request], httpx.Response]


def transport(respond: Respond, **more: Any) -> HttpTransport:
    return HttpTransport(
        "https://api.example/api.xro/2.0/",
        user_agent="scoro-xero-sync/1",
        clock=CLOCK,
        inner=httpx.MockTransport(respond),
        **more,
    )


def failing(error: Exception) -> Respond:
    def respond(_request: httpx.Request) -> httpx.Response:
        raise error

    return respond


async def test_the_request_goes_out_exactly_as_it_was_built() -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"{}")

    async with transport(respond) as http:
        await http.send(A_REQUEST)

    assert str(seen[0].url) == (
        "https://api.example/api.xro/2.0/Invoices?summarizeErrors=false&where=Name%3D%3D%22A%20%26%20B%22"
    )
    assert seen[0].content == A_REQUEST.body
    assert seen[0].headers["authorization"] == SECRET
    assert seen[0].headers["user-agent"] == "scoro-xero-sync/1"


@pytest.mark.parametrize("status", [200, 204, 302, 404, 429, 500])
async def test_every_status_is_an_answer_and_redirects_are_not_followed(status: int) -> None:
    calls: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(status, headers={"Location": "/elsewhere", "Retry-After": "26"}, content=b"text")

    async with transport(respond) as http:
        answer = await http.send(A_REQUEST)

    assert answer.status == status
    assert answer.body == b"text"
    assert answer.header("Retry-After") == "26"
    assert len(calls) == 1


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("busy")],
    ids=lambda error: type(error).__name__,
)
async def test_what_never_left_is_not_sent(error: Exception) -> None:
    async with transport(failing(error)) as http:
        with pytest.raises(NotSentError, match=r"PUT /Invoices to api\.example"):
            await http.send(A_REQUEST)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.WriteTimeout("slow"),
        httpx.RemoteProtocolError("hung up"),
        httpx.DecodingError("not gzip"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_whatever_fails_later_is_unclear(error: Exception) -> None:
    async with transport(failing(error)) as http:
        with pytest.raises(UnclearError):
            await http.send(A_REQUEST)


async def test_a_header_that_http_forbids_is_our_defect_and_is_not_quoted() -> None:
    async with transport(failing(httpx.LocalProtocolError(f"Illegal header value {SECRET}"))) as http:
        with pytest.raises(MalformedRequestError) as raised:
            await http.send(A_REQUEST)

    assert "eyJ" not in str(raised.value)


async def test_an_answer_that_trickles_is_given_up() -> None:
    class Trickle(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            await asyncio.Event().wait()
            yield b"never"

    def respond(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Trickle())

    async with transport(respond, patience=Patience(total=0.01)) as http:
        with pytest.raises(UnclearError, match="TimeoutError"):
            await http.send(A_REQUEST)


async def test_being_cancelled_passes_through() -> None:
    async def respond(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with transport(respond) as http:  # type: ignore[arg-type]  # MockTransport takes coroutines too
        sending = asyncio.create_task(http.send(A_REQUEST))
        await asyncio.sleep(0)
        sending.cancel()

        with pytest.raises(asyncio.CancelledError):
            await sending


async def test_a_port_where_nobody_listens_is_not_sent(unused_tcp_port: int) -> None:
    address = f"http://127.0.0.1:{unused_tcp_port}"
    async with HttpTransport(address, user_agent="test", clock=CLOCK) as http:
        with pytest.raises(NotSentError):
            await http.send(A_REQUEST)


async def test_a_server_that_hangs_up_after_reading_is_unclear() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.close()
        await writer.wait_closed()
        gone.set()

    gone = asyncio.Event()
    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, HttpTransport(f"http://127.0.0.1:{port}", user_agent="test", clock=CLOCK) as http:
        with pytest.raises(UnclearError):
            await http.send(A_REQUEST)
        await gone.wait()


async def test_bytes_are_counted_as_they_travel() -> None:
    packed = gzip.compress(b"x" * 10_000)

    def respond(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(packed))

    async with transport(respond) as http:
        answer = await http.send(A_REQUEST)
        await http.send(Request("GET", "/Organisation"))

    assert (len(answer.body), answer.wire_bytes) == (10_000, len(packed))
    assert http.traffic == Traffic(calls=2, bytes_sent=len(A_REQUEST.body), bytes_read=2 * len(packed))


async def test_neither_values_nor_logs_show_secrets() -> None:
    answer = Answer(200, {"set-cookie": "secret"}, b'{"access_token":"eyJ"}')

    with structlog.testing.capture_logs() as logs:
        async with transport(lambda _request: httpx.Response(200, content=b"{}")) as http:
            await http.send(A_REQUEST)

    shown = f"{A_REQUEST!r} {A_REQUEST} {answer!r} {logs}"
    assert "eyJ" not in shown
    assert "ScoroAPI" not in shown
    assert "secret" not in shown
    assert logs[0]["event"] == "http.answered"


@pytest.mark.parametrize("address", ["api.xero.com", "ftp://x", "https://", ""])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(MalformedRequestError):
        HttpTransport(address, user_agent="test", clock=CLOCK)


def test_headers_can_be_added_without_touching_the_original() -> None:
    more = A_REQUEST.with_headers(xero_tenant_id="t")

    assert more.headers == {"Authorization": SECRET, "xero-tenant-id": "t"}
    assert "xero-tenant-id" not in A_REQUEST.headers
