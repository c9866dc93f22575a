"""The change log on a real MongoDB: newest wins, once; one owner at a time; all or nothing."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from shared.clock import FixedClock
from shared.contracts.envelope import Category, Lane
from shared.store.calls import LostCallError, NotOursError
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import State
from tests.integration.store.log import A_CHANGE, KEY, START, a_call, a_link, claimed, opened, version


async def test_an_object_equal_to_its_newest_version_is_not_recorded_again(store: Store) -> None:
    await store.changes.record([A_CHANGE])

    again = await store.changes.record([replace(A_CHANGE, read_started_at=START + dt.timedelta(minutes=5))])

    assert (again.entries, again.unchanged) == ((), 1)


async def test_an_equal_object_is_recorded_again_where_somebody_asked_for_it(store: Store) -> None:
    await store.changes.record([A_CHANGE])

    again = await store.changes.record([replace(A_CHANGE, asked="person")])

    assert len(again.entries) == 1


async def test_ten_edits_leave_one_open_version_and_nine_superseded(store: Store) -> None:
    for number in range(10):
        await opened(store, version(number, seconds=number))

    states = [entry.state for entry in await store.changes.versions(KEY)]

    assert states == [State.OPEN] + [State.SUPERSEDED] * 9


async def test_a_snapshot_whose_read_began_before_that_of_the_newest_is_dropped(store: Store) -> None:
    await store.changes.record([version(2, seconds=10)])

    late = await store.changes.record([version(1, seconds=5)])

    assert (late.entries, late.stale) == ((), 1)


async def test_two_readers_of_one_object_at_once_leave_one_open_version(store: Store) -> None:
    await asyncio.gather(*(store.changes.record([version(number, seconds=number)]) for number in range(8)))

    states = [entry.state for entry in await store.changes.versions(KEY)]

    assert states.count(State.RECORDED) == 1


async def test_a_page_and_its_cursor_are_kept_together_or_not_at_all(store: Store) -> None:
    async def fails(_session: object) -> None:
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        await store.changes.record([A_CHANGE], inside=fails)

    assert await store.changes.newest(KEY) is None


async def test_claims_hand_every_entry_to_one_worker_only(store: Store) -> None:
    await opened(store, *(version(1, object_id=str(number)) for number in range(120)))

    parts = await asyncio.gather(*(claimed(store, owner) for owner in ("one", "two", "three")))

    ids = [entry.id for part in parts for entry in part]
    rest = await claimed(store, "four", limit=200)
    assert len(ids) == len(set(ids))
    assert sorted([*ids, *(entry.id for entry in rest)]) == sorted(range(1, 121))


async def test_an_entry_claimed_three_times_without_an_outcome_goes_alone(store: Store) -> None:
    await opened(store, version(1, object_id="bad"))
    for owner in ("one", "two", "three"):
        taken = await claimed(store, owner)
        await store.database.collection("changes").update_many({}, {"$unset": {"until": ""}})
        assert len(taken) == 1
    await opened(store, version(1, object_id="good"), version(1, object_id="better"))

    first, second = await claimed(store, "four"), await claimed(store, "five")

    assert [entry.key.object_id for entry in first] == ["good", "better"]
    assert [entry.key.object_id for entry in second] == ["bad"]


async def test_of_several_who_gather_one_goes_on(store: Store) -> None:
    await opened(store, *(version(1, object_id=str(number)) for number in range(30)))

    async def gathered(owner: str) -> int:
        taken = await store.claims.claim(
            connection_id="acme", category=Category.INVOICES, lane=Lane.CHANGED, owner=owner, limit=20, gathering=True
        )
        return len(taken)

    found = [await gathered(owner) for owner in ("two", "one", "two")]
    await opened(store, *(version(1, object_id=str(number)) for number in range(30, 50)))
    full = await gathered("one")
    first = [
        await store.claims.gathers_before("acme", Category.INVOICES, Lane.CHANGED, owner) for owner in ("one", "two")
    ]

    assert (found, full) == ([20, 0, 10], 20)
    assert first == [False, True]


async def test_who_still_works_on_an_entry_keeps_it(store: Store) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    await store.database.collection("changes").update_many({}, {"$unset": {"until": ""}})

    await store.claims.keep([entry.id], "two")
    taken = await claimed(store, "three")
    await store.claims.keep([entry.id], "three")

    assert [one.id for one in taken] == [entry.id]
    assert await claimed(store, "four") == []


async def test_an_entry_that_is_due_later_is_not_claimed_before(store: Store, clock: FixedClock) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    later = Result(entry, State.OPEN, due_at=START + dt.timedelta(seconds=30))
    await store.outcomes.record([later], owner="one")

    assert await claimed(store) == []
    clock.advance(31)
    assert [found.attempts for found in await claimed(store)] == [1]


async def test_a_call_takes_entries_and_settles_them_with_links_in_one_step(store: Store) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    call = a_call(entry)

    await store.calls.begin(call)
    await store.outcomes.record(
        [Result(entry, State.SYNCED, link=a_link(entry), counterpart_id="60aa", wrote=True)], owner="one", call=call
    )

    [link] = (await store.links.by_scoro("acme", Category.INVOICES, ["4101"])).values()
    newest = await store.changes.newest(KEY)
    assert link.xero_id == "60aa"
    assert newest is not None
    assert (newest.state, newest.wrote, newest.call_id) == (State.SYNCED, True, "call-1")


async def test_a_superseded_entry_cannot_be_sent(store: Store) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    await store.changes.record([version(2, seconds=5)])

    with pytest.raises(NotOursError):
        await store.calls.begin(a_call(entry))

    assert await store.calls.of_entry(entry.id) == []


async def test_a_second_version_cannot_be_sent_while_the_first_is_on_its_way(store: Store) -> None:
    await opened(store, A_CHANGE)
    [first] = await claimed(store)
    await store.calls.begin(a_call(first))
    await opened(store, version(2, seconds=5))
    [second] = await claimed(store, "two")

    with pytest.raises(NotOursError):
        await store.calls.begin(a_call(second, owner="two", name="call-2"))

    assert await store.calls.in_flight([KEY]) == {KEY}


async def test_a_paused_owner_cannot_settle_a_call_that_another_took_over(store: Store) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    call = a_call(entry)
    await store.calls.begin(call)
    taken = await store.calls.take_over(call.id, "two")

    with pytest.raises(LostCallError):
        await store.outcomes.record([Result(entry, State.SYNCED)], owner="one", call=call)

    assert taken is not None
    assert taken.fence == call.fence + 1


async def test_one_xero_document_cannot_be_linked_twice(store: Store) -> None:
    await opened(store, version(1, object_id="a"), version(1, object_id="b"))
    first, second = await claimed(store)
    await store.outcomes.record([Result(first, State.SYNCED, link=a_link(first))], owner="one")

    await store.outcomes.record([Result(second, State.SYNCED, link=a_link(second))], owner="one")

    newest = await store.changes.newest(second.key)
    [link] = (await store.links.by_xero("acme", Category.INVOICES, ["60aa"])).values()
    assert newest is not None
    assert (newest.state, link.scoro_id) == (State.OPEN, "a")


async def test_what_manual_mode_kept_back_becomes_part_of_the_run_that_releases_it(store: Store) -> None:
    run = await store.runs.begin("acme", "now", [Category.INVOICES], [])
    assert run is not None
    recorded = await store.changes.record([A_CHANGE])

    await store.recorded.adopt("acme", Category.INVOICES, run.id)
    [entry] = await store.changes.open(recorded.entries)

    assert entry.run_id == run.id
