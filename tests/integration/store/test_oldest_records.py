"""What the version left with which migrations began is migrated, read and worked on by this one."""

from pathlib import Path
from typing import Any

import pytest
from bson import json_util

from shared.contracts.envelope import Category
from shared.store.database import Document
from shared.store.everything import Store
from shared.store.migrations import MIGRATIONS
from shared.store.records import CallState, State
from shared.sync.settings import Direction
from tests.servers import MongoServer

PAYLOAD = Path(__file__).parents[2] / "payloads/oldest_database.json"
ACME = "acme"
GONE = ("run", "recorded", "by_state")
"""Indexes of the log that it had and this one gave up."""


@pytest.fixture
def left_behind(mongodb_server: MongoServer, mongodb_database: str) -> None:
    """As it lay there before anybody of this version came."""
    database: Any = mongodb_server.client[mongodb_database]
    kept: dict[str, list[Document]] = json_util.loads(
        PAYLOAD.read_text(encoding="utf-8"), json_options=json_util.JSONOptions(tz_aware=True)
    )
    database.drop_collection(MIGRATIONS)
    database[MIGRATIONS].insert_one({"_id": 1, "name": "as it was"})
    for name, rows in kept.items():
        database[name].insert_many(rows)
    for place, name in enumerate(GONE):
        database["changes"].create_index([("connection_id", 1), (f"x{place}", 1)], name=name)


@pytest.mark.usefixtures("left_behind")
async def test_everything_is_migrated_and_read(store: Store) -> None:
    entry = await store.changes.get(1)
    assert entry is not None
    assert (entry.state, entry.worth, entry.approved, entry.volume) == (State.SYNCED, None, None, None)
    assert [call.state for call in await store.calls.of_entry(1)].count(CallState.SETTLED) == 1
    links = await store.links.by_scoro(ACME, Category.CONTACTS, ["301", "302"])
    assert {one: links[one].evidence for one in links} == {"301": "created", "302": "created"}
    choices = await store.settings.get(ACME)
    assert choices.of(Category.CONTACTS).direction is Direction.FROM_SCORO
    assert choices.of(Category.CONTACTS).ask_above_documents is None
    assert [run.trigger for run in await store.runs.newest(ACME)] == ["now", "first"]
    assert await store.cursors.standing(ACME)
    assert not set(GONE) & set(await store.database.collection("changes").index_information())
    assert await store.missing_indexes() == []


@pytest.mark.usefixtures("left_behind")
async def test_a_call_under_way_with_its_one_number_is_brought_to_its_end(store: Store) -> None:
    """A call had one serial, now it has any number."""
    assert await store.calls.serials_busy(ACME, ["number:R-1"]) == {"number:R-1"}

    taken = await store.calls.take_over("with-a-serial", "a new worker")

    assert taken is not None
    assert (taken.serials, taken.caused_by) == (("number:R-1",), ())
