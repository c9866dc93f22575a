"""Options of a tracking category attach documents to Scoro's projects of their names (R130–R134)."""

from typing import Any

from services.console.histories import Histories
from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Tracking, TrackingCategory
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole import mending
from tests.integration.whole import test_bills as bills
from tests.integration.whole.test_tracking import a_tracked_line, departments, tracked_in_xero
from tests.integration.whole.world import Whole, line
from tests.sandboxes import ENTITY


async def projects(whole: Whole, *options: str) -> TrackingCategory:
    """Xero's category with these options."""
    made = await whole.put_in_xero("TrackingCategories", Name="Project")
    for option in options:
        path = f"/TrackingCategories/{made['TrackingCategoryID']}/Options"
        await whole.in_xero("PUT", path, {"Options": [{"Name": option}]})
    return TrackingCategory(id=made["TrackingCategoryID"], name="Project")


async def a_project(whole: Whole, name: str) -> int:
    made = await whole.desk.make("projects", project_name=name, project_accounts=[{"id": ENTITY}])
    return int(made["project_id"])


def attached(option: str) -> dict[str, Any]:
    return {"Tracking": [{"Name": "Project", "Option": option}]}


async def in_scoro(whole: Whole, module: str) -> tuple[int, list[int]]:
    """The project of the only document's header, and those of its lines."""
    [row] = await whole.scoro_rows(module)
    return row["project_id"] or 0, [one["project_id"] or 0 for one in row["lines"]]


async def notices(whole: Whole, number: str) -> list[str]:
    """What the history of that invoice tells of its versions."""
    found = await Histories(whole.desk.store).find(CONNECTION, Category.INVOICES, number, limit=20)
    return [notice for one in found for version in one.versions for notice in version.notices]


async def test_r133_an_invoice_has_the_project_that_all_its_lines_name(whole: Whole) -> None:  # R130, R131
    category = await projects(whole, "Tower & Co")
    tower = await a_project(whole, "tower & co ")
    contact = await mending.to_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category))
    await mending.put_invoice(whole, contact, line(**attached("Tower & Co")), line("50", **attached("Tower & Co")))

    await whole.sync()
    await whole.desk.forget_calls()
    for _ in range(10):
        await whole.sync("tick")

    assert await in_scoro(whole, "invoices") == (tower, [tower, tower])
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r133_lines_of_several_projects_leave_the_header_empty(whole: Whole) -> None:
    category = await projects(whole, "Tower", "Bridge")
    tower, bridge = await a_project(whole, "Tower"), await a_project(whole, "Bridge")
    contact = await mending.to_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category))
    await mending.put_invoice(whole, contact, line(**attached("Tower")), line("50", **attached("Bridge")))

    await whole.sync()

    assert await in_scoro(whole, "invoices") == (0, [tower, bridge])


async def test_r105_the_projects_of_a_bill_stand_on_its_lines(whole: Whole) -> None:
    category = await projects(whole, "Tower")
    tower = await a_project(whole, "Tower")
    contact = await bills.to_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category))
    cost = [line("80", **bills.COST, **attached("Tower")), line("20", **bills.COST)]
    await bills.put_bill(whole, contact, LineItems=cost)

    await whole.sync()
    await whole.desk.forget_calls()
    for _ in range(10):
        await whole.sync("tick")

    assert await in_scoro(whole, "bills") == (-1, [tower, 0])
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r133_no_project_or_several_of_that_name_is_told_and_holds_nothing_back(whole: Whole) -> None:
    category = await projects(whole, "Tower", "Bridge")
    await a_project(whole, "Bridge")
    await a_project(whole, "bridge")
    contact = await mending.to_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category))
    made = await mending.put_invoice(whole, contact, line(**attached("Tower")), line("50", **attached("Bridge")))

    await whole.sync()

    assert (await whole.newest(Category.INVOICES, "xero", made)).state is State.SYNCED
    assert await in_scoro(whole, "invoices") == (0, [0, 0])
    assert await notices(whole, "INV-1") == [
        "project: no project is called Tower: none was attached",
        "project: 2 projects are called Bridge: none was attached",
    ]


async def test_r131_another_option_causes_one_update_and_no_echo(whole: Whole) -> None:
    category = await projects(whole, "Tower", "Bridge")
    await a_project(whole, "Tower")
    bridge = await a_project(whole, "Bridge")
    contact = await mending.to_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category))
    made = await mending.put_invoice(whole, contact, line(**attached("Tower")))
    await whole.sync()

    changed = {"InvoiceID": made, "LineItems": [line(**attached("Bridge"))]}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [changed]})
    await whole.desk.forget_calls()
    for _ in range(10):
        await whole.sync("tick")

    assert await in_scoro(whole, "invoices") == (bridge, [bridge])
    assert await whole.writes() == {"xero": 0, "scoro": 1}


async def test_r132_r134_project_and_object_of_a_line_are_options_of_their_own_categories(whole: Whole) -> None:
    department = await departments(whole)
    category = await projects(whole, "Tower")
    tower = await a_project(whole, "Tower")
    client = await mending.from_scoro(whole)
    objects = TrackingCategory(id=department["TrackingCategoryID"], name="Department")
    await whole.desk.choose(tracking=Tracking(accounting_objects=objects, projects=category))
    row = await a_tracked_line(whole)
    made = await mending.invoice(whole, client, lines=[row], project_id=tower)

    await whole.sync()
    await whole.desk.forget_calls()
    for _ in range(10):
        await whole.sync("tick")

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    found = await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id))
    assert sorted(found) == [("Department", "Night shift"), ("Project", "Tower")]
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r134_a_project_without_an_option_stays_in_scoro_and_is_told(whole: Whole) -> None:
    category = await projects(whole, "Tower")
    harbour = await a_project(whole, "Harbour")
    client = await mending.from_scoro(whole)
    await whole.desk.choose(tracking=Tracking(projects=category))
    made = await mending.invoice(whole, client, project_id=harbour)

    await whole.sync()

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id)) == []
    assert await notices(whole, made) == [f"Tracking: line 1: project {harbour} is no active option in Xero"]
