"""Whatever ends or falls silent: no letter is lost, none is kept twice, nobody runs hot."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest
from aio_pika.abc import AbstractConnection
from pydantic import SecretStr

from services.scheduler.keeper import Keeper
from shared.clock import SystemClock
from shared.crypto import Vault
from shared.errors import AwayError
from shared.messaging import dead_letters
from shared.messaging.app import with_heartbeat
from shared.messaging.dead_letters import DeadLetterQueues
from shared.store.database import opened
from shared.store.everything import Store
from tests.fault_proxy import FaultProxy, OpenProxy
from tests.integration.dead_letters.parts import KEY, Office, until

MANY = range(1, 401)


@contextmanager
def scheduler(office: Office, mongodb_url: str, database: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A real process, killed at the end."""
    environment = os.environ | {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": database,
        "RABBITMQ_URL": office.url,
        "TOKEN_KEY": KEY,
        "HEALTH_PORT": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "services.scheduler"], env=environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def through(url: str, proxy: FaultProxy, options: str = "") -> str:
    """The same address by way of a line that can break."""
    parts = urlsplit(url)
    login = f"{parts.username}:{parts.password}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=f"{login}127.0.0.1:{proxy.port}", query=options))


@asynccontextmanager
async def store_behind(proxy: FaultProxy, url: str, database: str) -> AsyncIterator[Store]:
    address = through(url, proxy, "directConnection=true&serverSelectionTimeoutMS=300&timeoutMS=1000")
    async with opened(SecretStr(address), database) as behind:
        yield Store.of(behind, Vault(SecretStr(KEY)), SystemClock())


@asynccontextmanager
async def at_work(keeper: Keeper) -> AsyncIterator[None]:
    work = asyncio.create_task(keeper.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def test_a_keeper_that_ends_between_writing_and_acknowledging_keeps_one_letter(office: Office) -> None:
    await office.die(1)
    keeper = office.keeper()
    async with DeadLetterQueues(with_heartbeat(SecretStr(office.url))).opened() as letters:
        await keeper.keep((await anext(letters)).letter)
    assert (await office.letters(), await office.left("invoices.dead")) == (1, 1)

    async with office.keeping():
        letters_kept = await office.kept(1)

    assert len(letters_kept) == 1


@pytest.mark.slow
async def test_killed_keepers_lose_nothing_and_keep_nothing_twice(
    office: Office, mongodb_url: str, mongodb_database: str
) -> None:
    await office.die(*MANY)
    for enough in (50, 150, 250):
        with scheduler(office, mongodb_url, mongodb_database):
            await until(lambda enough=enough: _has(office, enough))  # type: ignore[misc] # bound now

    with scheduler(office, mongodb_url, mongodb_database):
        letters = await office.kept(len(MANY))

    assert sorted(letter.message.id for letter in letters) == sorted(f"message-{number}" for number in MANY)


async def test_two_keepers_and_letters_that_come_twice_are_harmless(office: Office) -> None:
    async with office.keeping(keepers=2):
        await office.die(*range(1, 101))
        await office.die(*range(1, 101))
        letters = await office.kept(100)

    assert sorted(letter.message.id for letter in letters) == sorted(f"message-{number}" for number in range(1, 101))


async def test_while_mongodb_is_away_letters_stay_where_they_are(
    office: Office, mongodb_url: str, mongodb_database: str, fault_proxy: OpenProxy
) -> None:
    line = await fault_proxy(urlsplit(mongodb_url).port or 27017)
    async with store_behind(line, mongodb_url, mongodb_database) as store, at_work(office.keeper(store)):
        await office.die(1)
        await office.kept(1)

        line.refuse = True
        line.cut()
        await office.die(2, 3)
        before, clock = line.accepted, SystemClock()
        began = clock.monotonic()
        await until(lambda: _tried(line, before + 4))
        tries, seconds = line.accepted - before, clock.monotonic() - began
        assert await office.letters() == 1

        line.refuse = False
        letters = await office.kept(3)

    assert len(letters) == 3
    assert tries / seconds < 20


async def test_while_the_broker_is_away_the_keeper_waits_for_it(office: Office, fault_proxy: OpenProxy) -> None:
    line = await fault_proxy(urlsplit(office.url).port or 5672)
    async with at_work(office.keeper(url=through(office.url, line))):
        await office.die(1)
        await office.kept(1)

        line.refuse = True
        line.cut()
        await office.die(2)
        before = line.accepted
        await until(lambda: _tried(line, before + 2))
        line.refuse = False

        assert len(await office.kept(2)) == 2


async def test_a_broker_that_falls_silent_is_left_and_found_again(office: Office, fault_proxy: OpenProxy) -> None:
    line = await fault_proxy(urlsplit(office.url).port or 5672)
    async with at_work(office.keeper(url=f"{through(office.url, line)}?heartbeat=1")):
        await office.die(1)
        await office.kept(1)

        line.silence()
        await office.die(2)
        before = line.accepted
        await until(lambda: _tried(line, before + 1))
        line.speak()

        assert len(await office.kept(2)) == 2


async def test_a_broker_that_falls_silent_in_the_middle_of_a_greeting_is_away(
    office: Office, fault_proxy: OpenProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = await fault_proxy(urlsplit(office.url).port or 5672)
    consume = dead_letters._consume

    async def falls_silent(connection: AbstractConnection, waiting: dead_letters.Waiting) -> None:
        line.silence()
        await consume(connection, waiting)

    monkeypatch.setattr(dead_letters, "_consume", falls_silent)
    queues = DeadLetterQueues(SecretStr(f"{through(office.url, line)}?heartbeat=1"))

    with pytest.raises(AwayError):
        async with queues.opened():
            raise AssertionError("nobody answered")


async def test_a_letter_that_cannot_be_kept_keeps_no_other_from_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, keep = office.keeper(), Keeper.keep
    refused: list[str] = []

    async def fails_at_the_first(self: Keeper, letter: object) -> None:
        if getattr(letter, "message_id", "") == "message-1":
            refused.append("message-1")
            raise OverflowError
        await keep(self, letter)  # type: ignore[arg-type] # a letter

    monkeypatch.setattr(Keeper, "keep", fails_at_the_first)
    async with at_work(keeper):
        await office.die(1, 2, 3)
        await until(lambda: _has(office, 2))
        assert refused == ["message-1"]

    await until(lambda: _is_back(office))


async def _has(office: Office, count: int) -> bool:
    return await office.letters() >= count


async def _tried(line: FaultProxy, times: int) -> bool:
    return line.accepted >= times


async def _is_back(office: Office) -> bool:
    return await office.left("invoices.dead") == 1
