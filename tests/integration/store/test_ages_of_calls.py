"""MongoDB tells when a call was sent and when it is looked at again; the workers' clock of these tests stands still."""

import datetime as dt

from shared.clock import SystemClock
from shared.store.everything import Store
from shared.store.records import Call
from tests.integration.store.log import A_CHANGE, a_call, claimed, opened

A_MINUTE = dt.timedelta(minutes=1)


async def sent(store: Store) -> Call:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    return await store.calls.begin(a_call(entry))


async def test_the_moment_of_sending_is_mongodbs(store: Store) -> None:
    call = await sent(store)

    [kept] = await store.calls.of_entry(call.entries[0].entry_id)
    assert abs(call.sent_at - SystemClock().now()) < A_MINUTE
    assert kept.sent_at == call.sent_at


async def test_whoever_takes_a_call_over_learns_its_age(store: Store) -> None:
    call = await sent(store)
    await store.database.collection("calls").update_one(
        {"_id": call.id}, {"$set": {"sent_at": call.sent_at - dt.timedelta(seconds=400)}}
    )

    taken = await store.calls.take_over(call.id, "two")

    assert taken is not None
    assert 400 <= taken.age < 460


async def test_an_unclear_call_is_left_alone_for_as_long_as_was_said(store: Store) -> None:
    call = await sent(store)

    await store.calls.unclear(call, seconds=600)

    assert await store.calls.stuck() == []
    assert await store.calls.take_over(call.id, "two") is None


async def test_an_unclear_call_whose_time_has_come_is_found_and_taken(store: Store) -> None:
    call = await sent(store)

    await store.calls.unclear(call, seconds=0)

    assert [found.id for found in await store.calls.stuck()] == [call.id]
    assert await store.calls.take_over(call.id, "two") is not None
