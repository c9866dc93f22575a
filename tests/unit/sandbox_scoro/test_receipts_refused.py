"""Receipts that do not fit are refused and change nothing."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice


@pytest.fixture
async def ids(scoro: Scoro, client_id: int) -> dict[str, int]:
    """An invoice of 36.00, one in euros, a credit invoice of -12.00, a deleted one, a bill of 120.00, a prepayment."""
    supplier = await scoro.create("contacts", name="Supplier", is_supplier=1)
    invoice = await an_invoice(scoro, client_id)
    lines = [{"comment": "Back", "price": 10, "amount": -1}]
    gone = await an_invoice(scoro, client_id)
    await scoro.data(f"invoices/delete/{gone['id']}")
    return {
        "invoice": invoice["id"],
        "euro": (await an_invoice(scoro, client_id, currency="EUR"))["id"],
        "credit": (await an_invoice(scoro, client_id, credited_invoices=[invoice["id"]], lines=lines))["id"],
        "gone": gone["id"],
        "bill": (await scoro.create("bills", company_id=supplier["contact_id"], lines=[{"price": 100}]))["id"],
        "prepayment": (await scoro.create("prepayments", company_id=client_id, lines=[{"price": 100}]))["id"],
        "nobody": 99_999,
    }


def on(document: str, total: Any, **fields: Any) -> dict[str, Any]:
    return {"invoice_id": document, "sum": total} | fields


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        pytest.param({}, "receipts is required", id="pays nothing"),
        pytest.param({"receipts": []}, "receipts is required", id="an empty list"),
        pytest.param({"receipts": [{"sum": 1}]}, "either an invoice_id or a prepayment_id", id="names no document"),
        pytest.param({"receipts": [on("invoice", 1, prepayment_id=51)]}, "either an invoice_id", id="names two"),
        pytest.param({"receipts": [{"invoice_id": "invoice"}]}, "'sum'", id="no sum"),
        pytest.param({"receipts": [on("invoice", 0)]}, "'sum'", id="a sum of zero"),
        pytest.param({"receipts": [on("nobody", 1)]}, "'invoice_id'", id="unknown document"),
        pytest.param({"receipts": [on("gone", 1)]}, "'invoice_id'", id="deleted document"),
        pytest.param({"receipts": [on("bill", 1)]}, "'invoice_id'", id="a bill taken for an invoice"),
        pytest.param({"receipts": [on("invoice", 1)], "sales_doc_type": "bills"}, "'invoice_id'", id="the other way"),
        pytest.param({"receipts": [on("invoice", 1)], "sales_doc_type": "expenses"}, "'invoice_id'", id="an expense"),
        pytest.param({"receipts": [on("invoice", 1)], "sales_doc_type": "quotes"}, "'sales_doc_type'", id="a quote"),
        pytest.param(
            {"receipts": [on("invoice", 1, sales_doc_type="bills")]}, "same in all receipts", id="types that differ"
        ),
        pytest.param({"receipts": [on("euro", 1)]}, "'currency'", id="without currency it is the entity's own"),
        pytest.param({"receipts": [on("invoice", 1)], "currency": "EUR"}, "'currency'", id="another currency"),
        pytest.param({"receipts": [on("invoice", "36.01")]}, "exceeds what is due (36.00)", id="a cent too much"),
        pytest.param({"receipts": [on("invoice", 20), on("invoice", 17)]}, "exceeds", id="too much in two parts"),
        pytest.param({"receipts": [on("invoice", -1)]}, "exceeds", id="a refund of what was never paid"),
        pytest.param({"receipts": [on("credit", 1)]}, "exceeds", id="money in on a credit invoice"),
        pytest.param({"receipts": [on("credit", "-12.01")]}, "exceeds", id="more back than credited"),
        pytest.param({"receipts": [on("bill", 121)], "sales_doc_type": "bills"}, "exceeds", id="too much on a bill"),
        pytest.param({"receipts": [on("invoice", 1)], "sum": 2}, "'sum'", id="a total that is not the total"),
        pytest.param(
            {"receipts": [on("invoice", 1)], "receipt_account_id": 3}, "receipt_account_id", id="other entity"
        ),
        pytest.param({"receipts": [on("invoice", 1)], "contact_id": 99_999}, "'contact_id'", id="unknown payer"),
        pytest.param({"receipts": [on("invoice", 1)], "date": "1.3.2026"}, "'date'", id="a date of another form"),
        pytest.param({"receipts": [on("invoice", 1, receipt_id=5)]}, "receipt 5 not found", id="another group's part"),
        pytest.param({"receipts": {"0": {}}}, "'receipts'", id="no list"),
    ],
)
async def test_what_does_not_fit_is_refused(
    scoro: Scoro, ids: dict[str, int], request_: dict[str, Any], named: str
) -> None:
    before = await scoro.http.get("/_sandbox/dump/acme_uk")
    parts = request_.get("receipts")
    if isinstance(parts, list):
        parts = [part | ({"invoice_id": ids[part["invoice_id"]]} if "invoice_id" in part else {}) for part in parts]
        request_ = request_ | {"receipts": parts}

    assert named in await scoro.refusal("receipts/modify", request=request_)

    assert (await scoro.http.get("/_sandbox/dump/acme_uk")).content == before.content


async def test_a_change_that_pays_too_much_keeps_the_receipt_as_it_was(scoro: Scoro, ids: dict[str, int]) -> None:
    receipt = await scoro.create("receipts", receipts=[{"invoice_id": ids["invoice"], "sum": 30}])
    part = receipt["receipts"][0]["receipt_id"]

    refusal = await scoro.refusal(
        f"receipts/modify/{receipt['id']}", request={"receipts": [{"receipt_id": part, "sum": 37}]}
    )

    assert "exceeds what is due (36.00)" in refusal
    assert (await scoro.data(f"receipts/view/{receipt['id']}"))["sum"] == "30.00"
