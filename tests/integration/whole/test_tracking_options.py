"""A project on a document from Scoro becomes an option of Xero where that was chosen (R134)."""

import asyncio
import json
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.documents.from_scoro.options import Made, MissingOptions
from shared.documents.tracking import OPTIONS
from shared.store.changes import CHANGES
from shared.store.records import State
from shared.sync.settings import Tracking, TrackingCategory
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole import mending
from tests.integration.whole import test_bills as bills
from tests.integration.whole.choosing import save
from tests.integration.whole.test_tracking import tracked_in_xero
from tests.integration.whole.test_tracking_projects import a_project, notices, projects
from tests.integration.whole.world import Whole


async def from_scoro(whole: Whole, *options: str, create: bool = True) -> tuple[str, TrackingCategory]:
    """Invoices come from Scoro and missing options are made; a client and the category."""
    category = await projects(whole, *options)
    client = await mending.from_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category, create_missing_options=create))
    return client, category


async def options(whole: Whole) -> list[tuple[str, str]]:
    """Names and states of what Xero has in the category now."""
    answer = await whole.in_xero("GET", "/TrackingCategories?includeArchived=true", {})
    [category] = [one for one in answer["TrackingCategories"] if one["Name"] == "Project"]
    return [(one["Name"], one["Status"]) for one in category["Options"]]


async def creations(whole: Whole) -> int:
    """Calls of ours that were to make an option."""
    calls: list[dict[str, Any]] = await whole.desk.xero.get("requests", limit=5000)
    return sum(1 for one in calls if one["method"] == "PUT" and one["path"].endswith("/Options"))


def path_of(category: TrackingCategory) -> str:
    return f"/api.xro/2.0/TrackingCategories/{category.id}/Options"


async def attached(whole: Whole, made: str, category: Category = Category.INVOICES) -> list[tuple[str, str]]:
    entry = await whole.newest(category, "scoro", made)
    assert entry.state is State.SYNCED, entry.reason
    return await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id))


async def goes_on(whole: Whole, made: str) -> None:
    """It is due, and a bell rings for it."""
    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert entry.state is State.OPEN
    now = whole.desk.clock.now()
    await whole.desk.store.database.collection(CHANGES).update_one({"_id": entry.id}, {"$set": {"due_at": now}})
    await whole.workers[Category.INVOICES].bell(entry.id)
    await whole.settle()


async def test_r134_a_missing_option_is_made_once_and_the_document_names_it(whole: Whole) -> None:
    client, _ = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour & Co")
    await whole.desk.forget_calls()
    made = await mending.invoice(whole, client, project_id=harbour)

    await whole.sync()
    assert await creations(whole) == 1
    await whole.desk.forget_calls()
    for _ in range(5):
        await whole.sync("tick")

    assert await attached(whole, made) == [("Project", "Harbour & Co")]
    assert await options(whole) == [("Harbour & Co", "ACTIVE")]
    assert await notices(whole, made) == []
    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_r131_a_category_without_an_option_is_chosen_and_gets_its_first_one(whole: Whole) -> None:  # R134
    category = await projects(whole)
    client = await mending.from_scoro(whole)
    harbour = await a_project(whole, "Harbour")

    saved = await save(whole, tracking__projects="project", tracking__create_missing_options="true")
    made = await mending.invoice(whole, client, project_id=harbour)
    await whole.sync()

    assert saved.after.tracking.projects == category
    assert await attached(whole, made) == [("Project", "Harbour")]
    assert await options(whole) == [("Harbour", "ACTIVE")]


async def test_r134_a_batch_makes_each_name_once_and_later_documents_use_it(whole: Whole) -> None:
    client, _ = await from_scoro(whole, "Tower")
    tower, harbour = await a_project(whole, "Tower"), await a_project(whole, "Harbour")
    bridge, twin = await a_project(whole, "Bridge"), await a_project(whole, "bridge ")
    await whole.desk.forget_calls()
    made = [await mending.invoice(whole, client, project_id=one) for one in (tower, harbour, harbour, bridge, twin)]

    await whole.sync()
    assert await creations(whole) == 2
    await whole.desk.scoro_time()
    later = await mending.invoice(whole, client, project_id=harbour)
    await whole.sync()

    assert await creations(whole) == 2
    found = [await attached(whole, one) for one in (*made, later)]
    named = [[("Project", name)] for name in ("Tower", "Harbour", "Harbour", "Bridge", "Bridge", "Harbour")]
    assert [[(name, option.capitalize()) for name, option in one] for one in found] == named
    assert len(await options(whole)) == 3


async def test_r134_off_by_default_nothing_is_made(whole: Whole) -> None:
    client, _ = await from_scoro(whole, create=Tracking().create_missing_options)
    harbour = await a_project(whole, "Harbour")
    made = await mending.invoice(whole, client, project_id=harbour)

    await whole.sync()

    assert (await attached(whole, made), await options(whole), await creations(whole)) == ([], [], 0)


async def test_r134_a_project_that_was_renamed_or_is_new_since_projects_were_read_is_named_as_it_is(
    whole: Whole,
) -> None:
    client, _ = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour")
    await whole.sync()
    await whole.desk.edit("projects", harbour, project_name="Marina")
    new = await a_project(whole, "Lighthouse")
    made = [await mending.invoice(whole, client, project_id=one) for one in (harbour, new)]

    for one in made:
        await whole.want(Category.INVOICES, "scoro", one, why="person")

    assert [await attached(whole, one) for one in made] == [[("Project", "Marina")], [("Project", "Lighthouse")]]
    assert await options(whole) == [("Marina", "ACTIVE"), ("Lighthouse", "ACTIVE")]


async def test_r134_an_option_that_was_made_although_no_answer_came_is_found_and_used(whole: Whole) -> None:
    client, category = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour")
    made = await mending.invoice(whole, client, project_id=harbour)
    await whole.desk.xero.post("faults", {"kind": "cut_off", "method": "PUT", "path": path_of(category), "count": 1})

    await whole.sync()

    assert await attached(whole, made) == [("Project", "Harbour")]
    assert await options(whole) == [("Harbour", "ACTIVE")]
    assert await whole.desk.store.problems.causes(CONNECTION) == []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "reset"}, id="no answer"),
        pytest.param({"kind": "status", "status": 500}, id="a fault of Xero"),
        pytest.param({"kind": "status", "status": 503, "body": "The Xero API is currently offline"}, id="maintenance"),
    ],
)
async def test_r134_what_was_not_made_is_made_later_and_nothing_is_sent_before(
    whole: Whole, fault: dict[str, Any]
) -> None:
    client, category = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour")
    made = await mending.invoice(whole, client, project_id=harbour)
    other = await mending.invoice(whole, client)
    await whole.desk.xero.post("faults", {**fault, "method": "PUT", "path": path_of(category), "count": 1})
    await whole.sync()
    assert (await whole.newest(Category.INVOICES, "scoro", other)).state is State.SYNCED

    await goes_on(whole, made)

    assert await attached(whole, made) == [("Project", "Harbour")]
    assert await options(whole) == [("Harbour", "ACTIVE")]
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_r134_an_option_that_another_worker_made_at_the_same_moment_is_used(whole: Whole) -> None:
    client, category = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour")
    made = await mending.invoice(whole, client, project_id=harbour)
    empty = {"TrackingCategoryID": category.id, "Name": "Project", "Status": "ACTIVE", "Options": []}
    body = json.dumps({"TrackingCategories": [empty]})
    stale = {"kind": "status", "status": 200, "path": "/api.xro/2.0/TrackingCategories", "body": body}
    await whole.desk.xero.post("faults", {**stale, "count": 2})  # the connector's reading, then ours
    await whole.in_xero("PUT", f"/TrackingCategories/{category.id}/Options", {"Options": [{"Name": "harbour"}]})

    await whole.sync()

    assert await creations(whole) == 1
    assert await attached(whole, made) == [("Project", "harbour")]
    assert await options(whole) == [("harbour", "ACTIVE")]
    assert await notices(whole, made) == []


async def test_r134_whoever_races_makes_one_option_and_all_use_it(whole: Whole) -> None:
    _, category = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour")
    desk = whole.desk
    connection = await desk.store.connections.get(CONNECTION)

    made = await asyncio.gather(
        *(MissingOptions(desk.store, desk.clients).make(connection, category, {harbour}) for _ in range(4))
    )

    assert made == [Made()] * 4
    assert await options(whole) == [("Harbour", "ACTIVE")]
    kept = await desk.store.reference.get_list(CONNECTION, OPTIONS)
    assert [(one["option"], one["active"]) for one in kept] == [("Harbour", True)]


async def test_r134_switched_on_later_what_somebody_sends_again_is_attached(whole: Whole) -> None:
    client, category = await from_scoro(whole, create=False)
    harbour = await a_project(whole, "Harbour")
    made = await mending.invoice(whole, client, project_id=harbour)
    await whole.sync()
    await whole.desk.choose(tracking=Tracking(projects=category, create_missing_options=True))
    await whole.sync("tick")
    assert await creations(whole) == 0

    await whole.want(Category.INVOICES, "scoro", made, why="person")

    assert await attached(whole, made) == [("Project", "Harbour")]


async def test_r134_the_projects_on_the_lines_of_a_bill_become_options_too(whole: Whole) -> None:
    category = await projects(whole)
    supplier = await bills.from_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category, create_missing_options=True))
    tower, harbour = await a_project(whole, "Tower"), await a_project(whole, "Harbour")
    rows = [{"comment": "Paper", "price": "80", "amount": "1", "project_id": one} for one in (tower, harbour)]
    made = await bills.make_bill(whole, supplier, project_id=-1, lines=rows)

    await whole.sync()
    await whole.desk.forget_calls()
    for _ in range(5):
        await whole.sync("tick")

    assert await attached(whole, made["id"], Category.BILLS) == [("Project", "Tower"), ("Project", "Harbour")]
    assert await whole.writes() == {"xero": 0, "scoro": 0}
