"""Dead letters: groups first, then one; replayed, read again or discarded by operators alone."""

import datetime as dt
from dataclasses import replace

import pytest

from services.console.web.pages import dead_letters
from services.console.web.parts import Parts
from shared.contracts.changes import InvoiceChanged
from shared.contracts.sync import ObjectWanted
from shared.messaging.publisher import NotPublishedError
from shared.store.letters import About, Dead, DeadLetter, Death, LetterState
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser, Sent

AT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


async def dies(given: Parts, number: int) -> str:
    """A bell that met a defect."""
    bell = InvoiceChanged(at=AT, connection_id=ACME, system="scoro", object_id="1003", entry=number)
    letter = DeadLetter(
        id=f"letter-{number}", group="invoices/7c1e04a2",
        message=Dead(
            f"message-{number}", "invoices.changed", "events", "invoice.changed.v1.changed", "", {"x-attempt": 3},
            {"type": "invoice.changed"}, bell.model_dump_json().encode(),
        ),
        death=Death(
            "invoices", "InvoiceChanged v1", "error", "KeyError", "defect", "KeyError: 'DueDate'", "line 7", 3, (),
            AT, AT,
        ),
        about=About(ACME, "invoices", "scoro", "1003"), kept_at=AT, origin=f"letter-{number}",
    )  # fmt: skip
    await given.store.dead_letters.keep(letter)
    return letter.id


async def test_groups_letters_and_what_a_replay_would_cost(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    for number in (1, 2):
        await dies(given, number)
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/dead-letters")
    group = await browser.get("/dead-letters/group/invoices/7c1e04a2")
    one = await browser.get("/dead-letters/letter/letter-1")

    assert "InvoiceChanged v1 KeyError: 'DueDate' 2" in page.text
    assert "2 letters. Replaying them takes about 1 call." in group.text
    assert '"object_id":"1003"' in one.text
    assert "line 7" in one.text
    assert (await browser.get("/dead-letters/letter/nothing")).status == 404
    assert (await browser.get("/dead-letters/group/invoices/nothing")).status == 404


async def test_a_group_is_replayed(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    for number in (1, 2):
        await dies(given, number)
    await browser.visits_as("Mari", Role.OPERATOR)

    done = await browser.send(await browser.get("/dead-letters/group/invoices/7c1e04a2"), "Replay 2", what="replay")

    letter = await given.store.dead_letters.get("letter-1")
    assert letter is not None
    assert (letter.state, letter.acts[-1].who) == (LetterState.REPLAYED, "Mari")
    assert "2 letters replayed." in done.text
    assert "There are none." in done.text


async def test_discarding_wants_a_reason_and_reading_again_asks_for_the_object(
    browser: Browser, given: Parts, scene: Scene, sent: Sent
) -> None:
    await scene.a_day()
    await dies(given, 1)
    await dies(given, 2)
    await browser.visits_as("Mari", Role.OPERATOR)
    page = await browser.get("/dead-letters/letter/letter-1")

    without = await browser.send(page, "Discard it", what="discard", why=" ")
    done = await browser.send(page, "Discard it", what="discard", why="a test")
    read = await browser.send(await browser.get("/dead-letters/letter/letter-2"), "Read it again", what="read")

    assert (without.status, "say why" in without.text.lower()) == (400, True)
    assert "1 letter discarded." in done.text
    assert "1 letter read again." in read.text
    assert [one.object_id for one in sent.messages if isinstance(one, ObjectWanted)] == ["1003"]


async def test_nothing_is_done_with_letters_that_nobody_named(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    await dies(given, 1)
    await browser.visits_as("Mari", Role.OPERATOR)
    page = await browser.get("/dead-letters")
    [token] = page.form("Sign out").fields["token"]

    wrong = [
        await browser.post("/dead-letters", token=token, what=what, why="x", **fields)
        for what, fields in (("discard", {"everything": "true"}), ("read", {"everything": "true"}), ("replay", {}))
    ]
    letter = await given.store.dead_letters.get("letter-1")
    done = await browser.send(page, "Replay all", everything="true")

    assert [one.status for one in wrong] == [400, 400, 400]
    assert letter is not None
    assert letter.state is LetterState.OPEN
    assert "1 letter replayed." in done.text


async def test_more_than_go_at_once_go_on_with_the_same_button(
    browser: Browser, given: Parts, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "AT_ONCE", 2)
    await scene.a_day()
    for number in range(1, 6):
        await dies(given, number)
    await browser.visits_as("Mari", Role.OPERATOR)

    first = await browser.send(await browser.get("/dead-letters/group/invoices/7c1e04a2"), "Replay 5", what="replay")
    second = await browser.send(first, "Replay 3", what="replay")
    last = await browser.send(second, "Replay 1", what="replay")
    finished = await browser.get("/dead-letters/group/invoices/7c1e04a2?finished=true")

    assert "2 letters replayed, 3 are left, go on with the same button." in first.text
    assert "2 of 5 done" in first.text
    assert "4 of 5 done" in second.text
    assert "There are none." in last.text
    assert "5 letters, finished with." in finished.text
    assert (
        '/dead-letters/group/invoices/7c1e04a2?finished=true"'
        in (await browser.get("/dead-letters?finished=true")).answer.text
    )


async def test_what_breaks_off_midway_says_how_far_it_got(
    browser: Browser, given: Parts, scene: Scene, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.a_day()
    for number in range(1, 4):
        await dies(given, number)
    await browser.visits_as("Mari", Role.OPERATOR)
    page = await browser.get("/dead-letters/group/invoices/7c1e04a2")
    left = iter([True, False])

    async def forward(*_: object, **__: object) -> None:
        if not next(left, False):
            raise NotPublishedError("RabbitMQ does not answer")

    monkeypatch.setattr(sent, "forward", forward)
    done = await browser.send(page, "Replay 3", what="replay")
    refused = await browser.send(page, "Replay 3", what="replay")

    assert done.status == 200
    assert "1 letter replayed, then it broke off: RabbitMQ does not answer, 2 are left" in done.text
    assert refused.status == 503


async def test_a_copy_that_failed_again_leads_to_what_it_is_a_copy_of(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    await dies(given, 1)
    first = await given.store.dead_letters.get("letter-1")
    assert first
    await given.store.dead_letters.keep(replace(first, id="letter-2", replay_of="letter-1", failed_replays=1))
    await browser.visits_as("Mari", Role.OPERATOR)

    one = await browser.get("/dead-letters/letter/letter-2")

    assert "which was replayed; 1 replay failed in a row" in one.text
    assert 'href="/dead-letters/letter/letter-1"' in one.answer.text
