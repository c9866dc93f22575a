"""A preview writes nothing anywhere, and what is written once it is applied is what it showed, one for one."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from shared import jsonio
from shared.contracts.envelope import Category
from shared.store.preview_records import Line, Verb
from shared.store.records import State
from shared.sync.settings import ClosedPeriods, Direction, Mode, Tracking
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.mending import from_scoro, invoice
from tests.integration.whole.sending import in_xero, statuses
from tests.integration.whole.test_closed_periods import lock
from tests.integration.whole.test_closed_periods_money import LOCKED, choose_policy
from tests.integration.whole.test_preview import announced, apply, looked_at
from tests.integration.whole.test_tracking_options import creations, options
from tests.integration.whole.test_tracking_projects import a_project, projects
from tests.integration.whole.world import Whole, workers

INVOICES = Category.INVOICES
LOG = ("changes", "heads", "calls", "links", "problems", "trail", "holds", "runs", "decisions")
"""All that tells what happened, and what is to happen."""


async def log(whole: Whole) -> dict[str, list[dict[str, Any]]]:
    database = whole.desk.store.database
    return {name: [row async for row in database.collection(name).find().sort("_id")] for name in LOG}


async def manual(whole: Whole, **fields: Any) -> None:
    await whole.choose(INVOICES, direction=Direction.FROM_SCORO, mode=Mode.MANUAL, **fields)


async def looked(whole: Whole) -> list[Line]:
    """A preview, for which nothing is written in either system and nothing in the log."""
    books, there = await log(whole), await whole.writes()
    _, lines = await looked_at(whole)
    assert await whole.writes() == there
    assert await log(whole) == books
    return lines


async def four(whole: Whole) -> list[str]:
    """A draft to be changed, one to be deleted, one that is equal and a new one lie recorded."""
    client = await from_scoro(whole)
    made = [await invoice(whole, client, no=f"I-{at}", is_sent=0) for at in (1, 2, 3)]
    await whole.sync()
    await manual(whole)
    await whole.desk.scoro_time()
    await whole.desk.edit(
        "invoices", made[0], reference_no="PO-7", lines=[{"comment": "Two", "price": "7.35", "amount": "2"}]
    )
    await whole.desk.delete("invoices", made[1])
    await whole.desk.edit("invoices", made[2], comment="Nothing that crosses")
    made.append(await invoice(whole, client, no="I-4"))
    await announced(whole, INVOICES, *made)
    return made


async def test_a_preview_of_every_sort_of_write_changes_nothing(whole: Whole) -> None:
    await four(whole)

    lines = await looked(whole)

    verbs = Counter(line.verb for line in lines)
    assert (verbs[Verb.CREATE], verbs[Verb.UPDATE], verbs[Verb.DELETE]) == (1, 1, 1)


async def test_what_is_applied_is_written_one_for_one(whole: Whole) -> None:
    await four(whole)
    preview, lines = await looked_at(whole)
    calls = whole.desk.store.database.collection("calls")
    before = {row["_id"] async for row in calls.find({}, {"_id": 1})}
    shown = {line.entry: json.loads(line.element, parse_float=Decimal) for line in lines if line.element}

    await apply(whole, preview)

    sent: dict[int, Any] = {}
    async for row in calls.find({"_id": {"$nin": sorted(before)}}):
        elements = jsonio.loads(bytes(row["body"]))[row["resource"]]
        for item, element in zip(row["entries"], elements, strict=True):
            assert item["entry_id"] not in sent  # each once
            sent[item["entry_id"]] = element
    assert sent == shown
    assert len(sent) == 3
    assert await statuses(whole) == {"I-1": "DRAFT", "I-2": "DELETED", "I-3": "DRAFT", "I-4": "AUTHORISED"}


async def test_r134_options_that_would_be_made_are_foreseen_and_made_only_once_it_is_applied(whole: Whole) -> None:
    category = await projects(whole)
    client = await from_scoro(whole)
    await invoice(whole, client, no="I-0")
    await whole.sync()
    harbour = await a_project(whole, "Harbour & Co")  # that no list has been read with
    await manual(whole, tracking=Tracking(projects=category, create_missing_options=True))
    made = await invoice(whole, client, no="I-1", project_id=harbour)
    await whole.desk.scoro_time()
    await announced(whole, INVOICES, made)

    [line] = await looked(whole)

    assert await creations(whole) == 0
    assert "Harbour & Co" in line.element
    preview, _ = await looked_at(whole)
    await apply(whole, preview)
    entry = await whole.newest(INVOICES, "scoro", made)
    assert (entry.state, entry.reason) == (State.SYNCED, None)
    assert ("Harbour & Co", "ACTIVE") in await options(whole)
    [row] = (await in_xero(whole))["I-1"]["LineItems"]
    assert [one["Option"] for one in row["Tracking"]] == ["Harbour & Co"]


async def test_a_lock_date_that_nobody_had_read_is_shown_and_not_kept(whole: Whole) -> None:
    client = await from_scoro(whole)
    await choose_policy(whole, INVOICES, ClosedPeriods.HOLD)
    await lock(whole, "2026-10-15")
    held = await invoice(whole, client, no="I-1", date="2026-10-05", deadline="2026-12-01")
    await whole.sync()
    await manual(whole)
    made = await invoice(whole, client, no="I-2", date="2026-10-20", deadline="2026-12-01")
    await whole.desk.scoro_time()
    await announced(whole, INVOICES, made)
    await lock(whole, LOCKED)
    whole.workers.update(workers(whole.desk))

    lines = await looked(whole)

    assert [(line.number, line.verb) for line in lines] == [("I-2", Verb.BLOCK)]
    assert (await whole.newest(INVOICES, "scoro", held)).state is State.FAILED
    assert str((await whole.desk.store.connections.get(CONNECTION)).organisation)
