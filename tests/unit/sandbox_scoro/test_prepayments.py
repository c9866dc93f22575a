"""Prepayment invoices."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice

LINES = [{"comment": "Work", "price": 1000, "amount": 1}]


async def a_prepayment(scoro: Scoro, client_id: int, **fields: Any) -> dict[str, Any]:
    return await scoro.create(
        "prepayments", company_id=client_id, **({"prepayment_percent": 30, "lines": LINES} | fields)
    )


async def test_a_prepayment_asks_a_share_in_advance(scoro: Scoro, client_id: int) -> None:
    prepayment = await a_prepayment(scoro, client_id)

    assert (prepayment["sum"], prepayment["vat_sum"], prepayment["status"]) == ("300.00", "60.00", "unpaid")
    assert {"paid_sum", "receivable_sum", "credited_invoices", "prepayment_sum"}.isdisjoint(prepayment)


async def test_prepayments_are_no_invoices(scoro: Scoro, client_id: int) -> None:
    prepayment = await a_prepayment(scoro, client_id)

    assert await scoro.data("invoices/list") == []
    assert [row["id"] for row in await scoro.data("prepayments/list")] == [prepayment["id"]]


async def test_a_deleted_prepayment_is_marked(scoro: Scoro, client_id: int) -> None:
    prepayment = await a_prepayment(scoro, client_id)

    await scoro.data(f"prepayments/delete/{prepayment['id']}")

    assert await scoro.data("prepayments/list") == []
    (deleted,) = await scoro.data("prepayments/list", include_deleted="1")
    assert (deleted["id"], deleted["is_deleted"]) == (prepayment["id"], 1)


async def test_while_nothing_is_received_a_prepayment_covers_nothing(scoro: Scoro, client_id: int) -> None:
    prepayment = await a_prepayment(scoro, client_id)

    invoice = await an_invoice(scoro, client_id, prepayment_id=[prepayment["id"]])

    assert (invoice["prepayment_id"], invoice["prepayment_sum"]) == ([prepayment["id"]], "0.0000")
    assert invoice["receivable_sum"] == 36


@pytest.mark.parametrize("field", ["company_id", "currency"])
async def test_an_invoice_and_its_prepayment_have_one_client_and_currency(
    scoro: Scoro, client_id: int, field: str
) -> None:
    prepayment = await a_prepayment(scoro, client_id)
    other = (await scoro.create("contacts", name="Other"))["contact_id"]
    request = {"company_id": client_id, "prepayment_id": [prepayment["id"]]}

    messages = await scoro.refusal(
        "invoices/modify", request=request | {field: other if field == "company_id" else "EUR"}
    )

    assert "another client's or currency's" in messages


async def received(scoro: Scoro, prepayment: dict[str, Any], total: Any) -> dict[str, Any]:
    return await scoro.create("receipts", receipts=[{"prepayment_id": prepayment["id"], "sum": total}])


async def test_what_is_received_in_advance_is_no_longer_due_on_the_invoice(scoro: Scoro, client_id: int) -> None:
    """R99: `prepayment_sum` shows it, and receipts pay only the rest."""
    prepayment = await a_prepayment(scoro, client_id)
    await received(scoro, prepayment, 360)

    invoice = await an_invoice(scoro, client_id, lines=LINES, prepayment_id=[prepayment["id"]])
    refusal = await scoro.refusal(
        "receipts/modify", request={"receipts": [{"invoice_id": invoice["id"], "sum": "840.01"}]}
    )

    assert (await scoro.data(f"prepayments/view/{prepayment['id']}"))["status"] == "paid"
    assert (invoice["sum"], invoice["prepayment_sum"], invoice["paid_sum"]) == ("1000.00", "360.0000", 0)
    assert invoice["receivable_sum"] == 840
    assert "exceeds what is due (840.00)" in refusal


async def test_money_that_comes_or_goes_later_changes_the_invoice_too(scoro: Scoro, client_id: int) -> None:
    prepayment = await a_prepayment(scoro, client_id)
    invoice = await an_invoice(scoro, client_id, prepayment_id=[prepayment["id"]])
    receipt = await received(scoro, prepayment, 20)
    with_it = await scoro.data(f"invoices/view/{invoice['id']}")
    await scoro.data(f"receipts/delete/{receipt['id']}")
    without = await scoro.data(f"invoices/view/{invoice['id']}")

    assert (with_it["prepayment_sum"], with_it["receivable_sum"]) == ("20.0000", 16)
    assert (without["prepayment_sum"], without["receivable_sum"]) == ("0.0000", 36)


async def test_two_invoices_share_one_prepayment_in_their_order(scoro: Scoro, client_id: int) -> None:
    prepayment = await a_prepayment(scoro, client_id)
    await received(scoro, prepayment, 50)
    first, second = [await an_invoice(scoro, client_id, prepayment_id=[prepayment["id"]]) for _ in range(2)]

    assert [(one["prepayment_sum"], one["status"]) for one in (first, second)] == [
        ("36.0000", "paid"),
        ("14.0000", "unpaid"),
    ]

    await scoro.data(f"invoices/delete/{first['id']}")
    assert (await scoro.data(f"invoices/view/{second['id']}"))["prepayment_sum"] == "36.0000"


async def test_one_invoice_may_use_two_prepayments(scoro: Scoro, client_id: int) -> None:
    prepayments = [await a_prepayment(scoro, client_id) for _ in range(2)]
    for prepayment in prepayments:
        await received(scoro, prepayment, 30)

    invoice = await an_invoice(scoro, client_id, prepayment_id=[one["id"] for one in prepayments])

    assert (invoice["prepayment_sum"], invoice["status"]) == ("36.0000", "paid")


async def test_a_prepayment_never_covers_what_was_paid_already(scoro: Scoro, client_id: int) -> None:
    prepayment = await a_prepayment(scoro, client_id)
    invoice = await an_invoice(scoro, client_id, prepayment_id=[prepayment["id"]])
    await scoro.create("receipts", receipts=[{"invoice_id": invoice["id"], "sum": 30}])

    await received(scoro, prepayment, 50)

    covered = await scoro.data(f"invoices/view/{invoice['id']}")
    assert (covered["prepayment_sum"], covered["receivable_sum"], covered["status"]) == ("6.0000", 0, "paid")
