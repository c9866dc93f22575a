"""Documents that somebody sends again by hand, on their whole way (R136, R137, R141)."""

from decimal import Decimal

import pytest

from services.connector.actions.errors import ActionOverError
from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.connector.reading.by_hand import act
from tests.integration.whole import sending
from tests.integration.whole.test_bills import from_scoro, make_bill, xero_bills
from tests.integration.whole.world import Whole
from tests.sandboxes import ENTITY


async def test_r136_an_invoice_can_be_sent_again_until_a_payment_is_attached(whole: Whole) -> None:
    client = await sending.begin(whole)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await act(whole.desk, "invoice", "1001")
    await whole.settle()
    first = (await sending.in_xero(whole))["1001"]
    await whole.desk.edit("invoices", made, lines=[{"comment": "An hour", "price": "50", "amount": "1"}])

    await act(whole.desk, "invoice", "1001")
    await whole.settle()

    again = (await sending.in_xero(whole))["1001"]
    assert (again["InvoiceID"], again["SubTotal"]) == (first["InvoiceID"], 50)

    await whole.person("pay", invoice="1001", amount="10.00", date="2026-11-20")  # we have not heard of it yet
    await whole.desk.edit("invoices", made, lines=[{"comment": "An hour", "price": "70", "amount": "1"}])
    before = await sending.in_xero(whole)
    await whole.desk.forget_calls()
    with pytest.raises(ActionOverError, match=r"Invoice 1001 has a payment of 10\.00 GBP in Xero since 2026-11-20"):
        await act(whole.desk, "invoice", "1001")
    await whole.settle()
    assert await sending.in_xero(whole) == before
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r136_a_receipt_that_only_scoro_knows_ends_it_too(whole: Whole) -> None:
    client = await sending.begin(whole)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await act(whole.desk, "invoice", "1001")
    await whole.settle()
    await whole.desk.scoro.post(f"ui/{ENTITY}/invoices/{made}/pay", {"amount": "30.00"})
    await whole.desk.edit("invoices", made, reference_no="PO-9")

    with pytest.raises(ActionOverError, match=r"Invoice 1001 has a receipt of 30\.00 GBP in Scoro"):
        await act(whole.desk, "invoice", "1001")
    await whole.settle()

    twin = (await sending.in_xero(whole))["1001"]
    assert (twin.get("Reference", ""), twin["AmountPaid"]) == ("", 0)


async def test_r136_a_credit_invoice_can_be_sent_until_it_is_allocated(whole: Whole) -> None:
    client = await sending.begin(whole)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    credit = await whole.desk.scoro.post(f"ui/{ENTITY}/invoices/{made}/credit", {"share": "0.5"})
    for kind, no in (("invoice", "1001"), ("credit_note", credit["no"])):
        await act(whole.desk, kind, no)
        await whole.settle()
    assert await sending.statuses(whole) == {"1001": "AUTHORISED", credit["no"]: "AUTHORISED"}

    await whole.person("allocate", credit_note=credit["no"], invoice="1001", date="2026-11-20")

    for kind, no, words in (("credit_note", credit["no"], "an allocation"), ("invoice", "1001", "a credit")):
        with pytest.raises(ActionOverError, match=rf"has {words} of .* GBP in Xero since 2026-11-20"):
            await act(whole.desk, kind, no)


async def test_r137_a_bill_can_be_sent_again_until_a_payment_is_attached(whole: Whole) -> None:
    made = await make_bill(whole, await from_scoro(whole))
    await whole.sync()
    await whole.desk.scoro_time()
    [first] = await xero_bills(whole)
    row = {"comment": "Print run", "price": "50", "amount": "1", "vat_code_id": made["lines"][0]["vat_code_id"]}
    await whole.desk.edit("bills", made["id"], lines=[row])

    await act(whole.desk, "bill", "R-77")
    await whole.settle()

    [again] = await xero_bills(whole)
    entry = await whole.newest(Category.BILLS, "scoro", made["id"])
    assert (again["InvoiceID"], Decimal(str(again["Total"]))) == (first["InvoiceID"], Decimal(60))
    assert (entry.state, entry.asked) == (State.SYNCED, "person")

    await whole.person("pay", invoice=again["InvoiceID"], amount="10.00", date="2026-11-20")
    await whole.desk.forget_calls()
    with pytest.raises(ActionOverError, match=r"Bill R-77 has a payment of 10\.00 GBP in Xero since 2026-11-20"):
        await act(whole.desk, "bill", "R-77")
    await whole.settle()
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r137_a_payment_that_was_taken_back_lets_the_bill_be_sent_again(whole: Whole) -> None:
    made = await make_bill(whole, await from_scoro(whole))
    await whole.sync()
    await whole.desk.scoro_time()
    [bill] = await xero_bills(whole)
    paid = await whole.person("pay", invoice=bill["InvoiceID"], amount="10.00", date="2026-11-20")
    with pytest.raises(ActionOverError):
        await act(whole.desk, "bill", "R-77")
    await whole.person("unpay", payment=paid["Payments"][0]["PaymentID"])
    await whole.desk.edit("bills", made["id"], deadline="2026-12-24")

    await act(whole.desk, "bill", "R-77")
    await whole.settle()

    [bill] = await xero_bills(whole)
    assert (await whole.newest(Category.BILLS, "scoro", made["id"])).state is State.SYNCED
    assert bill["DueDateString"].startswith("2026-12-24")
