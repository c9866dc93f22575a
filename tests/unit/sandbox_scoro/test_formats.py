"""How values look on the wire."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro

LINES: list[dict[str, Any]] = [
    {"product_id": -1, "comment": "Phase 1"},
    {"product_id": 0, "comment": 'Tea & "cake"', "price": "44.33", "amount": 1.5, "unit": "pc", "vat_code": "OUTPUT2",
     "finance_account_symbol": "200"},
]  # fmt: skip


@pytest.fixture
async def invoice(scoro: Scoro) -> dict[str, Any]:
    client = await scoro.create(
        "contacts", name="O'Neill & <Sons>", addresses=[{"street": "1 Quay St", "city": "Leeds"}]
    )
    return await scoro.create(
        "invoices", company_id=client["contact_id"], no="00042", currency="EUR", currency_rate="0.84", lines=LINES
    )


async def test_numbers_dates_and_texts_are_as_odd_as_the_real_ones(invoice: dict[str, Any]) -> None:
    odd = {
        "no": "00042",
        "company_name": "O&#039;Neill &amp; &lt;Sons&gt;",
        "date": "2026-03-09",
        "deadline": "2026-03-23",
        "accounting_period_from": "0000-00-00",
        "currency_rate": Decimal("0.83999999999999997"),
        "discount": "0.000000",
        "discount2": None,
        "sum": "66.50",
        "vat_sum": "13.30",
        "vat": None,
        "vat_code": "",
        "vat_code_id": None,
        "is_sent": 0,
        "paid_sum": 0,
        "receivable_sum": Decimal("79.799999999999997"),
        "credited_invoices": None,
        "created_date": "2026-03-09T12:00:00+00:00",
        "deleted_date": None,
        "account_id": "acme_uk",
    }

    assert {name: invoice[name] for name in odd} == odd


async def test_a_heading_line_has_few_fields(invoice: dict[str, Any]) -> None:
    heading, _ = invoice["lines"]

    assert heading == {
        "id": 14001, "product_id": -1, "comment": "Phase 1", "comment2": "", "price": "0.000000",
        "amount": "0.000000", "sum": "0.00", "unit": "",
    }  # fmt: skip


async def test_a_line_has_padded_numbers_and_a_text_for_its_vat_code(invoice: dict[str, Any]) -> None:
    _, line = invoice["lines"]
    odd = {
        "comment": "Tea &amp; &quot;cake&quot;",
        "price": "44.330000",
        "amount": "1.500000",
        "sum": "66.50",
        "vat": "20.000",
        "vat_code": "OUTPUT2",
        "vat_code_id": "1",
        "cost": "0.0000",
        "finance_account_symbol": "200",
        "finance_account_name": "Sales",
        "dates": [],
    }

    assert {name: line[name] for name in odd} == odd


async def test_an_empty_object_is_an_empty_list(scoro: Scoro) -> None:
    contact = await scoro.create("contacts", name="Nobody")

    assert contact["means_of_contact"] == []
    assert contact["birthday"] == "0000-00-00"


async def test_the_switch_makes_everything_clean(scoro: Scoro, invoice: dict[str, Any]) -> None:
    await scoro.control("PATCH", "settings", odd_formats=False)

    clean = await scoro.data(f"invoices/view/{invoice['id']}")

    assert (clean["sum"], clean["receivable_sum"], clean["is_sent"]) == (Decimal("66.50"), Decimal("79.80"), False)
    assert (clean["company_name"], clean["accounting_period_from"]) == ("O'Neill & <Sons>", None)
    assert clean["lines"][1]["vat_code_id"] == 1


async def test_document_based_vat_stands_in_the_header_and_not_in_the_lines(scoro: Scoro) -> None:
    scoro.entity = "acme_ee"
    client = await scoro.create("contacts", name="Klient")

    invoice = await scoro.create(
        "invoices", company_id=client["contact_id"], lines=[{"comment": "Töö", "price": "10", "amount": "3"}]
    )

    assert (invoice["vat"], invoice["vat_code"], invoice["vat_sum"]) == ("24.000", "TAX001", "7.20")
    assert invoice["lines"][0].keys().isdisjoint({"vat", "vat_code", "vat_code_id"})
