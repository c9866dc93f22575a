"""Receipts: their form, what they do to invoices and bills, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_scoro.receiver import Receiver, subscribe
from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice


@pytest.fixture
async def invoice(scoro: Scoro, client_id: int) -> dict[str, Any]:
    """36.00 with VAT."""
    return await an_invoice(scoro, client_id, no="7")


@pytest.fixture
async def bill(scoro: Scoro) -> dict[str, Any]:
    """120.00 with VAT."""
    supplier = await scoro.create("contacts", name="Paper & Co", is_supplier=1)
    lines = [{"comment": "x", "price": 100, "vat_code": "INPUT2"}]
    return await scoro.create("bills", company_id=supplier["contact_id"], lines=lines)


async def a_receipt(scoro: Scoro, invoice_id: int, total: Any, **fields: Any) -> dict[str, Any]:
    return await scoro.create("receipts", receipts=[{"invoice_id": invoice_id, "sum": total}], **fields)


async def seen(scoro: Scoro, document: dict[str, Any], module: str = "invoices") -> dict[str, Any]:
    found: dict[str, Any] = await scoro.data(f"{module}/view/{document['id']}")
    return found


def money(document: dict[str, Any]) -> tuple[str, str, str]:
    """Paid, due (both to the cent) and status."""
    paid, due = (f"{document[name]:.2f}" for name in ("paid_sum", "receivable_sum"))
    return paid, due, document["status"]


async def test_a_receipt_has_the_documented_form(scoro: Scoro, client_id: int, invoice: dict[str, Any]) -> None:
    created = await a_receipt(scoro, invoice["id"], "36", date="2026-03-05", receipt_account_id=1)

    (part,) = created.pop("receipts")
    assert created == {
        "id": 700,
        "date": "2026-03-05",
        "contact_id": client_id,
        "sum": "36.00",
        "currency": "GBP",
        "sales_doc_type": "invoices",
        "receipt_account_id": 1,
        "modified_date": "2026-03-09T12:00:00+00:00",
        "is_deleted": 0,
        "deleted_date": None,
        "custom_fields": [],
    }
    assert part == {
        "receipt_id": 1201,
        "date": "2026-03-05",
        "invoice_id": invoice["id"],
        "invoice_no": "7",
        "prepayment_id": 0,
        "sum": "36.00",
        "sales_doc_type": "invoices",
        "contact_id": client_id,
        "contact_name": "Client",
    }


async def test_only_modify_tells_the_number_of_the_document(scoro: Scoro, invoice: dict[str, Any]) -> None:
    created = await a_receipt(scoro, invoice["id"], 1)

    viewed, (listed,) = await scoro.data("receipts/view/700"), await scoro.data("receipts/list")

    del created["receipts"][0]["invoice_no"]
    assert viewed == created
    assert listed == {name: value for name, value in created.items() if name != "custom_fields"}


async def test_a_receipt_pays_and_part_payments_add_up(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await scoro.pass_time(seconds=5)
    await a_receipt(scoro, invoice["id"], "16.01")
    part = await seen(scoro, invoice)
    await a_receipt(scoro, invoice["id"], "19.99")
    whole = await seen(scoro, invoice)

    assert money(part) == ("16.01", "19.99", "unpaid")
    assert money(whole) == ("36.00", "0.00", "paid")
    assert part["modified_date"] == "2026-03-09T12:00:05+00:00"


async def test_two_equal_part_payments_are_two_receipts(scoro: Scoro, invoice: dict[str, Any]) -> None:
    first, second = [await a_receipt(scoro, invoice["id"], "18") for _ in range(2)]

    assert first["id"] != second["id"]
    assert money(await seen(scoro, invoice)) == ("36.00", "0.00", "paid")


async def test_deleting_a_receipt_takes_everything_back(scoro: Scoro, invoice: dict[str, Any]) -> None:
    receipt = await a_receipt(scoro, invoice["id"], "36")

    await scoro.data(f"receipts/delete/{receipt['id']}")

    assert money(await seen(scoro, invoice)) == ("0.00", "36.00", "unpaid")
    assert await scoro.data("receipts/list") == []
    (deleted,) = await scoro.data("receipts/list", include_deleted="1")
    assert (deleted["is_deleted"], deleted["receipts"][0]["sum"]) == (1, "36.00")
    assert (await scoro.post(f"receipts/delete/{receipt['id']}")).status_code == 404


async def test_a_changed_receipt_pays_what_it_says_now(scoro: Scoro, invoice: dict[str, Any]) -> None:
    receipt = await a_receipt(scoro, invoice["id"], "36")
    part = {"receipt_id": receipt["receipts"][0]["receipt_id"], "sum": "30"}

    changed = await scoro.data(
        f"receipts/modify/{receipt['id']}", request={"receipts": [part], "receipt_account_id": 2}, return_data=1
    )

    assert (changed["sum"], changed["receipt_account_id"]) == ("30.00", 2)
    assert changed["receipts"] == [receipt["receipts"][0] | {"sum": "30.00"}]
    assert money(await seen(scoro, invoice)) == ("30.00", "6.00", "unpaid")


async def test_a_receipt_may_move_to_another_document(scoro: Scoro, client_id: int, invoice: dict[str, Any]) -> None:
    other = await an_invoice(scoro, client_id)
    receipt = await a_receipt(scoro, invoice["id"], "36")

    await scoro.data(
        f"receipts/modify/{receipt['id']}", request={"receipts": [{"invoice_id": other["id"], "sum": "36"}]}
    )

    assert (await seen(scoro, invoice))["status"] == "unpaid"
    assert (await seen(scoro, other))["status"] == "paid"


async def test_one_group_may_pay_several_documents(scoro: Scoro, client_id: int, invoice: dict[str, Any]) -> None:
    other = await an_invoice(scoro, client_id)

    group = await scoro.create(
        "receipts", receipts=[{"invoice_id": invoice["id"], "sum": 36}, {"invoice_id": other["id"], "sum": "6.5"}]
    )

    assert group["sum"] == "42.50"
    assert money(await seen(scoro, invoice)) == ("36.00", "0.00", "paid")
    assert money(await seen(scoro, other)) == ("6.50", "29.50", "unpaid")


async def test_a_bill_is_paid_on_the_day_of_its_last_receipt(scoro: Scoro, bill: dict[str, Any]) -> None:
    """Bills show no sums paid (assumed): what is due follows from the receipts alone."""
    await a_receipt(scoro, bill["id"], 20, sales_doc_type="bills", date="2026-03-01")
    part = await seen(scoro, bill, "bills")
    last = await a_receipt(scoro, bill["id"], 100, sales_doc_type="bills", date="2026-03-04")
    whole = await seen(scoro, bill, "bills")
    await scoro.data(f"receipts/delete/{last['id']}")
    again = await seen(scoro, bill, "bills")

    assert [(one["status"], one["dateofpayment"]) for one in (part, whole, again)] == [
        ("unpaid", "0000-00-00"),
        ("paid", "2026-03-04"),
        ("unpaid", "0000-00-00"),
    ]


async def test_a_refund_takes_money_back(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await a_receipt(scoro, invoice["id"], "36")

    refund = await a_receipt(scoro, invoice["id"], "-6")

    assert refund["sum"] == "-6.00"
    assert money(await seen(scoro, invoice)) == ("30.00", "6.00", "unpaid")


async def test_a_credit_allocation_is_a_receipt_on_either_document(
    scoro: Scoro, client_id: int, invoice: dict[str, Any]
) -> None:
    """R92: nothing is moved by crediting alone; the allocation is 12 on the invoice and -12 on the credit invoice."""
    lines = [{"comment": "Back", "price": 10, "amount": -1}]
    credit = await an_invoice(scoro, client_id, credited_invoices=[invoice["id"]], lines=lines)
    untouched = await seen(scoro, invoice)

    group = await scoro.create(
        "receipts", receipts=[{"invoice_id": invoice["id"], "sum": 12}, {"invoice_id": credit["id"], "sum": -12}]
    )

    assert money(untouched) == ("0.00", "36.00", "unpaid")
    assert (money(credit), group["sum"]) == (("0.00", "-12.00", "unpaid"), "0.00")
    assert money(await seen(scoro, invoice)) == ("12.00", "24.00", "unpaid")
    assert money(await seen(scoro, credit)) == ("-12.00", "0.00", "paid")


async def test_sums_hold_to_the_cent_however_often_money_moves(scoro: Scoro, client_id: int) -> None:
    lines = [{"comment": "x", "price": "0.1", "amount": 3, "vat_code": "NONE"}]
    invoice = await an_invoice(scoro, client_id, lines=lines)
    for _ in range(3):
        await a_receipt(scoro, invoice["id"], Decimal("0.1"))

    assert (await seen(scoro, invoice))["status"] == "paid"


async def test_the_document_with_receipts_keeps_its_sum_but_not_its_words(
    scoro: Scoro, invoice: dict[str, Any]
) -> None:
    await a_receipt(scoro, invoice["id"], 1)

    changes: list[dict[str, Any]] = [{"lines": []}, {"discount": 10}, {"currency": "EUR"}]
    refusals = [await scoro.refusal(f"invoices/modify/{invoice['id']}", request=request) for request in changes]
    changed = await scoro.data(
        f"invoices/modify/{invoice['id']}", request={"description": "x", "is_sent": 1}, return_data=1
    )

    assert all("has receipts" in refusal for refusal in refusals)
    assert (changed["description"], changed["is_sent"], changed["sum"]) == ("x", 1, "30.00")


async def test_the_document_with_receipts_is_not_deleted(scoro: Scoro, invoice: dict[str, Any]) -> None:
    receipt = await a_receipt(scoro, invoice["id"], 1)

    refusal = await scoro.refusal(f"invoices/delete/{invoice['id']}")
    await scoro.data(f"receipts/delete/{receipt['id']}")

    assert "has receipts" in refusal
    assert await scoro.data(f"invoices/delete/{invoice['id']}") == []


async def test_where_receipts_fix_nothing_a_paid_document_changes_and_goes(
    scoro: Scoro, invoice: dict[str, Any]
) -> None:
    await scoro.control("PATCH", "settings", receipts_fix_documents=False)
    await a_receipt(scoro, invoice["id"], 36)

    await scoro.data(f"invoices/modify/{invoice['id']}", request={"discount": 50})

    assert money(await seen(scoro, invoice)) == ("36.00", "-18.00", "paid")
    assert await scoro.data(f"invoices/delete/{invoice['id']}") == []


async def test_subscribers_hear_of_the_document_and_not_of_the_receipt(live: Scoro, receiver: Receiver) -> None:
    client = await live.create("contacts", name="Client")
    invoice = await an_invoice(live, client["contact_id"])
    await subscribe(live, receiver)

    await a_receipt(live, invoice["id"], 36)
    await live.control("POST", "webhooks/settle")

    (told,) = receiver.got
    assert (told["entityType"], told["entityId"], told["entity"]["status"]) == ("invoice", invoice["id"], "paid")


async def test_receipts_belong_to_their_entity(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await a_receipt(scoro, invoice["id"], 1)
    scoro.entity = "acme_ee"

    assert await scoro.data("receipts/list") == []
    assert (await scoro.post("receipts/view/700")).status_code == 404
    assert "document not found" in await scoro.refusal(
        "receipts/modify", request={"currency": "EUR", "receipts": [{"invoice_id": invoice["id"], "sum": 1}]}
    )


async def test_receipts_can_be_found_by_type_and_day(
    scoro: Scoro, invoice: dict[str, Any], bill: dict[str, Any]
) -> None:
    await a_receipt(scoro, invoice["id"], 1, date="2026-03-01")
    await a_receipt(scoro, bill["id"], 1, date="2026-03-01", sales_doc_type="bills")
    await a_receipt(scoro, bill["id"], 1, date="2026-03-05", sales_doc_type="bills")

    found = await scoro.data("receipts/list", filter={"sales_doc_type": "bills", "date": {"from_date": "2026-03-02"}})

    assert [row["id"] for row in found] == [702]
