"""Bills that somebody entered by hand in Xero: as a draft, or anew after the first was voided (R102, R104, R146)."""

import asyncio

from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.sending import problems
from tests.integration.whole.test_bills import COST, from_scoro, make_bill, put_bill, to_scoro, xero_bills
from tests.integration.whole.world import Whole, line
from tests.sandboxes import ENTITY

ENOUGH = 30.0


async def test_r102_a_draft_of_a_bill_that_somebody_entered_in_xero_is_linked_and_approved(whole: Whole) -> None:
    made = await make_bill(whole, await from_scoro(whole))
    contact = await whole.put_in_xero("Contacts", Name="Printers Ltd")
    draft = await put_bill(whole, contact, Status="DRAFT", LineItems=[line(str(made["sum"]), **COST)])

    await whole.sync()

    assert [(one["InvoiceID"], one["Status"]) for one in await xero_bills(whole)] == [
        (draft["InvoiceID"], "AUTHORISED")
    ]
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.BILLS, [str(made["id"])])
    assert (links[str(made["id"])].evidence, await problems(whole)) == ("number", {})


async def test_r146_a_bill_that_was_voided_and_entered_anew_takes_the_place_of_the_old_one(whole: Whole) -> None:
    """Scoro kept the old one, since something was paid on it; its counterpart is nobody's by now."""
    contact = await to_scoro(whole)
    voided = await put_bill(whole, contact)
    await whole.sync()
    [bill] = await whole.scoro_rows("bills")
    await whole.desk.scoro.post(f"ui/{ENTITY}/bills/{bill['id']}/pay", {"amount": "10.00"})
    await whole.person("void", invoice=voided["InvoiceID"])
    await whole.sync()
    anew = await put_bill(whole, contact)

    async with asyncio.timeout(ENOUGH):
        await whole.sync()

    entry = await whole.newest(Category.BILLS, "xero", anew["InvoiceID"])
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(bill["id"]))
    assert [one["id"] for one in await whole.scoro_rows("bills")] == [bill["id"]]
