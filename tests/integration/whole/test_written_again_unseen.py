"""What is to be written again is neither made twice because it was not seen, nor takes away what is not its own."""

from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.whole.paying import after_an_age, begin, paid_twice, put, sums
from tests.integration.whole.sending import problems
from tests.integration.whole.test_written_again import written_again
from tests.integration.whole.world import Whole

KINDS = [("ACCREC", Category.INVOICES, "invoices"), ("ACCPAY", Category.BILLS, "bills")]
UNKNOWN = {"kind": "status", "status": 404, "body": '{"status": "ERROR", "statusCode": 404}'}
NO_ROWS, OTHER_ROWS = "[]", '[{"id": 999, "receipts": []}]'


async def again(whole: Whole, payment: dict[str, Any]) -> State:
    """A person wants it written again."""
    return await written_again(whole, Category.RECEIPTS, "xero", payment["PaymentID"])


async def crossed(whole: Whole, kind: str, category: Category, module: str) -> tuple[str, dict[str, Any]]:
    """A document from Xero whose line somebody changed in Scoro; hands out its id in Xero, and what is in Scoro."""
    made = await put(whole, await begin(whole, category), kind)
    await whole.sync()
    [row] = await whole.scoro_rows(module)
    await whole.desk.edit(module, row["id"], lines=[{"comment": "Else", "price": "7.35", "amount": "1"}])
    return str(made["InvoiceID"]), row


async def edit(whole: Whole, receipt: dict[str, Any], date: str, total: str) -> None:
    part = {"invoice_id": receipt["receipts"][0]["invoice_id"], "date": date, "sum": total}
    await whole.desk.edit("receipts", receipt["id"], date=date, receipts=[part])


@pytest.mark.parametrize("date", ["2026-11-10", "2026-10-02"], ids=["its day", "another day"])
async def test_r115_a_receipt_that_cannot_be_viewed_is_there_all_the_same(whole: Whole, date: str) -> None:
    _, first, receipt = await paid_twice(whole)
    await edit(whole, receipt, date, "20")
    await whole.desk.scoro.post("faults", {"path": "*/receipts/view*", **UNKNOWN})

    assert await again(whole, first) is State.SYNCED

    assert sums(await whole.scoro_rows("receipts")) == [50, 50]


@pytest.mark.parametrize("rows", [NO_ROWS, OTHER_ROWS], ids=["empty", "not filtered"])
@pytest.mark.parametrize("deleted", [True, False])
async def test_r115_lists_that_do_not_tell_book_nothing(whole: Whole, deleted: bool, rows: str) -> None:  # noqa: FBT001
    _, first, receipt = await paid_twice(whole)
    if deleted:
        await whole.desk.delete("receipts", receipt["id"])
    else:
        await edit(whole, receipt, "2026-10-02", "20")
    before = await whole.scoro_rows("receipts")
    answer = f'{{"status": "OK", "statusCode": 200, "data": {rows}}}'
    fault = {"path": "*/receipts/list*", "contains": '"id":[', "kind": "status", "status": 200, "body": answer}
    await whole.desk.scoro.post("faults", fault)
    await whole.desk.scoro.post("faults", {"path": "*/receipts/view*", **UNKNOWN})

    assert await again(whole, first) is State.OPEN

    entry = await whole.newest(Category.RECEIPTS, "xero", first["PaymentID"])
    assert entry.reason == "receipt_not_seen"
    assert await whole.scoro_rows("receipts") == before


async def with_another(whole: Whole) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """A receipt of ours that somebody let pay another invoice too; hands out payment, receipt and its parts."""
    contact, first, receipt = await paid_twice(whole)
    await put(whole, contact, InvoiceNumber="INV-2")
    await whole.sync()
    other = next(one["id"] for one in await whole.scoro_rows("invoices") if one["no"] == "INV-2")
    [part] = receipt["receipts"]
    date = part["date"]
    parts = [
        {"invoice_id": part["invoice_id"], "date": date, "sum": "20"},
        {"invoice_id": other, "date": date, "sum": "5"},
    ]
    await whole.desk.edit("receipts", receipt["id"], receipts=parts)
    return first, receipt, parts


async def test_r113_a_receipt_that_pays_another_document_too_is_left_to_a_person(whole: Whole) -> None:
    first, receipt, parts = await with_another(whole)
    before = await whole.scoro_rows("receipts")

    assert await again(whole, first) is State.FAILED

    assert [one.code for one in (await problems(whole)).values()] == ["receipt_pays_others"]
    assert await whole.scoro_rows("receipts") == before
    await whole.desk.edit("receipts", receipt["id"], receipts=parts[:1])
    assert await again(whole, first) is State.SYNCED
    assert sums(await whole.scoro_rows("receipts")) == [50, 50]


async def test_r116_a_removed_payment_takes_nothing_along_that_pays_another_document(whole: Whole) -> None:
    first, receipt, parts = await with_another(whole)
    before = await whole.scoro_rows("receipts")

    await whole.in_xero("POST", f"/Payments/{first['PaymentID']}", {"Status": "DELETED"})
    await whole.want(Category.RECEIPTS, "xero", first["PaymentID"], why="person")

    assert [one.code for one in (await problems(whole)).values()] == ["receipt_pays_others"]
    assert await whole.scoro_rows("receipts") == before
    await whole.desk.edit("receipts", receipt["id"], receipts=parts[:1])
    await whole.want(Category.RECEIPTS, "xero", first["PaymentID"], why="person")
    assert sums(await whole.scoro_rows("receipts")) == [50]


@pytest.mark.parametrize("number", ["INV-1", "R-9"], ids=["its number", "another number"])
@pytest.mark.parametrize(("kind", "category", "module"), KINDS)
async def test_r104_a_document_that_cannot_be_viewed_is_there_all_the_same(
    whole: Whole, kind: str, category: Category, module: str, number: str
) -> None:
    known, row = await crossed(whole, kind, category, module)
    await whole.desk.edit(module, row["id"], no=number)
    await whole.desk.scoro.post("faults", {"path": f"*/{module}/view*", **UNKNOWN})

    assert await written_again(whole, category, "xero", known) is State.SYNCED

    [after] = await whole.scoro_rows(module)
    shown = ("id", "no", "sum", "vat_sum")
    assert {name: after[name] for name in shown} == {name: row[name] for name in shown}


@pytest.mark.parametrize(("kind", "category", "module"), KINDS)
async def test_r104_beside_a_document_that_is_listed_nothing_is_made(
    whole: Whole, kind: str, category: Category, module: str
) -> None:
    known, _ = await crossed(whole, kind, category, module)
    await whole.desk.scoro.post("faults", {"path": f"*/{module}/view*", **UNKNOWN})
    nothing = {"kind": "status", "status": 200, "body": '{"status": "OK", "statusCode": 200, "data": []}'}
    await whole.desk.scoro.post("faults", {"path": f"*/{module}/list*", "contains": '"id":[', **nothing})
    before = await whole.scoro_rows(module)

    assert await written_again(whole, category, "xero", known) is State.OPEN

    assert (await whole.newest(category, "xero", known)).reason == "document_not_seen"
    assert await whole.scoro_rows(module) == before


async def hidden(whole: Whole, module: str, rows: str) -> None:
    """Scoro shows these documents neither by their id nor in a list of ids."""
    await whole.desk.scoro.post("faults", {"path": f"*/{module}/view*", **UNKNOWN})
    answer = f'{{"status": "OK", "statusCode": 200, "data": {rows}}}'
    fault = {"path": f"*/{module}/list*", "contains": '"id":[', "kind": "status", "status": 200, "body": answer}
    await whole.desk.scoro.post("faults", fault)


@pytest.mark.parametrize("rows", [NO_ROWS, OTHER_ROWS], ids=["empty", "not filtered"])
@pytest.mark.parametrize(("kind", "category", "module"), KINDS)
async def test_r104_beside_what_neither_id_nor_number_shows_nothing_is_made(
    whole: Whole, kind: str, category: Category, module: str, rows: str
) -> None:
    known, row = await crossed(whole, kind, category, module)
    await whole.desk.edit(module, row["id"], no="R-9")
    before = await whole.scoro_rows(module)
    await hidden(whole, module, rows)

    assert await written_again(whole, category, "xero", known) is State.OPEN

    assert (await whole.newest(category, "xero", known)).reason == "document_not_seen"
    assert await whole.scoro_rows(module) == before
    await whole.desk.scoro.post("faults", method="DELETE")
    assert await written_again(whole, category, "xero", known) is State.SYNCED
    assert [(one["id"], one["no"]) for one in await whole.scoro_rows(module)] == [(row["id"], "INV-1")]


@pytest.mark.parametrize(("kind", "category", "module"), KINDS)
async def test_r145_what_is_not_seen_for_a_while_is_not_taken_for_deleted(
    whole: Whole, kind: str, category: Category, module: str
) -> None:
    known, row = await crossed(whole, kind, category, module)
    await whole.desk.edit(module, row["id"], no="R-9")
    await hidden(whole, module, OTHER_ROWS)
    body = {"InvoiceNumber": "INV-2", "DueDate": "2026-12-24"}
    await whole.in_xero("POST", f"/Invoices/{known}", body)

    await whole.sync()

    assert (await whole.newest(category, "xero", known)).reason == "document_not_seen"
    assert await problems(whole) == {}
    await whole.desk.scoro.post("faults", method="DELETE")
    await after_an_age(whole, category)
    assert [(one["id"], one["no"]) for one in await whole.scoro_rows(module)] == [(row["id"], "INV-2")]


async def test_r113_two_receipts_that_somebody_made_one_are_left_to_a_person(whole: Whole) -> None:
    """Neither payment is booked beside it, and it keeps both sums when one payment is written again or removed."""
    _, first, receipt = await paid_twice(whole)
    [other] = [one for one in await whole.scoro_rows("receipts") if one["id"] != receipt["id"]]
    links = await whole.desk.store.links.by_scoro("acme", Category.RECEIPTS, [str(other["id"])])
    second = {"PaymentID": links[str(other["id"])].xero_id}
    await whole.desk.delete("receipts", other["id"])
    [part] = receipt["receipts"]
    parts = [{"invoice_id": part["invoice_id"], "date": part["date"], "sum": "50"}] * 2
    await whole.desk.edit("receipts", receipt["id"], receipts=parts)
    before = await whole.scoro_rows("receipts")
    assert sums(before) == [100]

    for one in (first, second, first):
        assert await again(whole, one) is State.FAILED
        assert await whole.scoro_rows("receipts") == before
    await whole.in_xero("POST", f"/Payments/{first['PaymentID']}", {"Status": "DELETED"})
    await whole.want(Category.RECEIPTS, "xero", first["PaymentID"], why="person")

    assert await whole.scoro_rows("receipts") == before
    assert {one.code for one in (await problems(whole)).values()} == {"receipt_pays_others"}
