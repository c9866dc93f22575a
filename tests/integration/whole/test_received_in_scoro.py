"""What was received in Scoro keeps its sum there: the change is not sent, waits for its receipts to go, then goes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.outcomes import Result
from shared.store.records import State
from tests.integration.whole.paying import COST, TO_SCORO, after_an_age, begin, book, pay, put, sums
from tests.integration.whole.sending import problems
from tests.integration.whole.world import Whole, line

KINDS = [("ACCREC", Category.INVOICES, "invoices"), ("ACCPAY", Category.BILLS, "bills")]


async def changed(whole: Whole, invoice: dict[str, Any], net: str, kind: str = "ACCREC") -> None:
    body = {"LineItems": [line(net, **(COST if kind == "ACCPAY" else {}))]}
    await whole.in_xero("POST", f"/Invoices/{invoice['InvoiceID']}", body)


async def in_scoro(whole: Whole, module: str = "invoices") -> Decimal:
    [row] = await whole.scoro_rows(module)
    return Decimal(str(row["sum"]))


async def sent(whole: Whole, module: str) -> int:
    """Calls that change such documents."""
    rows = await whole.desk.scoro.get("requests", limit=5000)
    return sum(f"/{module}/modify" in one["path"] for one in rows)


@pytest.mark.parametrize(("kind", "category", "module"), KINDS)
async def test_r116_paid_changed_and_paid_again_comes_through_by_itself(
    whole: Whole, kind: str, category: Category, module: str
) -> None:
    invoice = await put(whole, await begin(whole, category), kind)
    paid = await pay(whole, invoice, "120")
    await whole.sync()
    assert sums(await whole.scoro_rows("receipts")) == [Decimal(120)]
    await whole.in_xero("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    await changed(whole, invoice, "200", kind)
    await pay(whole, invoice, "240")
    await whole.desk.forget_calls()

    await whole.sync()
    for one in (category, Category.RECEIPTS):
        await after_an_age(whole, one)
    await whole.sync()

    assert await in_scoro(whole, module) == 200
    assert sums(await whole.scoro_rows("receipts")) == [Decimal(240)]
    assert await problems(whole) == {}
    assert await sent(whole, module) == 1  # the one that went


async def test_r113_a_receipt_that_stays_is_told_to_a_person_and_nothing_is_sent(whole: Whole) -> None:
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    [document] = await whole.scoro_rows("invoices")
    await book(whole, document, {"invoice_id": document["id"], "sum": "30.00", "date": "2026-11-05"})
    await whole.choose(Category.INVOICES, direction=TO_SCORO)
    await changed(whole, invoice, "200")
    await whole.desk.forget_calls()

    await whole.sync()

    found = (await problems(whole))["INV-1"]
    assert found.code == "receipts_stand"
    assert found.text == (
        "INV-1 has receipts in Scoro, so its sum stays there: 30.00 GBP was received, 240.00 GBP is its sum in Xero now"
    )
    assert await in_scoro(whole) == Decimal(100)
    assert await sent(whole, "invoices") == 0


async def test_what_leaves_the_sum_alone_goes_in_spite_of_receipts(whole: Whole) -> None:
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await pay(whole, invoice, "50")
    await whole.sync()

    await whole.in_xero("POST", f"/Invoices/{invoice['InvoiceID']}", {"DueDate": "2026-12-24"})
    await whole.want(Category.INVOICES, "xero", invoice["InvoiceID"], why="person", asked="person")

    [row] = await whole.scoro_rows("invoices")
    assert row["deadline"] == "2026-12-24"
    assert (await whole.newest(Category.INVOICES, "xero", invoice["InvoiceID"])).state is State.SYNCED


async def test_r146_what_was_unpaid_and_voided_goes_with_its_receipt(whole: Whole) -> None:
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    paid = await pay(whole, invoice, "120")
    await whole.sync()
    await whole.in_xero("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    await whole.person("void", invoice="INV-1")

    await whole.sync()
    await after_an_age(whole, Category.INVOICES)

    assert [await whole.scoro_rows(module) for module in ("receipts", "invoices")] == [[], []]
    assert await problems(whole) == {}


async def test_what_a_person_was_told_of_goes_by_itself_once_the_receipt_is_gone(whole: Whole) -> None:
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    paid = await pay(whole, invoice, "120")
    await whole.sync()
    await whole.choose(Category.INVOICES, direction=TO_SCORO)
    await whole.in_xero("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    await changed(whole, invoice, "200")
    await whole.sync()
    assert [one.code for one in (await problems(whole)).values()] == ["receipts_stand"]

    await whole.choose(Category.INVOICES, Category.RECEIPTS, direction=TO_SCORO)
    for _ in range(2):
        await whole.sync()

    assert await whole.scoro_rows("receipts") == []
    assert await in_scoro(whole) == Decimal(200)
    assert await problems(whole) == {}


@pytest.mark.parametrize(("kind", "category", "module"), KINDS)
async def test_r116_a_receipt_that_goes_while_the_failure_is_written_holds_nothing_up(
    whole: Whole, monkeypatch: pytest.MonkeyPatch, kind: str, category: Category, module: str
) -> None:
    invoice = await put(whole, await begin(whole, category), kind)
    paid = await pay(whole, invoice, "120")
    await whole.sync()
    await whole.in_xero("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    await changed(whole, invoice, "200", kind)
    record = whole.desk.store.outcomes.record
    went: list[str] = []

    async def late(results: Sequence[Result], **fields: Any) -> Any:
        """The receipt's deletion is through when the failure comes to be written."""
        if not went and any(one.reason == "receipts_stand" for one in results):
            went.append(paid["PaymentID"])
            [receipt] = await whole.scoro_rows("receipts")
            await whole.desk.delete("receipts", receipt["id"])
        return await record(results, **fields)

    await whole.choose(category, direction=TO_SCORO)
    monkeypatch.setattr(whole.desk.store.outcomes, "record", late)

    for _ in range(2):
        await whole.sync()

    assert went
    assert await in_scoro(whole, module) == 200
    assert await problems(whole) == {}
