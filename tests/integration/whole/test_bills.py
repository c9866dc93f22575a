"""Bills on their whole way in both directions (R101–R105)."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.documents.to_scoro.crossing import DocumentsToScoro
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.mending import vat_code
from tests.integration.whole.sending import problems
from tests.integration.whole.world import Whole, line
from tests.sandboxes import ENTITY

COST = {"AccountCode": "429", "TaxType": "INPUT2"}


async def from_scoro(whole: Whole) -> int:
    """Base data is there, bills come from Scoro; hands out a supplier."""
    await whole.sync("first")
    await whole.choose(Category.BILLS, direction=Direction.FROM_SCORO, default_expense_account="429")
    [supplier] = await whole.desk.make_contacts(1, name="Printers Ltd", is_supplier=1, is_client=0)
    return int(supplier)


async def make_bill(whole: Whole, supplier: int, **fields: Any) -> dict[str, Any]:
    code = await vat_code(whole, "INPUT2")
    lines = [{"comment": "Print run", "price": "33.335", "amount": "3", "discount": "10", "vat_code_id": code}]
    said = {"company_id": supplier, "no": "R-77", "date": "2026-11-01", "deadline": "2026-11-30", "lines": lines}
    return await whole.desk.make("bills", **{**said, **fields})


async def to_scoro(whole: Whole) -> dict[str, Any]:
    """Base data is there, bills come to Scoro; hands out a supplier in Xero."""
    await whole.sync("first")
    await whole.choose(Category.BILLS, direction=Direction.TO_SCORO)
    return await whole.put_in_xero("Contacts", Name="Printers Ltd")


async def put_bill(whole: Whole, contact: dict[str, Any], **fields: Any) -> dict[str, Any]:
    said = {
        "Type": "ACCPAY", "Contact": {"ContactID": contact["ContactID"]}, "InvoiceNumber": "R-77",
        "Date": "2026-11-01", "DueDate": "2026-11-30", "Status": "AUTHORISED", "LineItems": [line("80", **COST)],
        **fields,
    }  # fmt: skip
    return await whole.put_in_xero("Invoices", **said)


async def xero_bills(whole: Whole) -> list[dict[str, Any]]:
    return [one for one in (await whole.xero_books())["Invoices"] if one["Type"] == "ACCPAY"]


async def test_a_bill_of_scoro_awaits_payment_in_xero_with_equal_sums(whole: Whole) -> None:  # R101, R102
    made = await make_bill(whole, await from_scoro(whole))

    await whole.sync()

    [bill] = await xero_bills(whole)
    assert (bill["Status"], bill["InvoiceNumber"]) == ("AUTHORISED", "R-77")  # R102
    assert bill["Total"] == Decimal(str(made["sum"])) + Decimal(str(made["vat_sum"]))
    assert bill["LineItems"][0]["AccountCode"] == "429"
    assert "DiscountRate" not in bill["LineItems"][0]


async def test_a_second_sync_of_bills_writes_nothing(whole: Whole) -> None:
    await make_bill(whole, await from_scoro(whole))
    await whole.sync()
    await whole.desk.forget_calls()

    for _ in range(10):
        await whole.sync("tick")

    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_the_number_of_another_supplier_is_no_obstacle(whole: Whole) -> None:
    supplier = await from_scoro(whole)
    [other] = await whole.desk.make_contacts(1, name="Couriers Ltd", is_supplier=1, is_client=0)
    await make_bill(whole, supplier)
    await make_bill(whole, int(other))

    await whole.sync()

    assert [bill["InvoiceNumber"] for bill in await xero_bills(whole)] == ["R-77", "R-77"]  # R104


async def test_a_bill_that_xero_has_already_is_linked_and_not_created_again(whole: Whole) -> None:
    supplier = await from_scoro(whole)
    contact = await whole.put_in_xero("Contacts", Name="Printers Ltd")
    made = await make_bill(whole, supplier)
    net = str(Decimal(str(made["sum"])))
    known = await put_bill(whole, contact, LineItems=[line(net, **COST)])

    await whole.sync()

    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.BILLS, [str(made["id"])])
    assert links[str(made["id"])].xero_id == known["InvoiceID"]
    assert len(await xero_bills(whole)) == 1


async def test_another_bill_of_the_same_number_and_supplier_needs_a_person(whole: Whole) -> None:
    supplier = await from_scoro(whole)
    contact = await whole.put_in_xero("Contacts", Name="Printers Ltd")
    await put_bill(whole, contact, LineItems=[line("1", **COST)])
    made = await make_bill(whole, supplier)

    await whole.sync()

    entry = await whole.newest(Category.BILLS, "scoro", made["id"])
    assert (entry.state, entry.reason) == (State.FAILED, "number_taken")
    assert len(await xero_bills(whole)) == 1


@pytest.mark.parametrize("price", ["50", "100"], ids=["the same sum", "another sum"])
@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
async def test_of_two_bills_of_a_number_and_supplier_the_first_crosses_and_a_person_decides_about_the_second(
    whole: Whole, price: str, *, together: bool
) -> None:  # R82, R104
    supplier = await from_scoro(whole)
    first = await make_bill(whole, supplier)
    if not together:
        await whole.sync()
        await whole.desk.scoro_time()  # what is made from now on is news
    code = await vat_code(whole, "INPUT2")
    lines = [{"comment": "Paper", "price": price, "amount": "1", "vat_code_id": code}]
    second = await make_bill(whole, supplier, no="r-77", lines=lines)

    await whole.sync()

    entries = [await whole.newest(Category.BILLS, "scoro", bill["id"]) for bill in (first, second)]
    assert [(one.state, one.reason) for one in entries] == [(State.SYNCED, None), (State.FAILED, "number_taken")]
    [bill] = await xero_bills(whole)
    assert bill["InvoiceNumber"] == "R-77"


async def test_of_two_bills_in_one_batch_one_takes_the_twin_that_xero_has(whole: Whole) -> None:  # R82, R104
    supplier = await from_scoro(whole)
    contact = await whole.put_in_xero("Contacts", Name="Printers Ltd")
    first, second = await make_bill(whole, supplier), await make_bill(whole, supplier)
    known = await put_bill(whole, contact, LineItems=[line(str(Decimal(str(first["sum"]))), **COST)])

    await whole.sync()

    entries = [await whole.newest(Category.BILLS, "scoro", bill["id"]) for bill in (first, second)]
    assert [(one.state, one.reason) for one in entries] == [(State.SYNCED, None), (State.FAILED, "number_taken")]
    assert entries[0].counterpart_id == known["InvoiceID"]
    assert len(await xero_bills(whole)) == 1


async def test_a_negative_bill_is_held(whole: Whole) -> None:
    supplier = await from_scoro(whole)
    code = await vat_code(whole, "INPUT2")
    lines = [{"comment": "Back", "price": "10", "amount": "-1", "vat_code_id": code}]
    made = await make_bill(whole, supplier, lines=lines)

    await whole.sync()

    entry = await whole.newest(Category.BILLS, "scoro", made["id"])
    assert (entry.state, entry.reason) == (State.FAILED, "negative_bill")  # R86
    assert await xero_bills(whole) == []


async def test_an_approved_bill_of_xero_comes_with_its_supplier(whole: Whole) -> None:  # R101, R103
    made = await put_bill(whole, await to_scoro(whole))

    await whole.sync()

    [row] = await whole.scoro_rows("bills")
    entry = await whole.newest(Category.BILLS, "xero", made["InvoiceID"])
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(row["id"]))
    assert Decimal(str(row["sum"])) + Decimal(str(row["vat_sum"])) == made["Total"]
    [company] = await whole.scoro_rows("contacts")
    assert str(company["is_supplier"]) in {"1", "True"}  # R70


async def test_a_linked_company_that_is_no_supplier_is_put_on_the_list(whole: Whole) -> None:
    contact = await to_scoro(whole)
    known = await whole.desk.make("contacts", name="Printers Ltd", is_client=1, is_supplier=0)
    await whole.want(Category.CONTACTS, "xero", contact["ContactID"])
    await put_bill(whole, contact)

    await whole.sync()

    assert len(await whole.scoro_rows("bills")) == 1
    [company] = await whole.scoro_rows("contacts")
    assert company["contact_id"] == known["contact_id"]
    assert str(company["is_supplier"]) in {"1", "True"}
    assert str(company["is_client"]) in {"1", "True"}


async def test_bills_of_one_company_that_are_refused_together_all_cross(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first refusal has the company put on the list; those of the other bills were given before that."""
    contact = await to_scoro(whole)
    await whole.desk.make("contacts", name="Printers Ltd", is_client=1, is_supplier=0)
    await whole.want(Category.CONTACTS, "xero", contact["ContactID"])
    for number in range(3):
        await put_bill(whole, contact, InvoiceNumber=f"R-{number}")
    all_refused, one_after_the_other = asyncio.Barrier(3), asyncio.Lock()
    cured = DocumentsToScoro._cured

    async def after_all_refusals(self: DocumentsToScoro, *about: Any) -> bool:
        await all_refused.wait()
        async with one_after_the_other:
            return await cured(self, *about)

    monkeypatch.setattr(DocumentsToScoro, "_cured", after_all_refusals)
    await whole.sync()

    assert len(await whole.scoro_rows("bills")) == 3
    assert await problems(whole) == {}


async def test_a_bill_that_is_refused_for_another_reason_is_tried_twice_and_no_more(whole: Whole) -> None:
    contact = await to_scoro(whole)
    await whole.desk.make("contacts", name="Printers Ltd", is_client=1, is_supplier=1)
    await whole.want(Category.CONTACTS, "xero", contact["ContactID"])
    refusal = {"status": "ERROR", "statusCode": 400, "messages": {"error": {"no": ["No bills today"]}}}
    fault = {"kind": "status", "path": "/api/v2/bills/modify", "status": 200, "body": json.dumps(refusal)}
    await whole.desk.scoro.post("faults", fault)
    await put_bill(whole, contact)

    await whole.sync()

    assert len(await whole.desk.scoro_calls("/bills/modify")) == 2
    assert {one.code for one in (await problems(whole)).values()} == {"scoro_refused"}


async def test_drafts_and_credit_notes_of_suppliers_stay_in_xero(whole: Whole) -> None:
    contact = await to_scoro(whole)
    draft = await put_bill(whole, contact, Status="DRAFT")
    credit = await whole.put_in_xero(
        "CreditNotes", Type="ACCPAYCREDIT", Contact={"ContactID": contact["ContactID"]}, CreditNoteNumber="C-1",
        Date="2026-11-02", Status="AUTHORISED", LineItems=[line("40", **COST)],
    )  # fmt: skip

    await whole.sync()

    reasons = {
        (await whole.newest(Category.BILLS, "xero", one)).reason for one in (draft["InvoiceID"], credit["CreditNoteID"])
    }
    assert reasons == {"not_approved_in_xero", "supplier_credit"}  # R103, R95
    assert await whole.scoro_rows("bills") == []


async def test_a_voided_bill_that_came_from_xero_is_deleted_in_scoro(whole: Whole) -> None:
    made = await put_bill(whole, await to_scoro(whole))
    await whole.sync()

    await whole.person("void", invoice=made["InvoiceID"])
    await whole.sync()

    assert await whole.scoro_rows("bills") == []  # R146


async def test_a_voided_bill_that_was_paid_in_scoro_stays_and_a_person_is_told(whole: Whole) -> None:  # R146
    made = await put_bill(whole, await to_scoro(whole))
    await whole.sync()
    [bill] = await whole.scoro_rows("bills")
    await whole.desk.scoro.post(f"ui/{ENTITY}/bills/{bill['id']}/pay", {"amount": "10.00"})

    await whole.person("void", invoice=made["InvoiceID"])
    await whole.sync()

    entry = await whole.newest(Category.BILLS, "xero", made["InvoiceID"])
    assert [one["id"] for one in await whole.scoro_rows("bills")] == [bill["id"]]
    assert (entry.state, entry.reason) == (State.FAILED, "deleted_in_xero")
    assert await whole.desk.scoro_calls("/bills/delete") == []


async def test_a_bill_that_is_deleted_in_scoro_stays_in_xero_and_a_person_is_told(whole: Whole) -> None:  # R144, R145
    made = await make_bill(whole, await from_scoro(whole))
    await whole.sync()
    await whole.desk.scoro_time()
    await whole.desk.scoro.post(f"ui/{ENTITY}/bills/{made['id']}", method="DELETE")

    await whole.sync()

    [bill] = await xero_bills(whole)
    entry = await whole.newest(Category.BILLS, "scoro", made["id"])
    assert (bill["Status"], entry.state, entry.reason) == ("AUTHORISED", State.FAILED, "approved_twin_stays")
