import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.fault_proxy import LOOPBACK, OpenProxy

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def echo_port() -> AsyncIterator[int]:
    """A server that says back what it hears."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, LOOPBACK, 0)
    async with server, asyncio.timeout(20):
        yield server.sockets[0].getsockname()[1]


@contextlib.asynccontextmanager
async def connected(port: int) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def said_back(line: Line, words: bytes) -> bytes:
    reader, writer = line
    writer.write(words)
    return await reader.readexactly(len(words))


async def test_bytes_pass_unchanged(fault_proxy: OpenProxy, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    words = bytes(range(256)) * 4_000

    async with connected(proxy.port) as line:
        assert await said_back(line, words) == words


async def test_the_end_of_one_way_passes_and_the_other_stays_open(fault_proxy: OpenProxy, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)

    async with connected(proxy.port) as (reader, writer):
        writer.write(b"last words")
        writer.write_eof()

        assert await reader.read() == b"last words"


async def test_a_delay_holds_bytes_back_each_way(fault_proxy: OpenProxy, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    proxy.delay = 0.05
    now = asyncio.get_running_loop().time

    async with connected(proxy.port) as line:
        began = now()
        await said_back(line, b"slow")

    assert now() - began >= 0.1


async def test_in_silence_nothing_passes_until_it_ends(fault_proxy: OpenProxy, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)

    async with connected(proxy.port) as line:
        await said_back(line, b"before")
        proxy.silence()
        hearing = asyncio.create_task(said_back(line, b"during"))
        await asyncio.wait({hearing}, timeout=0.1)
        assert not hearing.done()

        proxy.speak()

        assert await hearing == b"during"


async def test_a_cut_resets_the_connection(fault_proxy: OpenProxy, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)

    async with connected(proxy.port) as line:
        await said_back(line, b"before")
        proxy.cut()

        assert await ended(line)


async def test_a_refused_connection_is_counted_and_reset(fault_proxy: OpenProxy, echo_port: int) -> None:
    proxy = await fault_proxy(echo_port)
    proxy.refuse = True

    async with connected(proxy.port) as line:
        assert await ended(line)

    assert proxy.accepted == 1


async def test_nobody_behind_the_proxy_is_a_reset(fault_proxy: OpenProxy) -> None:
    closed = await asyncio.start_server(lambda *_: None, LOOPBACK, 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    await closed.wait_closed()
    proxy = await fault_proxy(port)

    async with connected(proxy.port) as line, asyncio.timeout(10):
        assert await ended(line)


async def ended(line: Line) -> bool:
    try:
        return await line[0].read() == b""
    except ConnectionError:
        return True
