"""Collections are changed forward, in order, once; a step that broke off is done again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.contracts.envelope import Category
from shared.store.database import Database, opened
from shared.store.heads import head_id
from shared.store.migrations import ALL, MIGRATIONS, Migration, migrate
from shared.store.objects import Objects
from shared.store.records import ObjectKey

THINGS = "migrated_things"


@dataclass
class Steps:
    """Two steps that fill something in; the second breaks off as often as told."""

    did: list[str] = field(default_factory=list)
    breaks: int = 0

    async def first(self, database: Database) -> None:
        self.did.append("first")
        await database.collection(THINGS).update_many({"size": {"$exists": False}}, {"$set": {"size": 1}})

    async def second(self, database: Database) -> None:
        self.did.append("second")
        await database.collection(THINGS).update_many({"size": 1}, {"$set": {"size": 2}})
        if self.breaks:
            self.breaks -= 1
            raise ConnectionError

    @property
    def all(self) -> tuple[Migration, ...]:
        return (Migration(2, "second", self.second), Migration(1, "first", self.first))


@pytest.fixture
async def database(mongodb_url: str, mongodb_database: str) -> AsyncIterator[Database]:
    async with opened(SecretStr(mongodb_url), mongodb_database) as found:
        await found.collection(THINGS).insert_many([{"_id": 1}, {"_id": 2, "size": 2}])
        yield found


async def sizes(database: Database) -> list[int]:
    return [row["size"] async for row in database.collection(THINGS).find({}).sort("_id")]


async def test_what_was_left_out_and_overtaken_is_marked(database: Database) -> None:
    same = {"connection_id": "c", "category": "invoices", "system": "scoro", "state": "left_out"}
    rows = [
        {"_id": 1, "object_id": "7", **same},
        {"_id": 2, "object_id": "7", **same},
        {"_id": 3, "object_id": "8", **same},
    ]
    await database.collection("changes").insert_many(rows)
    heads = [{"_id": "c|invoices:scoro:7", "entry": 2}, {"_id": "c|invoices:scoro:8", "entry": 3}]
    await database.collection("heads").insert_many(heads)

    await migrate(database)

    marked = database.collection("changes").find({"overtaken": True})
    assert [row["_id"] async for row in marked] == [1]


async def test_allocations_that_were_booked_are_known_by_their_credit(database: Database) -> None:
    booked = ObjectKey("c", Category.RECEIPTS, "xero", "allocation-1")
    payment = ObjectKey("c", Category.RECEIPTS, "xero", "payment-1")
    links, heads = database.collection("links"), database.collection("heads")
    await links.create_index("twin.of", name="of_credits")
    same = {"connection_id": "c", "category": "receipts"}
    await links.insert_many([
        {**same, "_id": 1, "xero_id": booked.object_id, "scoro_id": "1", "twin": {"of": "note-1"}},
        {**same, "_id": 2, "xero_id": payment.object_id, "scoro_id": "2", "twin": {"of": ""}},
    ])  # fmt: skip
    await heads.insert_many([{"_id": head_id(key), "entry": 1, "deleted": False} for key in (booked, payment)])

    await asyncio.gather(migrate(database), migrate(database))

    found = await Objects(database, SystemClock()).parts_of("c", Category.RECEIPTS, ["note-1", "note-2"])
    assert found == {"note-1": {booked.object_id: 1}, "note-2": {}}
    assert "of_credits" not in await links.index_information()


async def test_steps_are_done_in_order_and_once(database: Database) -> None:
    steps = Steps()

    assert await migrate(database, steps.all) == [1, 2]
    assert await migrate(database, steps.all) == []

    assert steps.did == ["first", "second"]
    assert await sizes(database) == [2, 2]


async def test_a_step_that_broke_off_is_done_again_and_nothing_before_it(database: Database) -> None:
    steps = Steps(breaks=1)
    with pytest.raises(ConnectionError):
        await migrate(database, steps.all)

    assert await migrate(database, steps.all) == [2]

    assert steps.did == ["first", "second", "second"]
    assert await sizes(database) == [2, 2]


async def test_several_who_start_at_once_do_no_harm(database: Database) -> None:
    await asyncio.gather(*(migrate(database, Steps().all) for _ in range(4)))

    assert await sizes(database) == [2, 2]
    assert await database.collection(MIGRATIONS).count_documents({}) == 2


async def test_an_older_version_works_on_after_a_newer_one(database: Database) -> None:
    await database.collection(MIGRATIONS).insert_one({"_id": 99, "name": "of tomorrow"})

    assert await migrate(database, Steps().all) == [1, 2]


def test_numbers_have_no_gaps() -> None:
    assert [step.number for step in ALL] == list(range(1, len(ALL) + 1))


async def test_indexes_that_others_took_over_are_given_up_once_however_many_start(database: Database) -> None:
    changes = database.collection("changes")
    await changes.create_index("run_id", name="run")
    await changes.create_index("state", name="another")

    await asyncio.gather(migrate(database), migrate(database))

    left = set(await changes.index_information())
    assert "another" in left
    assert not {"run", "recorded"} & left
