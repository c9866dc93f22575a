"""Until when an object may be sent by hand: looked up in both systems, refused in words (R136–R141)."""

from decimal import Decimal

import pytest

from services.connector.actions.errors import ActionOverError
from shared.contracts.envelope import Category
from tests.integration.connector.reading.by_hand import a_twin, act, an_invoice, in_xero, link
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World

INVOICES = Category.INVOICES


async def test_an_invoice_with_a_payment_can_no_longer_be_sent(world: World) -> None:
    invoice = await an_invoice(world)
    twin = await a_twin(world, invoice)
    for amount, date in (("20.00", "2026-11-20"), ("100.00", "2026-11-21")):
        await in_xero(world, action="pay", invoice=twin, amount=amount, date=date)

    with pytest.raises(ActionOverError) as refused:
        await act(world, "invoice", "1003")

    assert str(refused.value) == (
        "Invoice 1003 has a payment of 120.00 GBP in Xero since 2026-11-20; it can no longer be sent"
    )
    assert await world.entries() == []
    known = (await world.store.links.by_xero(CONNECTION, INVOICES, [twin]))[twin].twin
    assert (known["status"], Decimal(known["amount_paid"])) == ("PAID", Decimal(120))


async def test_a_payment_that_was_taken_back_is_no_hindrance(world: World) -> None:
    invoice = await an_invoice(world)
    twin = await a_twin(world, invoice)
    paid = await in_xero(world, action="pay", invoice=twin, amount="20.00")
    await in_xero(world, action="unpay", payment=paid["answer"]["Payments"][0]["PaymentID"])

    assert (await act(world, "invoice", "1003")).key.object_id == invoice


async def test_a_receipt_in_scoro_ends_it_too(world: World) -> None:
    invoice = await an_invoice(world)
    await world.scoro.post(f"ui/acme_uk/invoices/{invoice}/pay", {"amount": 30})

    with pytest.raises(ActionOverError, match=r"Invoice 1003 has a receipt of 30\.00 GBP in Scoro; it can no longer"):
        await act(world, "invoice", "1003")


async def test_a_credit_note_can_be_sent_until_it_is_allocated(world: World) -> None:
    invoice = await an_invoice(world)
    credit = await world.scoro.post(f"ui/acme_uk/invoices/{invoice}/credit", {"share": 1})
    paid = await a_twin(world, invoice)
    note = await a_twin(world, str(credit["id"]), credit["no"], kind="credit_note")
    assert (await act(world, "credit_note", credit["no"])).kind == "credit_note"

    allocation = {"Allocations": [{"Invoice": {"InvoiceID": paid}, "Amount": 50, "Date": "2026-11-20"}]}
    await in_xero(world, action="call", method="PUT", path=f"/CreditNotes/{note}/Allocations", body=allocation)

    with pytest.raises(ActionOverError, match=r"has an allocation of 50\.00 GBP in Xero since 2026-11-20"):
        await act(world, "credit_note", credit["no"])
    with pytest.raises(ActionOverError, match=r"Invoice 1003 has a credit of 50\.00 GBP in Xero since 2026-11-20"):
        await act(world, "invoice", "1003")


async def test_a_twin_that_vanished_keeps_nothing_back(world: World) -> None:
    invoice = await an_invoice(world)
    await link(world, invoice, "60aa0000-0000-4000-8000-000000000001")

    assert (await act(world, "invoice", "1003")).key.object_id == invoice


async def test_a_bill_can_be_sent_until_a_payment_is_attached(world: World) -> None:  # R137
    [supplier] = await world.make_contacts(1, is_supplier=1, is_client=0)
    row = {"comment": "Print run", "price": "100", "amount": "1"}
    bill = await world.make("bills", company_id=int(supplier), no="R-77", lines=[row])
    line = {"Description": "Print run", "Quantity": 1, "UnitAmount": 100, "AccountCode": "429", "TaxType": "INPUT2"}
    document = {
        "Type": "ACCPAY", "Contact": {"Name": "Client 0"}, "InvoiceNumber": "R-77", "Date": "2026-11-02",
        "DueDate": "2026-11-16", "Status": "AUTHORISED", "LineItems": [line],
    }  # fmt: skip
    made = await in_xero(world, action="call", method="PUT", path="/Invoices", body={"Invoices": [document]})
    twin = str(made["answer"]["Invoices"][0]["InvoiceID"])
    await link(world, str(bill["id"]), twin, kind="bill", category="bills")
    assert (await act(world, "bill", "R-77")).key.category is Category.BILLS

    await in_xero(world, action="pay", invoice=twin, amount="50.00", date="2026-11-20")

    with pytest.raises(ActionOverError, match=r"Bill R-77 has a payment of 50\.00 GBP in Xero since 2026-11-20"):
        await act(world, "bill", "R-77")
