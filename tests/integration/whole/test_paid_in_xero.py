"""What is paid, credited or allocated in Xero is not sent but explained, heard of or not (R80, R136, R137)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from shared.xero.client import XeroClient
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.choosing import travelling
from tests.integration.whole.paying import allocate, paid_ahead, pay, put_note
from tests.integration.whole.sending import begin, in_xero, problems
from tests.integration.whole.world import Whole
from tests.sandboxes import ENTITY

HOUR = {"comment": "An hour", "price": "100", "amount": "1"}
TWO: dict[str, Any] = {"lines": [HOUR, HOUR]}
LESS: dict[str, Any] = {"lines": [HOUR | {"price": "75"}]}
NOTHING = {"xero": 0, "scoro": 0}


async def sent(whole: Whole, *numbers: str) -> list[str]:
    """Approved invoices in step, and nobody has heard of anything since; their ids in Scoro."""
    client = await begin(whole)
    made = [await whole.desk.make_invoice(client, no=one, is_sent=1, lines=[HOUR]) for one in numbers]
    await whole.sync()
    await whole.desk.forget_calls()
    return made


async def overpaid(whole: Whole, contact: dict[str, Any], amount: str) -> str:
    """A customer paid too much; the overpayment's id."""
    made = await whole.put_in_xero(
        "BankTransactions", Type="RECEIVE-OVERPAYMENT", Contact={"ContactID": contact["ContactID"]},
        BankAccount={"Code": "090"}, Date="2026-11-04", LineAmountTypes="NoTax",
        LineItems=[{"Description": "Too much", "Quantity": 1, "UnitAmount": Decimal(amount)}],
    )  # fmt: skip
    return str(made["OverpaymentID"])


async def edited(whole: Whole, made: str, module: str = "invoices", **fields: Any) -> None:
    await whole.desk.edit(module, made, **fields)
    await whole.sync()


async def reads(whole: Whole, resource: str) -> int:
    """Calls that asked for single documents."""
    rows: Sequence[dict[str, Any]] = await whole.desk.xero.get("requests", limit=5000)
    return sum(one["method"] == "GET" and one["path"].endswith(f"/{resource}") and asks(one) for one in rows)


def asks(request: dict[str, Any]) -> bool:
    return "IDs" in str(request) or "Guid" in str(request)


async def test_r80_a_payment_that_nobody_heard_of_keeps_the_change_back_and_is_named(whole: Whole) -> None:
    [made] = await sent(whole, "1001")
    there = (await in_xero(whole))["1001"]
    await pay(whole, there, "30", Date="2026-11-20", Reference="bank 4711")
    await pay(whole, there, "10", Date="2026-11-10")
    before = await in_xero(whole)

    await edited(whole, made, **LESS)

    found = (await problems(whole))["1001"]
    assert found.code == "payment_attached"
    assert found.text == (
        "1001 can no longer be changed in Xero: payment of 10.00 GBP on 2026-11-10; "
        "payment of 30.00 GBP on 2026-11-20 (bank 4711). 120.00 GBP in Xero, 30.00 less in Scoro"
    )
    assert await in_xero(whole) == before
    assert await whole.writes() == NOTHING


async def test_r80_credits_of_every_kind_are_named(whole: Whole) -> None:
    [made] = await sent(whole, "1001")
    there = (await in_xero(whole))["1001"]
    prepaid = await paid_ahead(whole, there["Contact"], "10")
    over = await overpaid(whole, there["Contact"], "5")
    note = await put_note(whole, there["Contact"])
    await allocate(whole, "Prepayments", prepaid, there, "10")
    await allocate(whole, "Overpayments", over, there, "5")
    await allocate(whole, "CreditNotes", note["CreditNoteID"], there, "48")

    await edited(whole, made, **TWO)

    text = (await problems(whole))["1001"].text
    for said in (
        "prepayment of 10.00 GBP on ",
        "overpayment of 5.00 GBP on ",
        "credit note allocation of 48.00 GBP on ",
    ):
        assert said in text
    assert "(CN-1)" in text
    assert text.endswith(". 120.00 GBP in Xero, 120.00 more in Scoro")
    assert await whole.writes() == NOTHING


async def test_r80_an_allocated_credit_note_names_the_invoice_that_it_went_to(whole: Whole) -> None:
    [made] = await sent(whole, "1001")
    credit = await whole.desk.scoro.post(f"ui/{ENTITY}/invoices/{made}/credit", {"share": "0.5"})
    await whole.sync()
    await whole.person("allocate", credit_note=credit["no"], invoice="1001", amount="5.00", date="2026-11-21")
    await whole.desk.forget_calls()

    await edited(whole, credit["id"], lines=[HOUR | {"price": "30", "amount": "-1"}])

    assert (await problems(whole))[credit["no"]].text == (
        f"{credit['no']} can no longer be changed in Xero: allocation of 5.00 GBP on 2026-11-21 (1001). "
        "60.00 GBP in Xero, 24.00 less in Scoro"
    )
    assert await whole.writes() == NOTHING
    assert await reads(whole, "CreditNotes") == 1


async def test_r137_a_paid_bill_likewise(whole: Whole) -> None:
    await travelling(whole, bills=Direction.FROM_SCORO)
    [supplier] = await whole.desk.make_contacts(1, name="Printers Ltd", is_supplier=1, is_client=0)
    said = {"company_id": int(supplier), "no": "R-77", "date": "2026-11-20", "deadline": "2026-12-04"}
    made = await whole.desk.make("bills", **said, lines=[HOUR])
    await whole.sync()
    [bill] = (await whole.xero_books())["Invoices"]
    await pay(whole, bill, "20", Date="2026-11-20")
    await whole.desk.forget_calls()

    await edited(whole, made["id"], "bills", **LESS)

    found = (await problems(whole))["R-77"]
    assert (found.code, "payment of 20.00 GBP on 2026-11-20" in found.text) == ("payment_attached", True)
    assert await whole.writes() == NOTHING


async def test_one_reading_serves_all_changes_of_a_batch_and_keeps_back_only_what_is_paid(whole: Whole) -> None:
    numbers = [str(1001 + at) for at in range(6)]
    made = await sent(whole, *numbers)
    for paid in ("1002", "1005"):
        await whole.person("pay", invoice=paid, amount="10.00", date="2026-11-20")
    await whole.desk.forget_calls()

    for one in made:
        await whole.desk.edit("invoices", one, **TWO)
    await whole.sync()

    nets = {number: one["SubTotal"] for number, one in (await in_xero(whole)).items()}
    assert nets == {number: 100 if number in {"1002", "1005"} else 200 for number in numbers}
    assert sorted(await problems(whole)) == ["1002", "1005"]
    assert (await whole.writes(), await reads(whole, "Invoices")) == ({"xero": 1, "scoro": 0}, 1)


async def test_what_is_made_or_equal_costs_no_reading(whole: Whole) -> None:
    [made] = await sent(whole, "1001")
    await whole.desk.edit("invoices", made, lines=[HOUR])

    [there] = await whole.scoro_rows("invoices")
    await whole.desk.make_invoice(str(there["company_id"]), no="1002", is_sent=1)
    await whole.sync()

    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED
    assert (await whole.writes(), await reads(whole, "Invoices")) == ({"xero": 1, "scoro": 0}, 0)


async def test_a_draft_that_was_approved_and_paid_in_xero_is_neither_changed_nor_deleted(whole: Whole) -> None:
    client = await begin(whole)
    one, two = [await whole.desk.make_invoice(client, no=no, lines=[HOUR]) for no in ("1001", "1002")]
    await whole.sync()
    for number in ("1001", "1002"):
        await whole.person("approve", invoice=number)
        await whole.person("pay", invoice=number)
    before = await in_xero(whole)
    await whole.desk.forget_calls()

    await whole.desk.edit("invoices", one, **TWO)
    await whole.desk.delete("invoices", two)
    await whole.sync()

    assert {no: found.code for no, found in (await problems(whole)).items()} == {
        "1001": "payment_attached", "1002": "approved_twin_stays",
    }  # fmt: skip
    assert await in_xero(whole) == before
    assert await whole.writes() == NOTHING


async def test_what_was_voided_in_xero_unheard_of_is_not_changed_either(whole: Whole) -> None:
    [made] = await sent(whole, "1001")
    await whole.person("void", invoice="1001")

    await edited(whole, made, **TWO)

    assert (await problems(whole))["1001"].code == "voided_in_xero"
    assert await whole.writes() == NOTHING


@pytest.mark.parametrize("heard", [True, False], ids=["heard of", "not heard of"])
async def test_a_change_that_meets_no_payment_any_more_goes(whole: Whole, *, heard: bool) -> None:
    """The link still says that something is paid: a new change finds out that it is not."""
    [made] = await sent(whole, "1001")
    await whole.person("pay", invoice="1001", amount="10.00", date="2026-11-20")
    await edited(whole, made, **TWO)
    [paid] = (await in_xero(whole))["1001"]["Payments"]
    await whole.person("unpay", payment=paid["PaymentID"])
    if heard:
        await whole.want(Category.INVOICES, "xero", (await in_xero(whole))["1001"]["InvoiceID"], why="webhook")

    await edited(whole, made, lines=[HOUR, HOUR, HOUR])

    assert (await in_xero(whole))["1001"]["SubTotal"] == 300
    assert await problems(whole) == {}


async def test_the_problem_holds_back_the_money_and_is_about_the_document(whole: Whole) -> None:
    [made] = await sent(whole, "1001")
    await whole.person("pay", invoice="1001")

    await edited(whole, made, **TWO)

    [cause] = await whole.desk.store.problems.causes(CONNECTION)
    assert (cause.code, cause.held_back) == ("payment_attached", {"GBP": "240.00"})
    assert Decimal(str((await in_xero(whole))["1001"]["AmountDue"])) == 0


async def test_a_payment_between_look_and_call_is_refused_once_and_named_all_the_same(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    [made] = await sent(whole, "1001")
    look = XeroClient.by_ids
    is_paid = False

    async def paid_behind_our_back(*given: Any, **also: Any) -> Any:
        nonlocal is_paid
        found = await look(*given, **also)
        if not is_paid:
            is_paid = True
            await whole.person("pay", invoice="1001", amount="10.00", date="2026-11-20")
        return found

    monkeypatch.setattr(XeroClient, "by_ids", paid_behind_our_back)
    await edited(whole, made, **TWO)

    found = (await problems(whole))["1001"]
    assert (found.code, "payment of 10.00 GBP on 2026-11-20" in found.text) == ("payment_attached", True)
    assert (await in_xero(whole))["1001"]["SubTotal"] == 100
    await whole.sync("tick")
    assert await whole.writes() == {"xero": 1, "scoro": 0}
