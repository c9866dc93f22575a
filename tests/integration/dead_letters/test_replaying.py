"""`scoro-xero dead-letters replay`: from the store to the queue it came from, once; visible where it was broken off."""

import aio_pika

from shared.clock import SystemClock
from shared.contracts.changes import InvoiceChanged
from shared.dates import EPOCH
from shared.messaging.headers import Header
from shared.store.letter_acts import KEPT
from shared.store.letters import LetterState
from tests.integration.console.conftest import Command, aside
from tests.integration.dead_letters.parts import EVERY_STATE, QUEUE, Office, bell, copies, until
from tests.integration.dead_letters.replaying import ALL, REPLAY, lying, state, taken


async def test_one_letter_goes_unchanged_and_with_a_new_id_to_the_queue_it_came_from(
    office: Office, command: Command
) -> None:
    (letter_id,) = await lying(office, 1, **{Header.SENDER: "backend"})

    said = await aside(command, *REPLAY, letter_id[:8], "--yes", "--json", "--reason", "mapping is mended")

    (message,) = await taken(office, 1)
    assert (said.code, said.json["done"]) == (0, 1)
    assert message.body == bell(1).model_dump_json().encode()
    assert message.message_id not in {"message-1", str(bell(1).id), None}
    assert (message.headers[Header.REPLAY_OF], message.headers[Header.SENDER]) == (letter_id, "backend")
    assert (message.content_type, message.type) == ("application/json", "invoice.changed")
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert not {Header.ERROR, Header.DIED_AT, Header.ERROR_TRACE, Header.ATTEMPT} & message.headers.keys()
    letter = await office.store.dead_letters.get(letter_id)
    assert letter is not None
    (act,) = letter.acts
    assert (letter.state, letter.replay_id) == (LetterState.REPLAYED, message.message_id)
    assert (act.what, act.why) == ("replay", "mapping is mended")
    assert act.who
    assert act.at.tzinfo


async def test_only_the_queue_it_came_from_hears_it(office: Office, command: Command) -> None:
    """As `ObjectSynced` went to everybody who listens, one of whom could not handle it."""
    (letter_id,) = await lying(office, 1, **{Header.QUEUE: "contacts.now"})

    await aside(command, *REPLAY, letter_id, "--yes")

    assert (await office.left("contacts.now"), await office.left(QUEUE)) == (1, 0)


async def test_a_group_goes_and_others_stay(office: Office, command: Command) -> None:
    await lying(office, 1, 2, 3)
    others = await lying(office, 4, 5, **{Header.ERROR: "ZeroDivisionError: rate"})
    listed = await aside(command, "dead-letters", "list", "--json")
    group = next(one for one in listed.json["groups"] if one["letters"] == 3)

    said = await aside(command, *REPLAY, group["id"], "--yes", "--json", "--rate", "1000")

    assert (listed.code, said.code) == (1, 0)
    assert sorted(message.body for message in await taken(office, 3)) == sorted(
        bell(number).model_dump_json().encode() for number in (1, 2, 3)
    )
    assert len(others) == 5
    assert len(await office.store.dead_letters.ids(EVERY_STATE)) == 5
    assert (await office.store.dead_letters.open()).count == 2


async def test_all_go_no_faster_than_they_may(office: Office, command: Command) -> None:
    await lying(office, *range(1, 11))
    clock = SystemClock()
    began = clock.monotonic()

    said = await aside(command, *REPLAY, "--all", "--yes", "--rate", "10")

    assert clock.monotonic() - began >= 0.9
    assert said.out == "10 dead letters replayed.\n"
    assert await office.left(QUEUE) == 10


async def test_it_asks_with_the_number_and_what_it_may_cost(office: Office, command: Command) -> None:
    await lying(office, *range(1, 61))

    said = await aside(command, *REPLAY, "--all", input_text="n\n")

    assert said.err.startswith(
        "Replay 60 dead letters, 20 a second, for about 3 seconds? At most about 2 calls to Xero or Scoro follow."
    )
    assert (said.code, await office.left(QUEUE), (await office.store.dead_letters.open()).count) == (0, 0, 60)


async def test_a_dry_run_only_says_so(office: Office, command: Command) -> None:
    await lying(office, 1, 2)

    said = await aside(command, *REPLAY, "--all", "--dry-run", "--json")

    assert (said.json["wanted"], said.json["done"], said.json["dry_run"]) == (2, 0, True)
    assert await office.left(QUEUE) == 0


async def test_twice_is_twice_only_where_the_letter_itself_is_named(office: Office, command: Command) -> None:
    (letter_id,) = await lying(office, 1)
    await aside(command, *ALL)

    again = await aside(command, *ALL)
    named = await aside(command, *REPLAY, letter_id, "--yes", "--json")

    first, second = await taken(office, 2)
    assert (again.json["wanted"], named.json["done"]) == (0, 1)
    assert first.message_id != second.message_id
    assert first.body == second.body


async def test_a_replay_that_fails_again_comes_back_linked_and_counted(office: Office, command: Command) -> None:
    (first,) = await lying(office, 1)

    async def fails(_event: InvoiceChanged) -> None:
        raise KeyError("DueDate")

    async with office.service(fails), office.keeping():
        await aside(command, *REPLAY, first, "--yes")
        await office.kept(2)
        (second,) = await copies(office, first)
        await aside(command, *REPLAY, second.id, "--yes")
        await office.kept(3)
        (third,) = await copies(office, second.id)

    assert (second.replay_of, second.origin, second.failed_replays) == (first, first, 1)
    assert (third.replay_of, third.origin, third.failed_replays) == (second.id, first, 2)
    assert (third.message.exchange, third.message.routing_key) == ("events", "invoice.changed.v1.changed")
    shown = await aside(command, "dead-letters", "list", "--json")
    (group,) = shown.json["groups"]
    assert (group["letters"], group["failed_replays"]) == (1, 2)
    words = await aside(command, "dead-letters", "show", third.id)
    assert "came back after 2 replays" in " ".join(words.out.split())


async def test_letters_expire_once_they_and_their_copies_are_finished_with(office: Office, command: Command) -> None:
    (first,) = await lying(office, 1)
    rows = office.store.database.collection("dead_letters")

    async def fails(_event: InvoiceChanged) -> None:
        raise KeyError("DueDate")

    assert (await rows.find_one({"_id": first}) or {}).get("expires_at") is None
    async with office.service(fails), office.keeping():
        await aside(command, *REPLAY, first, "--yes")
        await office.kept(2)
        await until(lambda: _none_expires(office))
        (second,) = await copies(office, first)

    await aside(command, "dead-letters", "discard", second.id, "--reason", "old", "--yes")

    expiring = [row["expires_at"] async for row in rows.find({"expires_at": {"$exists": True}})]
    now = SystemClock().now()
    assert len(expiring) == 2
    assert all(KEPT.days - 1 <= (moment - now).days <= KEPT.days for moment in expiring)


async def _none_expires(office: Office) -> bool:
    return (
        await office.store.database.collection("dead_letters").count_documents({"expires_at": {"$exists": True}}) == 0
    )


async def test_a_crash_before_the_confirm_is_visible_and_can_be_repeated(office: Office, command: Command) -> None:
    (letter_id,) = await lying(office, 1)
    begun = await office.store.letter_acts.begin_replay(letter_id, author="mari", why="", again=False)
    assert begun is not None

    at_once = await aside(command, *ALL)
    assert (at_once.code, at_once.json["taken"], await office.left(QUEUE)) == (1, 1, 0)
    listed = await aside(command, "dead-letters", "list", "--only", "state=replaying", "--json")
    assert listed.json["groups"][0]["letters"] == 1
    assert (await aside(command, "dead-letters")).code == 1

    await office.store.database.collection("dead_letters").update_one(
        {"_id": letter_id}, {"$set": {"replaying_since": EPOCH}}
    )
    later = await aside(command, *ALL)

    (message,) = await taken(office, 1)
    assert later.json["done"] == 1
    assert message.message_id == begun.replay_id
    assert await state(office, letter_id) is LetterState.REPLAYED


async def test_a_queue_that_is_no_longer_there_gets_nothing_and_says_so(office: Office, command: Command) -> None:
    (letter_id,) = await lying(office, 1, **{Header.QUEUE: "invoices.former"})

    said = await aside(command, *REPLAY, letter_id, "--yes")

    assert said.code == 1
    assert f"{letter_id} stays: the queue it came from is no longer there." in said.out
    assert await state(office, letter_id) is LetterState.OPEN


async def test_headers_that_cannot_be_sent_again_leave_the_letter_open(office: Office, command: Command) -> None:
    (letter_id,) = await lying(office, 1)
    await office.store.database.collection("dead_letters").update_one(
        {"_id": letter_id}, {"$set": {"message.headers": '{"big": 18446744073709551616}'}}
    )

    said = await aside(command, *REPLAY, letter_id, "--yes", "--json")

    assert (said.code, list(said.json["refused"])) == (1, [letter_id])
    assert await state(office, letter_id) is LetterState.OPEN
