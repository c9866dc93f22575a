"""Allowing publishers with the command line: in the store, and as users of a real broker."""

import asyncio
import uuid
from collections.abc import Iterator

import aio_pika
import pytest
from aio_pika.exceptions import ConnectionClosed, ProbableAuthenticationError

from deploy.local.waiting import until
from shared.messaging.topology import PUBLIC
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import Scene
from tests.servers import RabbitServer

SITE = "acme.example"
pytestmark = pytest.mark.usefixtures("broker")


@pytest.fixture
def broker(rabbitmq_server: RabbitServer, rabbitmq_url: str, command: Command, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command line knows the broker and its management API; gives the AMQP address."""
    del command
    monkeypatch.setenv("RABBITMQ_URL", rabbitmq_url)
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_URL", str(rabbitmq_server.management.base_url))
    return rabbitmq_url


@pytest.fixture
def name(rabbitmq_server: RabbitServer) -> Iterator[str]:
    """Of a user that no other test has."""
    made = f"backend-{uuid.uuid4().hex[:8]}"
    yield made
    rabbitmq_server.management.delete(f"/api/users/{made}")


def rights(server: RabbitServer, user: str) -> list[dict[str, str]]:
    """What the broker lets it do, per virtual host."""
    found: list[dict[str, str]] = server.management.get(f"/api/users/{user}/permissions").json()
    return [{right: row[right] for right in ("configure", "write", "read")} for row in found]


async def test_a_publisher_that_was_added_can_announce_and_do_nothing_else(
    scene: Scene, command: Command, broker: str, name: str, rabbitmq_server: RabbitServer
) -> None:
    await scene.connect()

    said = await aside(command, "publishers", "add", name, "--site", SITE, "--json")

    assert (said.code, said.err, said.json["recipe"]) == (0, "", [])
    assert (said.json["publisher"]["user"], said.json["publisher"]["sites"]) == (name, [SITE])
    assert rights(rabbitmq_server, name) == [{"configure": "^$", "write": "^announcements$", "read": "^$"}]
    assert rabbitmq_server.management.get(f"/api/users/{name}").json()["tags"] in ("", [])
    async with await aio_pika.connect(broker, timeout=10) as ours:
        await (await ours.channel()).declare_exchange(PUBLIC, aio_pika.ExchangeType.TOPIC, durable=True)
    async with await aio_pika.connect(said.json["amqp_url"], timeout=10) as theirs:
        exchange = await (await theirs.channel()).get_exchange(PUBLIC, ensure=False)
        await exchange.publish(aio_pika.Message(b"{}", user_id=name), "invoice.changed.v1", mandatory=False)


async def test_its_address_is_the_only_thing_on_stdout(scene: Scene, command: Command, name: str) -> None:
    await scene.connect()

    said = await aside(command, "publishers", "add", name, "--site", "https://Acme.Example/api/v2")

    [address] = said.out.splitlines()
    assert address.startswith(f"amqp://{name}:")
    assert f"{name} may announce changes of {SITE}." in said.err


async def test_again_adds_sites_and_keeps_the_password(scene: Scene, command: Command, name: str) -> None:
    await scene.connect()
    first = await aside(command, "publishers", "add", name, "--site", SITE, "--json")

    again = await aside(command, "publishers", "add", name, "--site", "beta.example:8443", "--json")

    assert again.json["amqp_url"] is None
    assert again.json["publisher"]["sites"] == [SITE, "beta.example:8443"]
    assert "No entity of beta.example:8443 is connected here yet" in again.err
    async with await aio_pika.connect(first.json["amqp_url"], timeout=10):
        pass


async def test_a_user_of_somebody_else_is_left_alone(
    scene: Scene, command: Command, name: str, rabbitmq_server: RabbitServer
) -> None:
    rabbitmq_server.management.put(f"/api/users/{name}", json={"password": "secret", "tags": "monitoring"})

    said = await aside(command, "publishers", "add", name, "--site", SITE)

    assert said.code == 2
    assert "it is no publisher" in said.err
    assert rights(rabbitmq_server, name) == []
    assert await scene.store.publishers.get(name) is None


async def test_who_is_removed_is_thrown_out_and_not_heard(
    scene: Scene, command: Command, name: str, rabbitmq_server: RabbitServer
) -> None:
    added = await aside(command, "publishers", "add", name, "--site", SITE, "--json")
    connection = await aio_pika.connect(added.json["amqp_url"], timeout=10)
    ended = asyncio.Event()
    connection.close_callbacks.add(lambda *_: ended.set())

    said = await aside(command, "publishers", "remove", name, "--yes", "--json")

    assert said.json == {"removed": name, "recipe": []}
    async with asyncio.timeout(20):
        await ended.wait()
    with pytest.raises((ProbableAuthenticationError, ConnectionClosed)):
        await aio_pika.connect(added.json["amqp_url"], timeout=10)
    assert await scene.store.publishers.all() == []
    assert await asyncio.to_thread(
        until, lambda: rabbitmq_server.management.get(f"/api/users/{name}").status_code == 404, seconds=5
    )


async def test_all_are_listed_with_their_sites(scene: Scene, command: Command, name: str) -> None:
    await scene.connect()
    nobody = await aside(command, "publishers")
    await aside(command, "publishers", "add", name, "--site", SITE)

    shown, listed = await aside(command, "publishers"), await aside(command, "publishers", "list", "--json")

    assert "Nobody may announce yet" in nobody.out
    assert name in shown.out
    assert SITE in shown.out
    [one] = listed.json["publishers"]
    assert (one["user"], one["sites"]) == (name, [SITE])
    assert one["author"]


async def test_without_a_management_api_the_words_for_rabbitmqctl_are_printed(
    scene: Scene, command: Command, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RABBITMQ_MANAGEMENT_URL")
    monkeypatch.setenv("RABBITMQ_URL", "amqp://sync:ours@broker.example/sync")

    added = await aside(command, "publishers", "add", name, "--site", SITE)
    removed = await aside(command, "publishers", "remove", name, "--yes", "--json")

    assert added.out.splitlines() == [
        f"rabbitmqctl add_user {name}",
        f"rabbitmqctl set_permissions -p 'sync' {name} '^$' '^announcements$' '^$'",
        f"amqp://{name}:PASSWORD@broker.example/sync",
    ]
    assert removed.json["recipe"] == [f"rabbitmqctl delete_user {name}"]
    assert await scene.store.publishers.all() == []


async def test_by_hand_leaves_the_broker_alone(
    scene: Scene, command: Command, name: str, rabbitmq_server: RabbitServer
) -> None:
    await aside(command, "publishers", "add", name, "--site", SITE, "--by-hand")

    assert rabbitmq_server.management.get(f"/api/users/{name}").status_code == 404
    assert await scene.store.publishers.get(name) is not None


async def test_a_management_api_that_is_away_leaves_everything_as_it_was(
    scene: Scene, command: Command, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_URL", "http://guest:guest@127.0.0.1:1")

    said = await aside(command, "publishers", "add", name, "--site", SITE)

    assert said.code == 3
    assert "management API does not answer" in said.err
    assert await scene.store.publishers.all() == []


async def test_who_cannot_be_removed_now_can_be_removed_later(
    scene: Scene, command: Command, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await aside(command, "publishers", "add", name, "--site", SITE)
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_URL", "http://guest:guest@127.0.0.1:1")

    said = await aside(command, "publishers", "remove", name, "--yes")

    assert said.code == 3
    assert await scene.store.publishers.get(name) is not None


async def test_a_wrong_password_of_the_management_api_is_said(
    scene: Scene, command: Command, name: str, rabbitmq_server: RabbitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = rabbitmq_server.management.base_url.copy_with(username="nobody", password="wrong")
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_URL", str(url))

    said = await aside(command, "publishers", "add", name, "--site", SITE)

    assert said.code == 1
    assert "answered 401" in said.err
    assert await scene.store.publishers.all() == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("add", "a b", "--site", SITE), id="a name with a space"),
        pytest.param(("add", "$(reboot)", "--site", SITE), id="a name for the shell"),
        pytest.param(("add", "backend", "--site", "not a site"), id="no site"),
        pytest.param(("add", "backend"), id="without a site"),
        pytest.param(("remove", "nobody", "--yes"), id="nobody"),
    ],
)
async def test_wrong_use_is_refused_before_anything_happens(
    scene: Scene, command: Command, arguments: tuple[str, ...]
) -> None:
    said = await aside(command, "publishers", *arguments)

    assert (said.code, said.out) == (2, "")
    assert await scene.store.publishers.all() == []
