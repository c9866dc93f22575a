"""What runs every second must not read the whole log."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from shared.clock import FixedClock
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import NewChange, State
from tests.integration.scheduler.parts import ACME, claimed, invoice

MANY = 400
DONE: dict[str, dict[str, Any]] = {
    "runs": {"connection_id": ACME},
    "calls": {"pending": False, "state": "settled", "told": True},
    "cursors": {"reading": False},
    "holds": {"open": False, "connection_id": ACME},
}

Look = Callable[[Store, FixedClock], Awaitable[Any]]


async def _finish_many(store: Store, clock: FixedClock) -> None:
    """A log in which everything is done and told."""
    changes = [NewChange(invoice(str(n)), snapshot="{}", read_started_at=clock.now()) for n in range(MANY)]
    opened = await store.changes.open((await store.changes.record(changes)).entries)
    mine = [await claimed(store, opened[0])]
    await store.outcomes.record([Result(entry, State.SYNCED) for entry in mine], owner="a worker")
    await store.database.collection("changes").update_many(
        {}, {"$set": {"state": "synced", "told": True, "finished_at": clock.now()}}
    )


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda store, _: store.sweep.due(quiet_seconds=60, limit=500), id="due entries"),
        pytest.param(lambda store, _: store.sweep.untold(older_than_seconds=5, limit=500), id="untold outcomes"),
        pytest.param(lambda store, _: store.sweep.untold_calls(older_than_seconds=5, limit=10), id="untold calls"),
        pytest.param(lambda store, _: store.sweep.recorded(older_than_seconds=5, limit=500), id="entries not rung"),
        pytest.param(
            lambda store, clock: store.waits.overdue(clock.now() + dt.timedelta(days=1)), id="waiting entries"
        ),
        pytest.param(lambda store, _: store.calls.stuck(), id="stuck calls"),
        pytest.param(lambda store, _: store.cursors.abandoned(), id="abandoned chains"),
        pytest.param(lambda store, _: store.runs.active(), id="active runs"),
        pytest.param(lambda store, _: store.brakes.loads(), id="what waits to be weighed"),
        pytest.param(lambda store, _: store.holds.open(), id="open holds"),
        pytest.param(lambda store, _: store.settings.turning(), id="turned directions"),
    ],
)
async def test_a_sweep_examines_nothing_that_is_done(
    store: Store, clock: FixedClock, mongodb_url: str, mongodb_database: str, look: Look
) -> None:
    await _finish_many(store, clock)
    for name, fields in DONE.items():
        await store.database.collection(name).insert_many({"_id": str(number), **fields} for number in range(MANY))
    async with AsyncMongoClient[dict[str, Any]](mongodb_url) as client:
        database = client[mongodb_database]
        await database.command("profile", 2)

        await look(store, clock)

        await database.command("profile", 0)
        seen = [row async for row in database["system.profile"].find({"op": {"$in": ["query", "command"]}})]
    examined = [row.get("docsExamined", 0) for row in seen if "docsExamined" in row]
    assert examined
    assert max(examined) == 0
