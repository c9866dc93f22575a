"""The audit trail: no write without its lines, one chain whoever seals it, and whatever is done to a line is found."""

import asyncio
from typing import Any

import pytest

from services.console.auditing import verify
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import State
from shared.sync.settings import SyncSettings
from tests.integration.store.log import A_CHANGE, KEY, a_call, a_link, claimed, opened


async def sent(store: Store) -> None:
    """A call with its outcome."""
    await opened(store, A_CHANGE)
    [entry] = await claimed(store)
    call = await store.calls.begin(a_call(entry))
    done = Result(entry, State.SYNCED, link=a_link(entry), counterpart_id="60aa", wrote=True)
    await store.outcomes.record([done], owner="one", call=call, status=200, answer=b"yes")


async def acts(store: Store, count: int) -> None:
    for number in range(count):
        await store.trail.act("acme", "done", "ada", number=number)


async def test_a_call_has_a_line_before_it_is_made_and_one_with_its_outcome(store: Store) -> None:
    await sent(store)

    begun, settled = await store.trail.about("acme", [str(KEY)])
    assert (begun.kind, begun.what["call"], begun.what["caused_by"]) == ("call_begun", "call-1", [])
    assert (settled.kind, settled.what["outcomes"]) == ("call_settled", ["invoices:scoro:4101=synced"])
    assert (await verify(store.trail, "acme")).broken == ()


async def test_what_people_choose_is_a_line_too(store: Store) -> None:
    await store.settings.save("acme", SyncSettings(), author="ada")
    await store.pauses.begin("acme", [], by="cy", why="month end")

    await store.trail.seal()
    lines = [line async for line in store.trail.lines("acme")]
    assert sorted((line.what["act"], line.what["by"]) for line in lines) == [
        ("paused", "cy"), ("settings_saved", "ada")
    ]  # fmt: skip
    assert [line.place for line in lines] == [1, 2]


async def test_many_who_seal_at_once_make_one_chain_and_lose_no_line(store: Store) -> None:
    async def write_and_seal(number: int) -> None:
        await acts(store, number)
        await store.trail.seal()

    await asyncio.gather(*(write_and_seal(number) for number in range(1, 8)))

    found = await verify(store.trail, "acme")
    assert (found.lines, found.broken) == (28, ())
    assert found.head == (await store.trail.head("acme")).hash


CHANGED: dict[str, Any] = {"$set": {"what.number": 99}}


@pytest.mark.parametrize("place", [1, 3, 5])
async def test_a_changed_line_is_named(store: Store, place: int) -> None:
    await acts(store, 5)
    await store.trail.seal()

    await store.database.collection("trail").update_one({"place": place}, CHANGED)

    assert [(one.place, one.what) for one in (await verify(store.trail, "acme")).broken] == [(f"{place}", "changed")]


@pytest.mark.parametrize("place", [1, 3, 5])
async def test_a_removed_line_is_named(store: Store, place: int) -> None:
    await acts(store, 5)
    await store.trail.seal()

    await store.database.collection("trail").delete_one({"place": place})

    assert [(one.place, one.what) for one in (await verify(store.trail, "acme")).broken] == [(f"{place}", "removed")]


@pytest.mark.parametrize("place", [2.5, 6])
async def test_a_line_that_was_put_in_is_named(store: Store, place: float) -> None:
    await acts(store, 5)
    await store.trail.seal()
    lines = store.database.collection("trail")
    copy = await lines.find_one({"place": 2}) or {}

    await lines.insert_one({**copy, "_id": "forged", "place": place})

    assert [(one.place, one.what) for one in (await verify(store.trail, "acme")).broken] == [(f"{place}", "inserted")]


async def test_lines_removed_before_they_were_sealed_are_missed_by_their_call(store: Store) -> None:
    await acts(store, 1)
    await sent(store)

    await store.database.collection("trail").delete_many({"kind": "call_begun"})

    assert [(one.what, "call-1" in one.said) for one in (await verify(store.trail, "acme")).broken] == [
        ("untold", True)
    ]


async def test_a_chain_made_anew_has_another_head(store: Store) -> None:
    await acts(store, 3)
    before = (await verify(store.trail, "acme")).head
    lines, heads = store.database.collection("trail"), store.database.collection("trail_heads")

    await lines.update_one({"place": 2}, CHANGED)
    await lines.update_many({}, {"$unset": {"place": "", "hash": "", "before": ""}, "$set": {"unsealed": True}})
    await heads.delete_many({})

    after = await verify(store.trail, "acme")
    assert after.broken == ()  # no proof against whoever may write to the database …
    assert after.head != before  # … but for whoever noted the head
