"""Sales documents of Xero on their whole way to Scoro (R79, R84, R85, R95, R122, R146)."""

from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.whole.world import Whole, line


async def ready(whole: Whole) -> dict[str, Any]:
    """Base data is there, invoices come to Scoro; hands out a contact in Xero."""
    await whole.sync("first")
    await whole.choose(Category.INVOICES, direction=Direction.TO_SCORO)
    return await whole.put_in_xero("Contacts", Name="Harbour Ltd", CompanyNumber="08123456")


async def invoice(whole: Whole, contact: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    said = {
        "Type": "ACCREC", "Contact": {"ContactID": contact["ContactID"]}, "InvoiceNumber": "INV-1",
        "Date": "2026-11-01", "DueDate": "2026-11-15", "Status": "AUTHORISED",
        "LineItems": list(lines) or [line()], **fields,
    }  # fmt: skip
    return await whole.put_in_xero("Invoices", **said)


async def test_an_approved_invoice_brings_its_contact_and_is_sent_with_equal_sums(whole: Whole) -> None:
    contact = await ready(whole)
    lines = (
        {"Description": "Phase 1"},
        line("95.5", Quantity=Decimal("10.25"), DiscountRate=10),
        line("33.3333", Quantity=3, TaxType="ZERORATEDOUTPUT"),
    )
    made = await invoice(whole, contact, *lines, Reference="PO 7")

    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    entry = await whole.newest(Category.INVOICES, "xero", made["InvoiceID"])
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(row["id"]))
    assert (row["no"], row["date"], row["deadline"]) == ("INV-1", "2026-11-01", "2026-11-15")
    assert str(row["is_sent"]) in {"1", "True"}  # R84
    assert Decimal(str(row["sum"])) + Decimal(str(row["vat_sum"])) == made["Total"]
    assert row["lines"][0]["product_id"] == -1  # R85
    [company] = await whole.scoro_rows("contacts")
    assert row["company_id"] == company["contact_id"]


async def test_running_again_writes_nothing(whole: Whole) -> None:
    await invoice(whole, await ready(whole))
    await whole.sync()
    await whole.desk.forget_calls()

    for _ in range(10):
        await whole.sync("tick")

    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_drafts_stay_in_xero_until_they_are_approved(whole: Whole) -> None:  # R75, R79
    made = await invoice(whole, await ready(whole), Status="DRAFT")
    await whole.sync()
    entry = await whole.newest(Category.INVOICES, "xero", made["InvoiceID"])
    assert (entry.state, entry.reason) == (State.LEFT_OUT, "not_approved_in_xero")  # R79

    await whole.person("approve", invoice="INV-1")
    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    assert row["no"] == "INV-1"


async def test_an_edit_in_xero_changes_the_document_in_scoro(whole: Whole) -> None:
    made = await invoice(whole, await ready(whole))
    await whole.sync()

    edited = {"InvoiceID": made["InvoiceID"], "LineItems": [line("100"), line("50", Description="More")]}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [edited]})
    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    assert Decimal(str(row["sum"])) == 150
    assert len(row["lines"]) == 2


async def test_a_voided_invoice_that_came_from_xero_is_deleted_in_scoro(whole: Whole) -> None:
    made = await invoice(whole, await ready(whole))
    await whole.sync()

    await whole.person("void", invoice="INV-1")
    await whole.sync()

    assert await whole.scoro_rows("invoices") == []  # R146
    assert (await whole.newest(Category.INVOICES, "xero", made["InvoiceID"])).state is State.SYNCED


async def test_a_credit_note_becomes_a_negative_invoice_that_names_what_it_credits(whole: Whole) -> None:  # R95
    contact = await ready(whole)
    made = await invoice(whole, contact)
    note = await whole.put_in_xero(
        "CreditNotes", Type="ACCRECCREDIT", Contact={"ContactID": contact["ContactID"]}, CreditNoteNumber="CN-1",
        Date="2026-11-02", Status="AUTHORISED", LineItems=[line("40")],
    )  # fmt: skip
    allocation = {"Amount": 48, "Invoice": {"InvoiceID": made["InvoiceID"]}, "Date": "2026-11-03"}
    await whole.in_xero("PUT", f"/CreditNotes/{note['CreditNoteID']}/Allocations", {"Allocations": [allocation]})

    await whole.sync()

    rows = {row["no"]: row for row in await whole.scoro_rows("invoices")}
    assert Decimal(str(rows["CN-1"]["sum"])) == -40
    assert rows["CN-1"]["credited_invoices"] == [rows["INV-1"]["id"]]  # R95


async def test_a_number_that_scoro_uses_for_something_else_needs_a_person(whole: Whole) -> None:
    contact = await ready(whole)
    [company] = await whole.desk.make_contacts(1, name="Other Ltd")
    await whole.desk.make_invoice(company, no="INV-1")

    made = await invoice(whole, contact)
    await whole.sync()

    entry = await whole.newest(Category.INVOICES, "xero", made["InvoiceID"])
    assert (entry.state, entry.reason) == (State.FAILED, "number_taken_in_scoro")  # R82
