"""Another direction works from the turn on: links stay, nothing is replayed, nothing doubled (R28)."""

import datetime as dt
from typing import Any

from shared.sync.settings import Direction
from tests.integration.whole.choosing import save, travelling
from tests.integration.whole.paying import put
from tests.integration.whole.sending import in_scoro, in_xero, xero_id
from tests.integration.whole.world import Whole, line

AN_HOUR = dt.timedelta(hours=1)


async def both_clocks(whole: Whole, ago: dt.timedelta | None) -> None:
    """What both systems show: so long ago, or now."""
    await whole.desk.scoro_time(ago)
    move = {"real": True} if ago is None else {"at": (whole.desk.clock.now() - ago).isoformat()}
    await whole.desk.xero.post("clock", move, method="PUT")


async def test_r28_after_a_turn_only_what_changes_from_then_on_crosses(whole: Whole) -> None:
    await travelling(whole, invoices=Direction.FROM_SCORO)
    await both_clocks(whole, AN_HOUR)
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    linked = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.sync()
    contact = (await in_xero(whole))["1001"]["Contact"]
    await put(whole, contact, InvoiceNumber="BEFORE")
    await both_clocks(whole, None)

    await save(whole, invoices__direction="to_scoro")
    await whole.sync()
    assert sorted(await in_scoro(whole)) == ["1001"]

    await put(whole, contact, InvoiceNumber="AFTER")
    twin = await xero_id(whole, linked)
    await change_in_xero(whole, twin, DueDate="2027-01-31", LineItems=[line("50")])
    await whole.desk.make_invoice(client, no="1002", is_sent=1)
    await whole.sync()

    here = await in_scoro(whole)
    assert sorted(here) == ["1001", "1002", "AFTER"]
    assert (here["1001"]["id"], here["1001"]["deadline"], float(here["1001"]["sum"])) == (int(linked), "2027-01-31", 50)
    assert sorted(await in_xero(whole)) == ["1001", "AFTER", "BEFORE"]
    assert await xero_id(whole, linked) == twin


async def test_r28_turned_there_and_back_nothing_is_doubled_on_either_side(whole: Whole) -> None:
    await travelling(whole, invoices=Direction.FROM_SCORO, bills=Direction.TO_SCORO)
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.sync()
    contact = (await in_xero(whole))["1001"]["Contact"]
    await save(whole, invoices__direction="to_scoro")
    await put(whole, contact, InvoiceNumber="X-1")
    await whole.sync()
    await save(whole, invoices__direction="from_scoro")
    await whole.sync()
    from_xero = (await in_scoro(whole))["X-1"]

    for invoice_id in (made, from_xero["id"]):
        await whole.desk.edit("invoices", invoice_id, reference_no="PO-9")
    await whole.sync()

    there = (await whole.xero_books())["Invoices"]
    assert sorted((one["InvoiceNumber"], one["Reference"]) for one in there) == [("1001", "PO-9"), ("X-1", "PO-9")]
    assert sorted(row["no"] for row in await whole.scoro_rows("invoices")) == ["1001", "X-1"]
    assert await whole.desk.store.problems.count("acme") == 0


async def change_in_xero(whole: Whole, invoice_id: str, **fields: Any) -> None:
    await whole.in_xero("POST", "/Invoices", {"Invoices": [{"InvoiceID": invoice_id, **fields}]})
