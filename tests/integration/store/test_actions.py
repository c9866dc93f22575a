"""What was asked for by hand ends with what became of its object, and whoever waits is told."""

import asyncio
from dataclasses import replace

import pytest

from shared.contracts.envelope import Category
from shared.store.actions import Action, AskedBeforeError, Ended, OvertakenError, Via
from shared.store.database import Session
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Entry, NewChange, ObjectKey, Problem, State
from shared.store.waits import parent
from tests.integration.store.log import KEY, START, a_call, a_link, claimed, opened, version

AN_ACTION = Action("action-1", KEY, "invoice", "2026031", Via.API, "ERP", START)
CONTACT = ObjectKey("acme", Category.CONTACTS, "scoro", "312")
SOON = 20


async def asked(store: Store, change: NewChange, action: Action = AN_ACTION) -> Action:
    """Recorded together, and rung."""

    async def begin(session: Session) -> None:
        await store.actions.begin(action, change.read_started_at, session)

    recorded = await store.changes.record([replace(change, asked="person")], inside=begin)
    await store.changes.open(recorded.entries)
    return await now(store, action.id)


async def now(store: Store, action_id: str = AN_ACTION.id) -> Action:
    action = await store.actions.get("acme", action_id)
    assert action
    return action


async def wrote(store: Store, entry: Entry, *, method: str = "PUT", name: str = "call-1") -> None:
    """The entry crosses by a call of its own."""
    call = replace(a_call(entry, name=name), method=method)
    await store.calls.begin(call)
    result = Result(entry, State.SYNCED, link=a_link(entry), counterpart_id="60aa", wrote=True)
    await store.outcomes.record([result], owner="one", call=call)


async def test_an_action_goes_with_the_version_that_was_read_for_it(store: Store) -> None:
    await opened(store, version(1))

    action = await asked(store, version(2, seconds=1))

    newest = await store.changes.newest(KEY)
    assert newest
    assert (action.entry, action.ended, action.is_over) == (newest.id, None, False)


@pytest.mark.parametrize(("method", "ended"), [("PUT", Ended.CREATED), ("POST", Ended.UPDATED)])
async def test_created_and_updated_are_told_apart(store: Store, method: str, ended: Ended) -> None:
    await asked(store, version(1))
    [entry] = await claimed(store)

    await wrote(store, entry, method=method)

    assert (await now(store)).ended is ended


async def test_what_needs_no_call_ends_an_action_too(store: Store) -> None:
    actions = [replace(AN_ACTION, id=one, key=replace(KEY, object_id=one)) for one in ("same", "out", "bad")]
    for action in actions:
        await asked(store, version(1, object_id=action.id), action)
    same, out, bad = await claimed(store)
    problem = Problem(bad.key, "unknown_account", "unknown_account", "Account code '999' …", bad.id)

    await store.outcomes.record(
        [
            Result(same, State.SYNCED),
            Result(out, State.LEFT_OUT, reason="prepayment"),
            Result(bad, State.FAILED, reason="unknown_account", problem=problem),
        ],
        owner="one",
    )

    ended = {one.id: (one.ended, one.code) for one in [await now(store, action.id) for action in actions]}
    assert ended == {
        "same": (Ended.IN_SYNC, None),
        "out": (Ended.LEFT_OUT, "prepayment"),
        "bad": (Ended.NEEDS_ATTENTION, "unknown_account"),
    }


async def test_the_outcome_of_an_older_version_is_not_that_of_the_action(store: Store) -> None:
    await opened(store, version(1))
    [older] = await claimed(store)
    call = a_call(older)
    await store.calls.begin(call)
    await asked(store, version(2, seconds=1))

    result = Result(older, State.SYNCED, link=a_link(older), wrote=True)
    await store.outcomes.record([result], owner="one", call=call)
    before = await now(store)
    [newer] = await claimed(store)
    await wrote(store, newer, method="POST", name="call-2")

    assert before.ended is None
    assert (await now(store)).ended is Ended.UPDATED


async def test_news_that_overtakes_an_action_ends_it(store: Store) -> None:
    await asked(store, version(1))
    await opened(store, version(2, seconds=1))
    [newer] = await claimed(store)

    await wrote(store, newer)

    action = await now(store)
    assert (newer.asked, action.ended, action.entry) == ("person", Ended.CREATED, newer.id)


async def test_an_attempt_that_is_tried_again_ends_nothing(store: Store) -> None:
    await asked(store, version(1))
    [entry] = await claimed(store)

    await store.outcomes.record([Result(entry, State.OPEN, reason="xero_unavailable")], owner="one")

    assert not (await now(store)).is_over


async def test_whoever_waits_is_told_at_once(store: Store) -> None:
    action = await asked(store, version(1))
    waiting = asyncio.create_task(store.actions.over(action, SOON))
    [entry] = await claimed(store)

    await wrote(store, entry)

    async with asyncio.timeout(SOON / 2):
        assert (await waiting).ended is Ended.CREATED


async def test_what_is_over_already_is_not_waited_for(store: Store) -> None:
    action = await asked(store, version(1))
    [entry] = await claimed(store)
    await wrote(store, entry)

    async with asyncio.timeout(SOON / 2):
        assert (await store.actions.over(action, SOON)).ended is Ended.CREATED


async def test_waiting_ends_when_time_runs_out(store: Store) -> None:
    action = await asked(store, version(1))

    assert (await store.actions.over(action, 0.1)).ended is None


async def test_nobody_waits_for_what_waits_for_a_person(store: Store) -> None:
    action = await asked(store, version(1))
    [entry] = await claimed(store)
    await store.outcomes.record([Result(entry, State.WAITING, waits_for=(parent(CONTACT),))], owner="one")
    waiting = asyncio.create_task(store.actions.over(action, SOON))

    await store.waits.park(CONTACT, "nameless_contact")

    async with asyncio.timeout(SOON / 2):
        resting = await waiting
    assert (resting.ended, resting.rests) == (None, True)


async def test_an_action_that_rested_ends_once_its_object_crosses(store: Store) -> None:
    await asked(store, version(1))
    [entry] = await claimed(store)
    await store.outcomes.record([Result(entry, State.WAITING, waits_for=(parent(CONTACT),))], owner="one")
    await store.waits.park(CONTACT, "nameless_contact")
    await store.waits.release("acme", [parent(CONTACT)])
    [again] = await claimed(store)

    await wrote(store, again)

    action = await now(store)
    assert (action.ended, action.rests) == (Ended.CREATED, False)


async def test_several_may_ask_for_the_same_object(store: Store) -> None:
    await asked(store, version(1))
    await asked(store, version(1, seconds=1), replace(AN_ACTION, id="action-2"))
    [entry] = await claimed(store)

    await wrote(store, entry)

    assert {(await now(store, one)).ended for one in ("action-1", "action-2")} == {Ended.CREATED}


async def test_an_outcome_ends_the_actions_of_its_own_object_alone(store: Store) -> None:
    await asked(store, version(1))
    twin_of_other = replace(AN_ACTION, id="other", key=replace(KEY, system="xero"))
    await asked(store, replace(version(1), key=twin_of_other.key), twin_of_other)
    entries = {entry.key.system: entry for entry in await claimed(store)}

    await store.outcomes.record([Result(entries["scoro"], State.SYNCED)], owner="one")

    assert (await now(store)).ended is Ended.IN_SYNC
    assert (await now(store, "other")).ended is None


async def test_a_request_that_comes_twice_records_nothing_anew(store: Store) -> None:
    once = replace(AN_ACTION, once="erp:1")
    await asked(store, version(1), once)

    with pytest.raises(AskedBeforeError):
        await asked(store, version(2, seconds=1), replace(once, id="action-2"))

    assert len(await store.changes.versions(KEY)) == 1
    assert await store.actions.known("acme", "erp:1") == await now(store)
    assert await store.actions.known("other", "erp:1") is None


async def test_what_somebody_read_later_is_not_recorded_over(store: Store) -> None:
    await opened(store, version(2, seconds=5))

    with pytest.raises(OvertakenError):
        await asked(store, version(1))

    assert await store.actions.get("acme", AN_ACTION.id) is None
    assert len(await store.changes.versions(KEY)) == 1


async def test_a_refusal_is_remembered_once(store: Store) -> None:
    for text in ("Invoice 1003 has a payment", "said twice"):
        await store.actions.refuse(AN_ACTION, "action_over", text)

    [action] = await store.actions.newest("acme", 10)
    assert (action.ended, action.code, action.text) == (Ended.REFUSED, "action_over", "Invoice 1003 has a payment")


async def test_the_newest_come_first(store: Store) -> None:
    for second in range(3):
        action = replace(AN_ACTION, id=f"action-{second}", asked_at=START.replace(second=second))
        await asked(store, version(second, seconds=second), action)

    assert [one.id for one in await store.actions.newest("acme", 2)] == ["action-2", "action-1"]
