"""Documents that somebody sends again by hand, on their whole way (R137, R141)."""

from decimal import Decimal

import pytest

from services.connector.actions.errors import ActionOverError
from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.connector.reading.by_hand import act
from tests.integration.whole.test_bills import from_scoro, make_bill, xero_bills
from tests.integration.whole.world import Whole


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
