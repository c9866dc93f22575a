"""Whether everything is in place, and what to do where it is not."""

import pytest
from pydantic import SecretStr

from shared.messaging.topology import declare
from shared.store.changes import CALLS
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import Scene


def states(said: object) -> dict[str, str]:
    return {one["what"]: one["state"] for one in said["findings"]}  # type: ignore[index]


async def test_what_cannot_be_reached_is_named_with_the_next_step(scene: Scene, command: Command) -> None:
    await scene.store.database.ping()

    said = await aside(command, "doctor")

    assert said.code == 3
    assert "RabbitMQ: Start it, or correct RABBITMQ_URL." in said.err


async def test_servers_without_services_are_told_apart_from_servers_that_are_away(
    scene: Scene, command: Command, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.store.database.ping()
    monkeypatch.setenv("RABBITMQ_URL", rabbitmq_url)
    before = await aside(command, "doctor", "--json")
    await declare(SecretStr(rabbitmq_url))

    said = await aside(command, "doctor", "--json")

    assert {one["said"] for one in before.json["findings"] if one["what"] == "Queues"} != {
        one["said"] for one in said.json["findings"] if one["what"] == "Queues"
    }
    found = states(said.json)
    assert (found["RabbitMQ"], found["MongoDB"], found["Clock"], found["Indexes"]) == ("fine",) * 4
    assert found["Queues"] == "wrong"  # nobody listens
    assert said.code == 1


async def test_a_missing_index_is_named(scene: Scene, command: Command) -> None:
    await scene.store.database.collection(CALLS).drop_index("pending")

    said = await aside(command, "doctor", "--json")

    [one] = [one for one in said.json["findings"] if one["what"] == "Indexes"]
    assert one["said"] == "1 missing: calls.pending"


async def test_a_connection_whose_connector_is_away_is_told(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "doctor", "--json")

    assert [one["state"] for one in said.json["findings"] if one["what"].startswith("Scoro and Xero")] == ["away"]
