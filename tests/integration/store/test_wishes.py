"""Wishes are kept until they are fulfilled; each is one reader's at a time."""

import datetime as dt
from uuid import uuid4

from shared.clock import FixedClock
from shared.contracts.envelope import Category, Lane
from shared.contracts.sync import ObjectWanted
from shared.dates import EPOCH
from shared.store.everything import Store
from shared.store.wishes import WISHES, Group
from tests.integration.store.conftest import START

A_WISH = ObjectWanted(
    at=START, connection_id="acme", category=Category.CONTACTS, system="scoro", object_id="1", why="webhook"
)
GROUP = Group.of(A_WISH)


def another(object_id: object = "1", **fields: object) -> ObjectWanted:
    return A_WISH.model_copy(update={"id": uuid4(), "object_id": str(object_id), **fields})


async def ids(store: Store, claim: str, *, objects: int = 25, patience: float = 0.0) -> list[str]:
    taken = await store.wishes.take(GROUP, claim, objects=objects, patience=patience)
    return sorted(one.wish.object_id for one in taken)


async def test_a_wish_comes_back_as_it_was_put(store: Store) -> None:
    wish = another(7, why="dependency", lane=Lane.BULK, seen_at=START - dt.timedelta(seconds=3))
    await store.wishes.put([wish])

    [taken] = await store.wishes.take(Group.of(wish), "claim", objects=25)

    assert (taken.wish, taken.attempts) == (wish, 0)


async def test_a_message_that_comes_twice_is_one_wish(store: Store) -> None:
    await store.wishes.put([A_WISH])
    await store.wishes.put([A_WISH])

    assert await ids(store, "claim") == ["1"]


async def test_what_is_taken_is_nobody_elses_until_it_is_over(store: Store) -> None:
    await store.wishes.put([A_WISH])

    assert await ids(store, "first") == ["1"]
    assert await ids(store, "second") == []
    await store.database.collection(WISHES).update_many({}, {"$set": {"until": EPOCH}})
    assert await ids(store, "third") == ["1"]


async def test_who_lost_a_claim_ends_nothing(store: Store) -> None:
    await store.wishes.put([A_WISH])
    await ids(store, "slow")
    await store.database.collection(WISHES).update_many({}, {"$set": {"until": EPOCH}})
    await ids(store, "quick")

    await store.wishes.fulfilled("slow", [A_WISH.id])
    await store.wishes.postpone("slow", START + dt.timedelta(hours=1))

    assert await store.database.collection(WISHES).count_documents({"claim": "quick", "due_at": START}) == 1


async def test_a_reading_has_so_many_objects_however_often_they_are_wished_for(store: Store) -> None:
    for number in (1, 2, 1, 1, 3, 2):
        await store.wishes.put([another(number)])

    assert await ids(store, "first", objects=2) == ["1", "1", "1", "2", "2"]
    assert await ids(store, "second", objects=2) == ["3"]


async def test_a_click_waits_behind_nobody(store: Store) -> None:
    await store.wishes.put([another(1)])
    click = another(2, lane=Lane.NOW)
    await store.wishes.put([click])

    taken = await store.wishes.take(Group.of(click), "claim", objects=25)

    assert [one.wish.object_id for one in taken] == ["2"]


async def test_few_wait_to_be_joined_but_not_for_long(store: Store, clock: FixedClock) -> None:
    await store.wishes.put([another(1)])
    clock.advance(0.2)
    await store.wishes.put([another(2)])

    assert await ids(store, "first", patience=0.25) == []
    assert await ids(store, "full", objects=2, patience=0.25) == ["1", "2"]
    await store.wishes.put([another(3)])
    clock.advance(0.25)
    assert await ids(store, "old", patience=0.25) == ["3"]


async def test_what_is_postponed_comes_again_with_its_attempts(store: Store, clock: FixedClock) -> None:
    await store.wishes.put([A_WISH])
    await ids(store, "first")
    await store.wishes.postpone("first", START + dt.timedelta(seconds=5))

    assert await ids(store, "early") == []
    clock.advance(5)
    [taken] = await store.wishes.take(GROUP, "later", objects=25)
    assert taken.attempts == 1


async def test_what_nobody_reads_is_found_by_its_group(store: Store, clock: FixedClock) -> None:
    await store.wishes.put([another(1)])
    await store.wishes.put([another(2)])
    await store.wishes.put([another(3, category=Category.INVOICES)])
    await store.wishes.take(Group.of(another(category=Category.INVOICES)), "reading", objects=25)

    assert await store.wishes.unread(older_than_seconds=5) == []
    clock.advance(5)
    assert await store.wishes.unread(older_than_seconds=5) == [GROUP]


async def test_what_documents_wait_for_is_wanted_once_however_often_they_ask(store: Store) -> None:
    for _ in range(3):
        await store.wishes.put([another(why="dependency")])

    [taken] = await store.wishes.take(GROUP, "claim", objects=25)
    await store.wishes.put([another(why="dependency")])  # what is being read now may be older

    assert taken.wish.why == "dependency"
    assert await ids(store, "later") == ["1"]


async def test_news_of_an_object_are_all_kept(store: Store) -> None:
    for _ in range(3):
        await store.wishes.put([another()])

    assert await ids(store, "claim") == ["1", "1", "1"]
