"""Tracking options of Xero are accounting objects on the lines of Scoro's documents (R123–R129)."""

from typing import Any

from shared.contracts.envelope import Category
from shared.documents import tracking
from shared.store.records import State
from shared.sync.settings import Tracking, TrackingCategory
from tests.integration.connector.reading.world import CONNECTION
from tests.integration.whole import mending
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
    [one] = tracking.read(await whole.desk.store.reference.get_list(CONNECTION, tracking.OPTIONS))
    return int(one.object_id)


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
    row = {
        "comment": "An hour", "price": "95", "amount": "1", "finance_object_id": await object_id(whole),
        "vat_code_id": await mending.vat_code(whole, "OUTPUT2"),
    }  # fmt: skip
    made = await mending.invoice(whole, client, lines=[row])

    await whole.sync()
    await whole.desk.forget_calls()
    await whole.sync("tick")

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    answer = await whole.in_xero("GET", f"/Invoices/{entry.counterpart_id}", {})
    [tracked] = answer["Invoices"][0]["LineItems"][0]["Tracking"]
    assert (entry.state, tracked["Name"], tracked["Option"]) == (State.SYNCED, "Department", "Night shift")
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r125_an_option_without_an_object_waits_for_somebody_to_add_it(whole: Whole) -> None:
    category = await departments(whole, with_object=False)
    contact = await mending.to_scoro(whole)
    await chosen(whole, category)
    made = await mending.put_invoice(whole, contact, line(Tracking=NIGHT_SHIFT))
    await mending.fails(whole, made, "accounting_object_missing:Night shift", "xero")

    await an_object(whole)

    await mending.crosses_at_a_later_tick(whole, made, "xero")
