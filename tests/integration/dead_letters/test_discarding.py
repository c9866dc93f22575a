"""`scoro-xero dead-letters discard` and `read-again`: letters that nobody replays."""

import asyncio
from dataclasses import replace
from typing import Any

import aio_pika
import pytest

from shared.contracts.envelope import Category, Lane, Message
from shared.contracts.outcomes import ObjectSynced
from shared.contracts.sync import ObjectWanted, PageWanted, SyncRequested
from shared.messaging.headers import Header
from shared.messaging.topology import DEAD_LETTERS
from shared.store.connections import Connection, ConnectionState
from shared.store.letters import DeadLetter, LetterState
from tests.integration.console.conftest import Command, aside
from tests.integration.dead_letters.parts import EVERY_STATE, NOW, Office
from tests.integration.dead_letters.test_looking import ACME, kept

DISCARD = ("dead-letters", "discard")
READ_AGAIN = ("dead-letters", "read-again")
WISHES = "connector.wanted.now"
"""Where what people wish goes."""


async def only_letter(office: Office) -> DeadLetter:
    (letter,) = await office.store.dead_letters.find(EVERY_STATE, limit=2)
    return letter


async def died(office: Office, message: Message | bytes, queue: str, routing_key: str, **fields: Any) -> DeadLetter:
    """A letter of this message."""
    body = message if isinstance(message, bytes) else message.model_dump_json().encode()
    headers = {Header.ROUTING_KEY: routing_key, Header.ERROR: "KeyError: 'x'", **fields}
    async with office.keeping():
        await office.publisher.forward(body, exchange=DEAD_LETTERS, routing_key=queue, headers=headers, message_id="m")
        (letter,) = await office.kept(1)
    return letter


async def asked(office: Office, kind: type[Message], queue: str, count: int) -> list[Any]:
    """What the connector was asked for."""
    connection = await aio_pika.connect(office.url)
    found: list[Any] = []
    async with connection, asyncio.timeout(10):
        channel = await connection.channel()
        lying = await channel.get_queue(queue)
        while len(found) < count:
            message = await lying.get(fail=False)
            if message is not None:
                await message.ack()
                found.append(kind.model_validate_json(message.body))
    return found


async def test_a_discarded_letter_keeps_who_when_and_why_and_is_listed_no_more(
    office: Office, command: Command
) -> None:
    await kept(office, ((1, 2), {}))

    said = await aside(command, *DISCARD, "--all", "--reason", "sent by an old test", "--yes")

    assert (said.code, said.out) == (0, "2 dead letters discarded.\n")
    assert (await aside(command, "dead-letters")).code == 0
    letters = await office.store.dead_letters.find(EVERY_STATE, limit=10)
    for letter in letters:
        (act,) = letter.acts
        assert (letter.state, act.what, act.why) == (LetterState.DISCARDED, "discard", "sent by an old test")
        assert act.who
    shown = await aside(command, "dead-letters", "show", letters[0].id)
    assert "sent by an old test" in shown.out


@pytest.mark.parametrize("reason", [(), ("--reason", ""), ("--reason", "  ")])
async def test_without_a_reason_nothing_is_discarded(office: Office, command: Command, reason: tuple[str, ...]) -> None:
    await kept(office, ((1,), {}))

    said = await aside(command, *DISCARD, "--all", "--yes", *reason)

    assert said.code == 2
    assert (await only_letter(office)).state is LetterState.OPEN


async def test_it_asks_before_it_discards(office: Office, command: Command) -> None:
    await kept(office, ((1,), {}))

    said = await aside(command, *DISCARD, "--all", "--reason", "old", input_text="n\n")

    assert "Discard 1 dead letter?" in said.err
    assert (await only_letter(office)).state is LetterState.OPEN


async def test_a_discarded_letter_can_still_be_replayed_by_its_name(office: Office, command: Command) -> None:
    await kept(office, ((1,), {}))
    letter = await only_letter(office)
    await aside(command, *DISCARD, letter.id, "--reason", "old", "--yes")

    said = await aside(command, "dead-letters", "replay", letter.id, "--yes", "--json")

    assert said.json["done"] == 1
    assert [act.what for act in (await only_letter(office)).acts] == ["discard", "replay"]
    await office.store.trail.seal()
    chains = await office.store.trail.chains()
    lines = [line for chain in chains async for line in office.store.trail.lines(chain)]
    assert [line.what["act"] for line in lines] == ["letter_discarded", "letter_replayed"]
    assert {line.what["letter"] for line in lines} == {letter.id}


async def test_a_letter_that_is_being_replayed_is_not_discarded(office: Office, command: Command) -> None:
    await kept(office, ((1,), {}))
    letter = await only_letter(office)
    await office.store.letter_acts.begin_replay(letter.id, author="mari", why="", again=False)

    said = await aside(command, *DISCARD, letter.id, "--reason", "old", "--yes", "--json")

    assert (said.code, said.json["taken"]) == (1, 1)
    assert (await only_letter(office)).state is LetterState.REPLAYING


async def test_read_again_asks_for_the_present_state_and_discards(office: Office, command: Command) -> None:
    await office.store.connections.add(ACME)
    await kept(office, ((1, 2), {}), ((1,), {Header.DIED_AT: NOW.isoformat()}))

    said = await aside(command, *READ_AGAIN, "--all", "--yes", "--json", "--reason", "made anew")

    wishes = await asked(office, ObjectWanted, WISHES, 2)
    assert (said.code, said.json["done"]) == (0, 3)
    assert {(wish.category, wish.system, wish.object_id) for wish in wishes} == {
        (Category.INVOICES, "scoro", "1"),
        (Category.INVOICES, "scoro", "2"),
    }
    assert {(wish.why, wish.lane) for wish in wishes} == {("person", Lane.NOW)}
    assert await office.left(WISHES) == 0
    letters = await office.store.dead_letters.find(EVERY_STATE, limit=10)
    assert {(letter.state, letter.acts[0].what, letter.acts[0].why) for letter in letters} == {
        (LetterState.DISCARDED, "read again", "made anew")
    }


async def test_of_an_outcome_the_object_is_read_again(office: Office, command: Command) -> None:
    await office.store.connections.add(ACME)
    told = ObjectSynced(
        at=NOW, connection_id="acme", category=Category.CONTACTS, system="scoro", object_id="7", entry=1
    )
    letter = await died(office, told, "invoices.parents_synced", "object.synced.v1.contacts")

    await aside(command, *READ_AGAIN, letter.id, "--yes")

    (wish,) = await asked(office, ObjectWanted, WISHES, 1)
    assert (wish.category, wish.object_id) == (Category.CONTACTS, "7")


@pytest.mark.parametrize(
    ("message", "queue", "routing_key"),
    [
        (SyncRequested(at=NOW, connection_id="acme"), "connector.sync", "sync.requested.v1"),
        (
            PageWanted(at=NOW, connection_id="acme", source="scoro.invoices", page=3, fence=1),
            "connector.pages",
            "page.wanted.v1",
        ),
    ],
)
async def test_of_a_request_to_read_everything_is_read_again(
    office: Office, command: Command, message: Message, queue: str, routing_key: str
) -> None:
    await office.store.connections.add(ACME)
    letter = await died(office, message, queue, routing_key)

    said = await aside(command, *READ_AGAIN, letter.id, "--yes", "--json")

    (request,) = await asked(office, SyncRequested, "connector.sync", 1)
    assert said.json["done"] == 1
    assert (request.connection_id, request.trigger) == ("acme", "now")


async def test_what_names_no_object_stays(office: Office, command: Command) -> None:
    letter = await died(office, b"not json", "invoices.changed", "invoice.changed.v1.changed")

    said = await aside(command, *READ_AGAIN, letter.id, "--yes")

    assert said.code == 1
    assert f"{letter.id} stays: it names no object that could be read." in said.out
    assert (await only_letter(office)).state is LetterState.OPEN


@pytest.mark.parametrize("connection", [None, replace(ACME, state=ConnectionState.BROKEN)])
async def test_where_nothing_can_be_read_now_the_letter_stays(
    office: Office, command: Command, connection: Connection | None
) -> None:
    if connection is not None:
        await office.store.connections.add(connection)
    await kept(office, ((1,), {}))

    said = await aside(command, *READ_AGAIN, "--all", "--yes", "--json")

    assert (said.code, len(said.json["refused"])) == (1, 1)
    assert (await only_letter(office)).state is LetterState.OPEN
