"""Every question that a page asks is answered by an index, and looks at few documents however many there are."""

from collections.abc import AsyncIterator

import pytest

from deploy.bench import pages
from shared.store.everything import Store
from tests.integration.console.parts import Scene

OBJECTS = 4000
SMALL = {"connections", "installation", "people", "visits", "api_keys", "budgets", "alarms"}
"""Collections that hold a handful, or one document for each connection, which some pages list."""
MOST = 1200
"""Documents for one question: what somebody left out of one connection, or a run of two hundred objects."""


@pytest.fixture
async def full(scene: Scene) -> AsyncIterator[Store]:
    """Two thousand objects of one connection, two thousand of others; everything asked is written down."""
    await pages.fill(scene.store, OBJECTS, letters=400, decisions=300)
    database = scene.store.database.collection("changes").database
    await database.create_collection("system.profile", capped=True, size=64_000_000)
    await database.command("profile", 2)
    yield scene.store
    await database.command("profile", 0)


async def test_no_page_reads_a_whole_collection(full: Store) -> None:
    asked = full.database.collection("system.profile")
    scans, greedy, seen = set(), set(), set()
    async with pages.visitor(full) as http:
        for path in await pages.paths(http):
            assert (await http.get(path)).status_code == 200, path
    wanted = {"op": {"$in": ["query", "command", "getmore"]}, "ns": {"$not": {"$regex": "system.profile"}}}
    async for one in asked.find(wanted):
        collection = one["ns"].partition(".")[2]
        seen |= {collection} if "IXSCAN" in one.get("planSummary", "") else set()
        if "COLLSCAN" in one.get("planSummary", "") and collection not in SMALL:
            scans.add((collection, str(one["command"])[:300]))
        if one.get("docsExamined", 0) > MOST:
            greedy.add((collection, one["docsExamined"], str(one["command"])[:300]))

    assert seen >= {"changes", "runs", "problems", "links", "dead_letters", "decisions"}
    assert scans == set()
    assert greedy == set()
