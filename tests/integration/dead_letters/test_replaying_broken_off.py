"""`scoro-xero dead-letters replay`, broken off or begun twice: no letter goes twice, none is lost."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from tests.integration.console.conftest import Command, aside
from tests.integration.dead_letters.parts import QUEUE, Office, until
from tests.integration.dead_letters.replaying import ALL, REPLAY, lying, taken

MANY = 120
"""At four in a second they take half a minute: nobody is too late to stop that."""


@pytest.mark.usefixtures("command")
async def test_two_people_at_once_send_each_letter_once(office: Office) -> None:
    await lying(office, *range(1, 41))
    environment = os.environ | {"RABBITMQ_URL": office.url}
    replay = [sys.executable, "-m", "services.console.cli.main", *ALL]
    processes = [
        await asyncio.create_subprocess_exec(*replay, env=environment, stdout=subprocess.PIPE) for _ in range(2)
    ]
    await asyncio.gather(*(process.communicate() for process in processes))

    assert await office.left(QUEUE) == 40
    messages = await taken(office, 40)
    assert len({message.body for message in messages}) == 40


async def test_ctrl_c_stops_between_two_letters_and_the_same_command_goes_on(office: Office, command: Command) -> None:
    await lying(office, *range(1, MANY + 1))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.console.cli.main", *REPLAY, "--all", "--yes", "--rate", "4",
        env=os.environ | {"RABBITMQ_URL": office.url}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=_hears_ctrl_c,
    )  # fmt: skip
    await until(lambda: _lie(office, 3))

    process.send_signal(signal.SIGINT)
    out, said = await process.communicate()
    stopped_at = await office.left(QUEUE)
    rest = await aside(command, *ALL)

    assert process.returncode == 1, (out, said)
    assert said.decode().strip().endswith("Stopped.")
    assert f"{stopped_at} dead letters replayed." in out.decode()
    assert "the same command goes on" in out.decode()
    assert (rest.code, rest.json["done"]) == (0, MANY - stopped_at)
    assert len({message.body for message in await taken(office, MANY)}) == MANY
    assert await office.left(QUEUE) == 0


def _hears_ctrl_c() -> None:
    """Who is started behind a shell's `&` ignores it, and so does whoever it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def _lie(office: Office, count: int) -> bool:
    return await office.left(QUEUE) >= count


async def test_a_broker_that_is_away_leaves_everything_as_it_was_but_the_one_under_way(
    office: Office, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lying(office, 1, 2)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:1/")

    said = await aside(command, *ALL)

    assert (said.code, said.json["done"], said.json["left"]) == (3, 0, 2)
    assert "RabbitMQ does not answer" in said.err
    assert (await office.store.dead_letters.open()).count == 2
