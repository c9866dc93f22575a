"""Calls of which only a look tells a second creation from the first are made one after the other."""

from dataclasses import replace

import pytest

from shared.store.calls import NotOursError, SerialBusyError
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Call, Entry, State
from tests.integration.store.log import a_call, a_link, claimed, opened, version

TAKEN = "bill:60aa:r-77"


def call(*entries: Entry, name: str, serials: tuple[str, ...] = (TAKEN,), owner: str = "one") -> Call:
    return replace(a_call(*entries, owner=owner, name=name), serials=serials)


async def both(store: Store) -> tuple[Entry, Entry]:
    """Claimed together, planned by the same look."""
    await opened(store, version(1, object_id="1"), version(1, object_id="2"))
    first, second = await claimed(store)
    return first, second


async def settled(store: Store, made: Call, *results: Result) -> None:
    await store.outcomes.record(results, owner=made.owner, call=made, status=200, answer=b"{}")


async def test_none_begins_while_another_with_one_of_its_serials_is_on_its_way(store: Store) -> None:
    first, second = await both(store)
    await store.calls.begin(call(first, name="1", serials=(TAKEN, "bill:60aa:r-78")))

    with pytest.raises(SerialBusyError):
        await store.calls.begin(call(second, name="2", serials=("bill:60bb:r-77", TAKEN)))

    busy = await store.calls.serials_busy("acme", ["bill:60aa:r-78", "bill:60bb:r-77"])
    kept = await store.changes.get(second.id)
    assert busy == {"bill:60aa:r-78"}
    assert kept is not None
    assert kept.state is State.OPEN


async def test_none_begins_after_another_that_ended_since_planning_looked(store: Store) -> None:
    first, second = await both(store)
    made = await store.calls.begin(call(first, name="1"))
    await settled(store, made, Result(first, State.SYNCED, link=a_link(first), counterpart_id="60aa", wrote=True))

    with pytest.raises(NotOursError) as refused:
        await store.calls.begin(call(second, name="2"))
    await store.claims.release([second.id], "one")
    [again] = await claimed(store)
    sent = await store.calls.begin(call(again, name="3"))

    assert not isinstance(refused.value, SerialBusyError)
    assert sent.serials == (TAKEN,)


async def test_another_serial_is_no_obstacle(store: Store) -> None:
    first, second = await both(store)
    made = await store.calls.begin(call(first, name="1"))
    await settled(store, made, Result(first, State.SYNCED, link=a_link(first), counterpart_id="60aa", wrote=True))

    assert (await store.calls.begin(call(second, name="2", serials=("bill:60bb:r-77",)))).id == "2"


async def test_the_halves_of_a_call_that_was_refused_go_at_once(store: Store) -> None:
    first, second = await both(store)
    made = await store.calls.begin(call(first, second, name="whole", serials=(TAKEN, "bill:60bb:r-77")))
    await settled(store, made, *(Result(one, State.OPEN, keeps_claim=True) for one in (first, second)))

    half = await store.calls.begin(call(first, name="half"))
    other = await store.calls.begin(call(second, name="other half", serials=("bill:60bb:r-77",)))

    assert (half.id, other.id) == ("half", "other half")
