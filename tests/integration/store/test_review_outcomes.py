"""What the log keeps where owners are slow, versions overtake each other and links are wanted twice."""

import asyncio
from dataclasses import replace

from shared.contracts.envelope import Category, Lane
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Entry, Problem, State
from tests.integration.store.log import A_CHANGE, KEY, a_call, a_link, claimed, opened, version


async def current(store: Store, entry: Entry) -> Entry:
    found = await store.changes.get(entry.id)
    assert found is not None
    return found


async def in_a_call(store: Store) -> Entry:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    await store.calls.begin(a_call(entry))
    return entry


async def test_a_version_that_comes_back_unsent_makes_room_for_the_newer_one(store: Store) -> None:
    first = await in_a_call(store)
    [second] = await opened(store, version(2, seconds=5))

    [told] = await store.outcomes.record([Result(first, State.OPEN)], owner="one", call=a_call(first))

    assert told.state is State.SUPERSEDED
    assert (await current(store, first)).state is State.SUPERSEDED
    assert [entry.id for entry in await claimed(store)] == [second.id]


async def test_a_newer_version_and_an_older_one_that_comes_back_never_both_stay_open(store: Store) -> None:
    for number in range(10):
        change = replace(version(number), key=replace(KEY, object_id=str(number)))
        await opened(store, change)
        [entry] = await claimed(store)
        call = a_call(entry, name=f"call-{number}")
        await store.calls.begin(call)

        await asyncio.gather(
            opened(store, replace(version(100 + number, seconds=9), key=change.key)),
            store.outcomes.record([Result(entry, State.OPEN)], owner="one", call=call),
        )

        states = [one.state for one in await store.changes.versions(change.key)]
        assert states == [State.OPEN, State.SUPERSEDED]
        await claimed(store)


async def test_an_owner_that_lost_its_entry_changes_no_link_and_no_problem(store: Store) -> None:
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    await opened(store, version(2, seconds=5))
    [newer] = await claimed(store, "two")
    await store.outcomes.record([Result(newer, State.SYNCED, link=a_link(newer))], owner="two")
    problem = Problem(KEY, "unknown_account", "unknown_account", "…", entry.id)

    told = await store.outcomes.record(
        [Result(entry, State.FAILED, link=replace(a_link(entry), fingerprint="old"), problem=problem)], owner="one"
    )

    [link] = (await store.links.by_scoro("acme", Category.INVOICES, ["4101"])).values()
    assert told == []
    assert link.fingerprint == "print"
    assert await store.problems.count("acme") == 0


async def test_of_two_objects_that_want_one_twin_in_one_call_the_second_is_planned_anew(store: Store) -> None:
    await opened(store, version(1, object_id="a"), version(1, object_id="b"))
    first, second = await claimed(store)
    call = a_call(first, second)
    await store.calls.begin(call)

    told = await store.outcomes.record(
        [Result(entry, State.SYNCED, link=a_link(entry)) for entry in (first, second)], owner="one", call=call
    )

    assert [result.state for result in told] == [State.SYNCED, State.OPEN]
    assert (await store.links.by_xero("acme", Category.INVOICES, ["60aa"]))["60aa"].scoro_id == "a"
    assert (await current(store, second)).state is State.OPEN


async def test_of_two_workers_that_link_one_twin_at_once_one_plans_anew(store: Store) -> None:
    await opened(store, version(1, object_id="a"), version(1, object_id="b"))
    first, second = await claimed(store)

    told = await asyncio.gather(
        *(
            store.outcomes.record([Result(entry, State.SYNCED, link=a_link(entry))], owner="one")
            for entry in (first, second)
        )
    )

    assert sorted(result.state for results in told for result in results) == [State.OPEN, State.SYNCED]


async def test_what_somebody_asked_for_stays_asked_for_when_news_overtakes_it(store: Store) -> None:
    await opened(store, replace(A_CHANGE, asked="person", lane=Lane.NOW))

    [news] = await opened(store, version(2, seconds=5))

    assert (news.asked, news.lane) == ("person", Lane.NOW)


async def test_an_answered_wish_does_not_colour_later_news(store: Store) -> None:
    await opened(store, replace(A_CHANGE, asked="person"))
    [entry] = await claimed(store)
    await store.outcomes.record([Result(entry, State.SYNCED)], owner="one")

    [news] = await opened(store, version(2, seconds=5))

    assert news.asked is None
