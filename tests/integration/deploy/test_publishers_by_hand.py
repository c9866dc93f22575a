"""The words that `publishers add` prints where there is no management API do on a real node what they say."""

import asyncio
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import aio_pika
import pytest
from aiormq.exceptions import ChannelAccessRefused
from pydantic import SecretStr

from deploy.local import servers
from deploy.local.places import Places
from deploy.local.rabbitmq import PrivateRabbit, RabbitRecord
from services.console import amqp_users
from shared.messaging.topology import EVENTS, PUBLIC, declare

pytestmark = pytest.mark.slow
NAME, PASSWORD = "scoro-backend", "a password of their own"


@pytest.fixture
def rabbit(tmp_path: Path) -> Iterator[PrivateRabbit]:
    private = PrivateRabbit(tmp_path / "rabbitmq", lambda: servers.rabbit_program(Places()))
    yield private
    private.discard()


def run_on_the_node(rabbit: PrivateRabbit, record: RabbitRecord, command: str) -> None:
    """As an administrator would; the password is typed."""
    subprocess.run(  # noqa: S603 - what our own command prints
        shlex.split(command),
        env=rabbit.prepared(record),
        input=f"{PASSWORD}\n",
        text=True,
        capture_output=True,
        timeout=60,
        check=True,
    )


async def test_a_user_made_by_hand_may_announce_and_nothing_else(rabbit: PrivateRabbit) -> None:
    record = await asyncio.to_thread(rabbit.up)
    ours = SecretStr(record.url)
    await declare(ours)

    for command in amqp_users.words_to_add(NAME, ours):
        await asyncio.to_thread(run_on_the_node, rabbit, record, command)

    theirs = amqp_users.address(ours, NAME, PASSWORD)
    async with await aio_pika.connect(theirs, timeout=10) as connection:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.get_exchange(PUBLIC, ensure=False)
        await exchange.publish(aio_pika.Message(b"{}", user_id=NAME), "invoice.changed.v1", timeout=10)
        elsewhere = await (await connection.channel()).get_exchange(EVENTS, ensure=False)
        with pytest.raises(ChannelAccessRefused):
            await elsewhere.publish(aio_pika.Message(b"{}"), "invoice.changed.v1", timeout=10)
    for command in amqp_users.words_to_remove(NAME):
        await asyncio.to_thread(run_on_the_node, rabbit, record, command)
    with pytest.raises(aio_pika.exceptions.ProbableAuthenticationError):
        await aio_pika.connect(theirs, timeout=10)
