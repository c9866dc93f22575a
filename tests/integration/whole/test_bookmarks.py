"""Bookmarks of Scoro choose what goes to Xero (R120, R121, R121-a, R121-b)."""

from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.choosing import save
from tests.integration.whole.sending import begin, in_scoro, in_xero, problems
from tests.integration.whole.world import Whole
from tests.sandboxes import ENTITY


async def bookmark(whole: Whole, **conditions: Any) -> str:
    """Somebody saves a filter for invoices in Scoro and shares it."""
    row = {"name": "For Xero", "module": "invoices", "is_shared": True, "conditions": conditions}
    return str((await whole.desk.scoro.post(f"ui/{ENTITY}/bookmarks", row))["bookmark_id"])


async def test_r120_a_bookmark_chooses_the_invoices_that_go_to_xero(whole: Whole) -> None:
    client = await begin(whole)
    [other] = await whole.desk.make_contacts(1, name="Quay Ltd")
    await save(whole, invoices__bookmark=await bookmark(whole, company_id=[int(client)]))
    await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.desk.make_invoice(other, no="1002", is_sent=1)

    await whole.sync()

    assert sorted(await in_xero(whole)) == ["1001"]
    assert sorted(await in_scoro(whole)) == ["1001", "1002"]

    await save(whole, invoices__bookmark="none")
    await whole.sync()

    assert sorted(await in_xero(whole)) == ["1001", "1002"]


async def test_r121_whose_and_how_far_paid_does_not_count(whole: Whole) -> None:
    client = await begin(whole)
    await save(whole, invoices__bookmark=await bookmark(whole, users=[1], status=["unpaid"], company_id=[int(client)]))
    [other] = await whole.desk.make_contacts(1, name="Quay Ltd")
    await whole.desk.make_invoice(client, no="1001", owner_id=2, is_sent=1)
    paid = await whole.desk.make_invoice(client, no="1002", owner_id=1, is_sent=1)
    await whole.desk.scoro.post(f"ui/{ENTITY}/invoices/{paid}/pay", {})
    await whole.desk.make_invoice(other, no="1003", owner_id=1, is_sent=1)

    await whole.sync()

    assert sorted(await in_xero(whole)) == ["1001", "1002"]


async def test_r121_what_left_the_bookmark_keeps_its_link_and_its_receipts_but_its_changes_stay(whole: Whole) -> None:
    client = await begin(whole)
    [other] = await whole.desk.make_contacts(1, name="Quay Ltd")
    await save(whole, invoices__bookmark=await bookmark(whole, company_id=[int(client)]), receipts__enabled="true")
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.sync()

    await whole.desk.edit("invoices", made, company_id=int(other), reference_no="PO-9")
    await whole.sync()
    await whole.person("pay", invoice="1001", amount="10.00", date="2026-11-20")
    await whole.sync()

    twin = (await in_xero(whole))["1001"]
    assert (twin["Contact"]["Name"], twin.get("Reference", "")) == ("Harbour Ltd", "")
    here = (await in_scoro(whole))["1001"]
    assert (here["company_name"], Decimal(str(here["paid_sum"]))) == ("Quay Ltd", Decimal(10))
    assert await problems(whole) == {}


async def test_r121_a_bookmark_that_is_gone_lets_nothing_pass(whole: Whole) -> None:
    client = await begin(whole)
    chosen = await bookmark(whole, company_id=[int(client)])
    await save(whole, invoices__bookmark=chosen)
    await whole.desk.delete("bookmarks", chosen)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)

    await whole.sync()
    await whole.want(Category.INVOICES, "scoro", made, why="webhook")

    assert await in_xero(whole) == {}
    [run] = await whole.desk.store.runs.newest(CONNECTION, 1)
    assert run.failed == "bookmark_missing"

    await save(whole, invoices__bookmark=await bookmark(whole, company_id=[int(client)]))
    await whole.sync()

    assert sorted(await in_xero(whole)) == ["1001"]
