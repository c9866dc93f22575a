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
