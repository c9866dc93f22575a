"""What bookkeepers do with money in Xero, and looking at what became of it in Scoro."""

import datetime as dt
from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category
from shared.sync.settings import Direction
from tests.integration.whole.mending import vat_code
from tests.integration.whole.world import Whole, line

TO_SCORO = Direction.TO_SCORO
COST = {"AccountCode": "429", "TaxType": "INPUT2"}


async def begin(whole: Whole, *also: Category) -> dict[str, Any]:
    """Base data is there, receipts and these come to Scoro; hands out a contact in Xero."""
    await whole.sync("first")
    await whole.choose(Category.RECEIPTS, *also, direction=TO_SCORO)
    return await whole.put_in_xero("Contacts", Name="Harbour & Sons")


async def put(whole: Whole, contact: dict[str, Any], kind: str = "ACCREC", **fields: Any) -> dict[str, Any]:
    """An approved document of 120.00 gross."""
    said = {
        "Type": kind, "Contact": {"ContactID": contact["ContactID"]}, "InvoiceNumber": "INV-1", "Date": "2026-11-01",
        "DueDate": "2026-11-30", "Status": "AUTHORISED",
        "LineItems": [line("100", **(COST if kind == "ACCPAY" else {}))], **fields,
    }  # fmt: skip
    return await whole.put_in_xero("Invoices", **said)


async def pay(whole: Whole, invoice: dict[str, Any], amount: str, **fields: Any) -> dict[str, Any]:
    said = {"Account": {"Code": "090"}, "Date": "2026-11-10", "Amount": Decimal(amount), **fields}
    return await whole.put_in_xero("Payments", Invoice={"InvoiceID": invoice["InvoiceID"]}, **said)


def sums(receipts: list[dict[str, Any]]) -> list[Decimal]:
    return sorted(Decimal(str(one["sum"])) for one in receipts)


async def book(whole: Whole, document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A person books a receipt in Scoro."""
    group = {
        "contact_id": document["company_id"],
        "date": part["date"],
        "currency": document["currency"],
        "receipts": [part],
    }
    return await whole.desk.make("receipts", **group)


async def put_note(whole: Whole, contact: dict[str, Any]) -> dict[str, Any]:
    """An approved credit note of 48.00."""
    return await whole.put_in_xero(
        "CreditNotes", Type="ACCRECCREDIT", Contact={"ContactID": contact["ContactID"]}, CreditNoteNumber="CN-1",
        Date="2026-11-05", Status="AUTHORISED", LineItems=[line("40")],
    )  # fmt: skip


async def allocate(whole: Whole, resource: str, credit_id: str, invoice: dict[str, Any], amount: str) -> None:
    body = {"Allocations": [{"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": Decimal(amount)}]}
    await whole.in_xero("PUT", f"/{resource}/{credit_id}/Allocations", body)


async def paid_ahead(whole: Whole, contact: dict[str, Any], amount: str) -> str:
    """Money that came before the invoice, on account; hands out the prepayment's id."""
    made = await whole.put_in_xero(
        "BankTransactions", Type="RECEIVE-PREPAYMENT", Contact={"ContactID": contact["ContactID"]},
        BankAccount={"Code": "090"}, Date="2026-11-03", LineAmountTypes="NoTax",
        LineItems=[{"Description": "On account", "Quantity": 1, "UnitAmount": Decimal(amount), "AccountCode": "200"}],
    )  # fmt: skip
    return str(made["PrepaymentID"])


async def after_an_age(whole: Whole, category: Category = Category.RECEIPTS) -> None:
    """So much later that no request can be under way any more; the sweeper rings for what is stuck."""
    past = whole.desk.clock.now() - dt.timedelta(minutes=10)
    calls = whole.desk.store.database.collection("calls")
    await calls.update_many({"pending": True}, {"$set": {"sent_at": past, "retry_at": past}})
    changes = whole.desk.store.database.collection("changes")
    await changes.update_many({"due_at": {"$ne": None}}, {"$set": {"due_at": past}})
    async for row in changes.find({"state": {"$in": ["unclear", "sending", "open", "waiting"]}}):
        await whole.workers[category].bell(row["_id"])
    await whole.settle()


async def paid_twice(whole: Whole) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Two payments of 50 on one invoice; hands out the contact, the first payment, and its receipt."""
    contact = await begin(whole, Category.INVOICES)
    invoice = await put(whole, contact)
    first = await pay(whole, invoice, "50")
    await pay(whole, invoice, "50")
    for _ in range(2):
        await whole.sync()
    links = await whole.desk.store.links.by_xero("acme", Category.RECEIPTS, [first["PaymentID"]])
    known = links[first["PaymentID"]].scoro_id
    [receipt] = [one for one in await whole.scoro_rows("receipts") if str(one["id"]) == known]
    return contact, first, receipt


async def prepaid(whole: Whole, percent: int = 50) -> tuple[str, dict[str, Any]]:
    """An invoice of 120 over a job of which part was paid ahead in Scoro: its id there, and its twin in Xero."""
    await whole.sync("first")
    await whole.choose(
        Category.INVOICES, Category.RECEIPTS, direction=Direction.FROM_SCORO, default_sales_account="200"
    )
    [client] = await whole.desk.make_contacts(1, name="Harbour & Sons")
    code = await vat_code(whole, "OUTPUT2")
    lines = [{"comment": "Work", "price": "100", "amount": "1", "vat_code_id": code}]
    prepaid = await whole.desk.make("prepayments", company_id=int(client), prepayment_percent=percent, lines=lines)
    part = {"prepayment_id": prepaid["id"], "sum": f"{Decimal(120) * percent / 100:.2f}", "date": "2026-11-02"}
    await whole.desk.make("receipts", contact_id=int(client), currency=prepaid["currency"], receipts=[part])
    invoice_id = await whole.desk.make_invoice(client, lines=lines, prepayment_id=[prepaid["id"]], is_sent=1)
    await whole.sync()
    [invoice] = (await whole.xero_books())["Invoices"]
    return invoice_id, invoice
