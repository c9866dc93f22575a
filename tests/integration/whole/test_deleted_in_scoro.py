"""What Xero approved and somebody deletes in Scoro (R143–R145)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category
from shared.store.records import LinkState, State
from shared.sync.settings import Direction
from tests.integration.connector.reading.by_hand import act
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole import mending
from tests.integration.whole.historic import load, xero_invoices
from tests.integration.whole.world import Whole


async def test_r145_an_approved_invoice_deleted_in_scoro_stays_and_its_link_is_orphaned(whole: Whole) -> None:
    made = await deleted(whole)
    before = await xero_invoices(whole)
    await whole.desk.forget_calls()

    await whole.sync()

    entry = await whole.newest(Category.INVOICES, "scoro", made)
    [link] = (await whole.desk.store.links.by_scoro(CONNECTION, Category.INVOICES, [made])).values()
    [problem] = await whole.desk.store.problems.causes(CONNECTION)
    assert (entry.state, entry.reason, problem.code) == (State.FAILED, "approved_twin_stays", "approved_twin_stays")
    assert (link.state, link.xero_id) == (LinkState.ORPHANED, before[0]["InvoiceID"])
    assert await xero_invoices(whole) == before
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r145_a_deleted_invoice_is_not_made_again_in_scoro_even_if_it_changes_in_xero(whole: Whole) -> None:
    made = await deleted(whole)
    await whole.sync()
    [invoice] = await xero_invoices(whole)
    await whole.in_xero("POST", f"/Invoices/{invoice['InvoiceID']}", {"Reference": "Changed there"})
    await whole.desk.forget_calls()

    for trigger in ("tick", "now", "tick"):
        await mending.a_quarter_later(whole)
        await whole.sync(trigger)

    assert await whole.scoro_rows("invoices") == []
    assert [(one["Status"], one["Reference"]) for one in await xero_invoices(whole)] == [
        ("AUTHORISED", "Changed there")
    ]
    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert (await whole.newest(Category.INVOICES, "scoro", made)).reason == "approved_twin_stays"


async def test_r145_an_orphan_comes_back_to_scoro_only_when_somebody_pulls_it(whole: Whole) -> None:
    await deleted(whole)
    await whole.sync()
    [invoice] = await xero_invoices(whole)
    await whole.choose(Category.INVOICES, direction=Direction.TO_SCORO)
    await whole.in_xero("POST", f"/Invoices/{invoice['InvoiceID']}", {"Reference": "Changed there"})
    await whole.sync()
    await stays_away(whole, invoice["InvoiceID"])

    await comes_back(whole, invoice)


async def test_r145_what_came_from_xero_and_is_deleted_in_scoro_is_made_again_only_by_hand(whole: Whole) -> None:
    made = await mending.put_invoice(whole, await mending.to_scoro(whole))
    await whole.sync()
    [row] = await whole.scoro_rows("invoices")
    await whole.desk.delete("invoices", row["id"])
    for reference in ("Changed there", "Changed once more"):
        await whole.in_xero("POST", f"/Invoices/{made}", {"Reference": reference})
        await whole.sync()
        await stays_away(whole, made)

    [invoice] = await xero_invoices(whole)
    await comes_back(whole, invoice)


async def test_r145_a_backfill_makes_nothing_again_that_was_deleted_in_scoro(whole: Whole) -> None:
    made = await mending.put_invoice(whole, await mending.to_scoro(whole))
    await whole.sync()
    [row] = await whole.scoro_rows("invoices")
    await whole.desk.delete("invoices", row["id"])
    await whole.in_xero("POST", f"/Invoices/{made}", {"Reference": "Changed there"})
    await whole.sync()

    done = await load(whole, Category.INVOICES, begins=dt.date(2026, 10, 1))

    assert (done.load.counted[Category.INVOICES].new, done.synced, done.attention) == (1, 0, 1)
    await stays_away(whole, made)


async def test_r145_what_somebody_made_again_by_hand_is_linked(whole: Whole) -> None:
    made, again = await made_again(whole)

    entry = await whole.newest(Category.INVOICES, "xero", made)
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, again)
    assert [str(one["id"]) for one in await whole.scoro_rows("invoices")] == [again]


async def test_r146_what_somebody_made_again_by_hand_is_not_deleted_for_a_void_in_xero(whole: Whole) -> None:
    """The one that came from Xero was deleted; this one did not come from there, though it took its place."""
    made, again = await made_again(whole)
    await whole.in_xero("POST", f"/Invoices/{made}", {"Status": "VOIDED"})

    await whole.sync()

    [problem] = await whole.desk.store.problems.causes(CONNECTION)
    assert problem.code == "deleted_in_xero"
    assert [str(one["id"]) for one in await whole.scoro_rows("invoices")] == [again]


async def test_r122_a_discount_that_somebody_gave_by_hand_does_not_spoil_the_sum(whole: Whole) -> None:
    """125.00 less 20 % is Xero's 100.00; once Xero's lines are written, they count in full."""
    made, again = await made_again(whole, discount="20", price="125")
    await whole.in_xero("POST", f"/Invoices/{made}", {"Reference": "Changed once more"})

    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    assert (str(row["id"]), row["reference_no"]) == (again, "Changed once more")
    assert Decimal(str(row["sum"])) == Decimal(100)
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def made_again(whole: Whole, *, price: str = "100", **fields: Any) -> tuple[str, str]:
    """What came from Xero was deleted, made by hand and linked; ids there and in Scoro."""
    made = await mending.put_invoice(whole, await mending.to_scoro(whole))
    await whole.sync()
    [row] = await whole.scoro_rows("invoices")
    await whole.desk.delete("invoices", row["id"])
    code = await mending.vat_code(whole, "OUTPUT2")
    hour = {"comment": "Work", "price": price, "amount": "1", "vat_code_id": code}
    again = await whole.desk.make_invoice(row["company_id"], no="INV-1", date="2026-11-01", lines=[hour], **fields)
    await whole.in_xero("POST", f"/Invoices/{made}", {"Reference": "Changed there"})
    await whole.sync()
    return made, again


async def stays_away(whole: Whole, xero_id: str) -> None:
    """Scoro has no invoice, Xero's is as it was, a person is told once."""
    entry = await whole.newest(Category.INVOICES, "xero", xero_id)
    [link] = (await whole.desk.store.links.by_xero(CONNECTION, Category.INVOICES, [xero_id])).values()
    [problem] = await whole.desk.store.problems.causes(CONNECTION)
    assert (entry.state, entry.reason, problem.code) == (State.FAILED, "approved_twin_stays", "approved_twin_stays")
    assert link.state is LinkState.ORPHANED
    assert await whole.scoro_rows("invoices") == []
    assert [one["Status"] for one in await xero_invoices(whole)] == ["AUTHORISED"]


async def comes_back(whole: Whole, invoice: dict[str, Any]) -> None:
    """Somebody pulls it: it is in Scoro once, linked to the same invoice."""
    await act(whole.desk, "invoice", invoice["InvoiceNumber"])
    await whole.settle()
    [row] = await whole.scoro_rows("invoices")
    links = await whole.desk.store.links.by_xero(CONNECTION, Category.INVOICES, [invoice["InvoiceID"]])
    link = links[invoice["InvoiceID"]]
    assert (link.state, link.scoro_id, row["no"]) == (LinkState.ACTIVE, str(row["id"]), invoice["InvoiceNumber"])


async def deleted(whole: Whole) -> str:
    """An invoice that crossed, was approved in Xero, and is deleted in Scoro; its id."""
    made = await mending.invoice(whole, await mending.from_scoro(whole))
    await whole.sync()
    assert [one["Status"] for one in await xero_invoices(whole)] == ["AUTHORISED"]
    await whole.desk.scoro_time()
    await whole.desk.delete("invoices", made)
    return made
