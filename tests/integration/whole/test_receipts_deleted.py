"""A receipt that somebody deletes in Scoro, of which no news tells: the next proof sees it; what it held up goes."""

from decimal import Decimal

import pytest

from services.connector.agreement import lists
from services.connector.agreement.lists import Listed
from services.connector.agreement.steps import Step
from services.connector.sources.page import Turn
from shared.contracts.envelope import Category
from shared.store.agreement_records import Kind, Why
from shared.words import agreement
from tests.integration.whole.agreeing import lines, proved
from tests.integration.whole.paying import TO_SCORO, begin, book, paid_twice, pay, put, sums
from tests.integration.whole.sending import problems
from tests.integration.whole.test_received_in_scoro import KINDS, changed, in_scoro
from tests.integration.whole.world import Whole


async def test_r113_one_that_we_booked_is_named_with_what_changed_who_wins_and_what_can_be_done(whole: Whole) -> None:
    _, first, receipt = await paid_twice(whole)
    assert await lines(whole, await proved(whole)) == []
    await whole.desk.delete("receipts", receipt["id"])

    await whole.sync("nightly")

    of = await whole.desk.store.agreement.newest("acme")
    assert of is not None
    [found] = await lines(whole, of)
    assert (found.kind, found.why, found.source, found.changed_in) == (
        Kind.GONE_IN_SCORO, Why.DRIFT, "xero", ("scoro",),
    )  # fmt: skip
    assert (found.scoro_id, found.xero_id) == (str(receipt["id"]), first["PaymentID"])
    assert found.difference.gross == Decimal(-50)
    assert Decimal((found.agreed or {})["gross"]) == Decimal(50)
    assert "Scoro" in agreement.changed(found)
    assert "write Xero's version again" in agreement.wins(found)
    assert sums(await whole.scoro_rows("receipts")) == [50]  # nothing is healed behind a person's back


async def test_one_that_a_page_did_not_show_is_looked_up_before_it_is_called_deleted(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paid_twice(whole)
    page = lists.page

    async def shifted(turn: Turn, step: Step, number: int) -> Listed:
        found = await page(turn, step, number)
        is_receipts = (step.system, step.what) == ("scoro", "receipts")
        return Listed(found.facts[1:], found.is_last) if is_receipts else found

    monkeypatch.setattr(lists, "page", shifted)

    assert await lines(whole, await proved(whole)) == []


@pytest.mark.parametrize(("kind", "category", "module"), KINDS)
async def test_r113_what_it_kept_from_being_changed_is_tried_again(
    whole: Whole, kind: str, category: Category, module: str
) -> None:
    invoice = await put(whole, await begin(whole, category), kind)
    await whole.sync()
    [document] = await whole.scoro_rows(module)
    part = {"invoice_id": document["id"], "sum": "30.00", "date": "2026-11-05"}
    said = {"contact_id": document["company_id"], "date": part["date"], "currency": document["currency"]}
    booked = await whole.desk.make("receipts", **said, sales_doc_type=module, receipts=[part])
    await whole.choose(category, direction=TO_SCORO)
    await changed(whole, invoice, "200", kind)
    await whole.sync()
    assert [one.code for one in (await problems(whole)).values()] == ["receipts_stand"]
    await proved(whole)
    await whole.sync("tick")
    assert [one.code for one in (await problems(whole)).values()] == ["receipts_stand"]  # it is there still

    await whole.desk.delete("receipts", booked["id"])
    await proved(whole)
    await whole.sync("tick")

    assert await in_scoro(whole, module) == Decimal(200)
    assert await problems(whole) == {}


async def test_r119_what_there_was_no_room_for_is_booked(whole: Whole) -> None:
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    [document] = await whole.scoro_rows("invoices")
    booked = await book(whole, document, {"invoice_id": document["id"], "sum": "100.00", "date": "2026-11-05"})
    await pay(whole, invoice, "50")
    await whole.sync()
    assert [one.code for one in (await problems(whole)).values()] == ["amount_due_mismatch"]
    await whole.desk.forget_calls()
    await proved(whole)
    await whole.sync("tick")
    assert (await whole.writes(), len(await problems(whole))) == ({"xero": 0, "scoro": 0}, 1)

    await whole.desk.delete("receipts", booked["id"])
    await proved(whole)
    await whole.sync("tick")

    assert sums(await whole.scoro_rows("receipts")) == [50]
    assert await problems(whole) == {}
    assert await lines(whole, await proved(whole)) == []
