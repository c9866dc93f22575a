"""Finance accounts, VAT codes and products: what is required, unique, and kept from deletion."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice


@pytest.mark.parametrize(
    ("module", "request_", "named"),
    [
        pytest.param("financeAccounts", {"name": "Sales"}, "account_symbol is required", id="account without symbol"),
        pytest.param("financeAccounts", {"account_symbol": "205"}, "name is required", id="account without name"),
        pytest.param(
            "financeAccounts", {"account_symbol": "200", "name": "x"}, "already in use", id="an account's symbol"
        ),
        pytest.param(
            "financeAccounts", {"account_symbol": "1", "name": "x", "parent_id": 99}, "parent_id", id="no such parent"
        ),
        pytest.param("vatCodes", {"vat_name": "20%"}, "percent is required", id="rate without percent"),
        pytest.param("vatCodes", {"percent": "20"}, "vat_name is required", id="rate without name"),
        pytest.param("vatCodes", {"vat_name": "x", "percent": -1}, "percent", id="a percent below zero"),
        pytest.param(
            "vatCodes", {"vat_name": "x", "percent": 1, "vat_code": "OUTPUT2"}, "already in use", id="a rate's code"
        ),
        pytest.param("products", {"code": "A"}, "name is required", id="product without name"),
        pytest.param("products", {"name": "A", "supplier_id": 99}, "supplier_id", id="a product's unknown supplier"),
        pytest.param(
            "products", {"name": "A", "sales_finance_account_id": 12}, "sales_finance_account_id", id="other entity's"
        ),
        pytest.param("contacts", {"lastname": "A"}, "name is required", id="contact without name"),
        pytest.param("contacts", {"name": "A", "manager_id": 99}, "manager_id", id="a manager who is no user"),
        pytest.param("contacts", {"name": "A", "contact_type": "robot"}, "contact_type", id="neither firm nor person"),
    ],
)
async def test_what_is_missing_taken_or_unknown_is_refused(
    scoro: Scoro, module: str, request_: dict[str, Any], named: str
) -> None:
    before = await scoro.data(f"{module}/list")

    assert named in await scoro.refusal(f"{module}/modify", request=request_)

    assert await scoro.data(f"{module}/list") == before


async def test_an_entity_may_use_the_symbols_and_codes_of_another(scoro: Scoro) -> None:
    scoro.entity = "acme_ee"

    rate = await scoro.create("vatCodes", vat_code="OUTPUT2", vat_name="20%", percent=20)

    assert rate["vat_code"] == "OUTPUT2"


@pytest.mark.parametrize(
    ("module", "row_id"), [pytest.param("financeAccounts", 1, id="account"), pytest.param("vatCodes", 1, id="rate")]
)
async def test_what_a_document_names_cannot_be_deleted(scoro: Scoro, client_id: int, module: str, row_id: int) -> None:
    lines = [{"comment": "x", "finance_account_symbol": "200", "vat_code": "OUTPUT2"}]
    invoice = await an_invoice(scoro, client_id, lines=lines)

    refusal = await scoro.refusal(f"{module}/delete/{row_id}")
    await scoro.data(f"invoices/delete/{invoice['id']}")

    assert "in use in invoices" in refusal
    assert await scoro.data(f"{module}/delete/{row_id}") == []


async def test_a_rate_in_use_may_change_and_documents_keep_what_they_charged(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)

    await scoro.data("vatCodes/modify/1", request={"percent": 25})

    assert await scoro.data(f"invoices/view/{invoice['id']}") == invoice


async def test_a_person_edits_a_rate_as_the_api_shows_it(scoro: Scoro) -> None:
    """R49: nothing in the API keeps people from it; the drift shows in the next full list."""
    await scoro.person("PATCH", "vatCodes/1", percent="21", vat_name="Edited & wrong")

    drifted = await scoro.data("vatCodes/view/1")

    assert (drifted["percent"], drifted["vat_name"]) == ("21.000", "Edited &amp; wrong")


async def test_a_site_without_the_add_on_has_no_product_codes(scoro: Scoro) -> None:
    await scoro.control("PATCH", "settings", product_codes=False)

    product = await scoro.create("products", name="Book", code="B")

    assert product["code"] == ""
