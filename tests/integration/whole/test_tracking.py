"""Tracking options of Xero are accounting objects on the lines of Scoro's documents (R123–R129)."""

from typing import Any

from services.connector.asking import Asking
from shared.budget import Lane
from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Tracking, TrackingCategory
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole import mending
from tests.integration.whole import test_bills as bills
from tests.integration.whole.world import Whole, line
from tests.sandboxes import ENTITY

NIGHT_SHIFT = [{"Name": "Department", "Option": "Night shift"}]


async def departments(whole: Whole, *, with_object: bool = True) -> dict[str, Any]:
    """Xero's category with one option, known to the sync; Scoro's object of that name."""
    await whole.desk.scoro.post("settings", {"finance_objects_are_writable": True}, method="PATCH")
    made = await whole.put_in_xero("TrackingCategories", Name="Department")
    path = f"/TrackingCategories/{made['TrackingCategoryID']}/Options"
    await whole.in_xero("PUT", path, {"Options": [{"Name": "Night shift"}]})
    if with_object:
        await an_object(whole)
    return made


async def an_object(whole: Whole) -> None:
    made = {"object_symbol": "NGT", "name": "Night shift", "object_accounts": [{"id": ENTITY}]}
    await whole.desk.make("financeObjects", **made)


async def chosen(whole: Whole, category: dict[str, Any]) -> None:
    wanted = TrackingCategory(id=category["TrackingCategoryID"], name="Department")
    await whole.desk.choose(tracking=Tracking(accounting_objects=wanted))


async def object_id(whole: Whole) -> int:
    """Of Scoro's only object."""
    scoro = await whole.desk.clients.scoro(await whole.desk.store.connections.get(CONNECTION))
    page = await scoro.list_page("financeObjects", 1, lane=Lane.CLICK, filters={"name": "Night shift"})
    [row] = [row for row in page.rows if row["name"] == "Night shift"]
    return int(row["object_id"])


async def a_tracked_line(whole: Whole) -> dict[str, Any]:
    """For a document of Scoro."""
    code = await mending.vat_code(whole, "OUTPUT2")
    return {
        "comment": "An hour", "price": "95", "amount": "1", "finance_object_id": await object_id(whole),
        "vat_code_id": code,
    }  # fmt: skip


async def tracked_in_xero(whole: Whole, resource: str, xero_id: str) -> list[tuple[str, str]]:
    """Category and option of the document's lines."""
    answer = await whole.in_xero("GET", f"/{resource}/{xero_id}", {})
    lines = answer[resource][0]["LineItems"]
    return [(one["Name"], one["Option"]) for each in lines for one in each.get("Tracking", ())]


async def test_r125_an_option_on_a_line_in_xero_is_the_accounting_object_in_scoro(whole: Whole) -> None:
    category = await departments(whole)
    contact = await mending.to_scoro(whole)
    await chosen(whole, category)
    await mending.put_invoice(whole, contact, line(Tracking=NIGHT_SHIFT), line("50"))

    await whole.sync()
    await whole.desk.forget_calls()
    await whole.sync("tick")

    [row] = await whole.scoro_rows("invoices")
    assert [one["finance_object_id"] or 0 for one in row["lines"]] == [await object_id(whole), 0]
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r128_the_accounting_object_travels_to_xero_with_the_invoice(whole: Whole) -> None:
    category = await departments(whole)
    client = await mending.from_scoro(whole)
    await chosen(whole, category)
    made = await mending.invoice(whole, client, lines=[await a_tracked_line(whole)])

    await whole.sync()
    await whole.desk.forget_calls()
    await whole.sync("tick")

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert entry.state is State.SYNCED
    assert await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id)) == [("Department", "Night shift")]
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r125_an_option_without_an_object_waits_for_somebody_to_add_it(whole: Whole) -> None:
    category = await departments(whole, with_object=False)
    contact = await mending.to_scoro(whole)
    await chosen(whole, category)
    made = await mending.put_invoice(whole, contact, line(Tracking=NIGHT_SHIFT))
    await mending.fails(whole, made, "accounting_object_missing:Night shift", "xero")

    await an_object(whole)

    await mending.crosses_at_a_later_tick(whole, made, "xero")


async def test_r123_whoever_chooses_is_shown_what_xero_has_at_this_moment(whole: Whole) -> None:
    await departments(whole, with_object=False)
    connection = await whole.desk.store.connections.get(CONNECTION)

    found = await Asking(whole.desk.clients).tracking(connection)

    assert [(one.name, one.active, one.has_options) for one in found] == [("Department", True, True)]


async def test_r123_nothing_is_read_where_no_category_is_chosen(whole: Whole) -> None:
    await departments(whole)

    await whole.sync("first")

    asked: list[dict[str, Any]] = await whole.desk.xero.get("requests", limit=5000)
    assert not [one for one in asked if one["path"].endswith("/TrackingCategories")]
    assert await whole.desk.scoro_calls("financeObjects") == []


async def test_r152_a_missing_right_stops_only_what_needs_it_and_is_named(whole: Whole) -> None:
    category = await departments(whole)
    contact = await mending.to_scoro(whole)
    await chosen(whole, category)
    made = await mending.put_invoice(whole, contact, line(Tracking=NIGHT_SHIFT))
    body = '{"status": "ERROR", "statusCode": 403, "messages": {"error": ["No permission for financeObjects"]}}'
    fault = {"kind": "status", "path": "/api/v2/financeObjects/list", "status": 403, "body": body, "count": 1}
    await whole.desk.scoro.post("faults", fault)

    await mending.fails(whole, made, "accounting_objects_unreadable", "xero")

    await mending.crosses_at_a_later_tick(whole, made, "xero")


async def test_r129_a_sent_document_keeps_its_option_of_the_former_category(whole: Whole) -> None:
    category = await departments(whole)
    client = await mending.from_scoro(whole)
    await chosen(whole, category)
    made = await mending.invoice(whole, client, lines=[await a_tracked_line(whole)])
    await whole.sync()
    other = await whole.put_in_xero("TrackingCategories", Name="Region")
    await whole.desk.choose(
        tracking=Tracking(accounting_objects=TrackingCategory(id=other["TrackingCategoryID"], name="Region"))
    )
    await whole.desk.scoro_time()

    await whole.desk.edit("invoices", made, reference_no="PO-9")
    await whole.sync()

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert (entry.state, entry.wrote) == (State.SYNCED, True)
    assert await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id)) == [("Department", "Night shift")]


async def test_r128_another_object_causes_one_update_and_no_echo(whole: Whole) -> None:
    category = await departments(whole)
    client = await mending.from_scoro(whole)
    await chosen(whole, category)
    row = await a_tracked_line(whole)
    made = await mending.invoice(whole, client, lines=[row])
    await whole.sync()
    await whole.desk.scoro_time()
    await whole.desk.forget_calls()

    await whole.desk.edit("invoices", made, lines=[row | {"finance_object_id": 0}])
    for _ in range(10):
        await whole.sync("tick")

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id)) == []
    assert await whole.writes() == {"xero": 1, "scoro": 0}


async def test_r125_an_option_that_is_taken_away_causes_one_update_and_no_echo(whole: Whole) -> None:
    category = await departments(whole)
    contact = await mending.to_scoro(whole)
    await chosen(whole, category)
    made = await mending.put_invoice(whole, contact, line(Tracking=NIGHT_SHIFT))
    await whole.sync()
    await whole.desk.forget_calls()

    await whole.in_xero("POST", "/Invoices", {"Invoices": [{"InvoiceID": made, "LineItems": [line()]}]})
    await whole.desk.forget_calls()
    for _ in range(10):
        await whole.sync("tick")

    [row] = await whole.scoro_rows("invoices")
    assert [one["finance_object_id"] or 0 for one in row["lines"]] == [0]
    assert await whole.writes() == {"xero": 0, "scoro": 1}


async def test_r125_the_option_of_a_credit_note_is_the_object_of_the_credit_invoice(whole: Whole) -> None:
    category = await departments(whole)
    contact = await mending.to_scoro(whole)
    await chosen(whole, category)
    await whole.put_in_xero(
        "CreditNotes", Type="ACCRECCREDIT", Contact={"ContactID": contact["ContactID"]}, CreditNoteNumber="CN-1",
        Date="2026-11-02", Status="AUTHORISED", LineItems=[line("40", Tracking=NIGHT_SHIFT)],
    )  # fmt: skip

    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    assert [one["finance_object_id"] for one in row["lines"]] == [await object_id(whole)]


async def test_r129_the_object_of_a_bill_is_its_option_in_xero(whole: Whole) -> None:
    category = await departments(whole)
    supplier = await bills.from_scoro(whole)
    await chosen(whole, category)
    row = {"comment": "Paper", "price": "80", "amount": "1", "finance_object_id": await object_id(whole)}
    made = await bills.make_bill(whole, supplier, lines=[row])

    await whole.sync()
    await whole.desk.forget_calls()
    for _ in range(10):
        await whole.sync("tick")

    entry = await whole.newest(Category.BILLS, "scoro", made["id"])
    assert await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id)) == [("Department", "Night shift")]
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r127_the_default_object_of_a_product_travels_unless_the_line_has_another(whole: Whole) -> None:
    category = await departments(whole)
    client = await mending.from_scoro(whole)
    await chosen(whole, category)
    product = await whole.desk.make("products", name="Night work", accounting_object_id=await object_id(whole))
    usual = {**await a_tracked_line(whole), "product_id": product["product_id"]}
    del usual["finance_object_id"]
    made = await mending.invoice(whole, client, lines=[usual, {**usual, "finance_object_id": 0}])

    await whole.sync()

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    assert await tracked_in_xero(whole, "Invoices", str(entry.counterpart_id)) == [("Department", "Night shift")]
