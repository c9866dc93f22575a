"""What a document may refer to, and how it is numbered."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice


async def test_the_owner_may_be_named_by_email(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id, owner_email="User3@acme.example")

    assert (invoice["owner_id"], invoice["owner_email"]) == (3, "user3@acme.example")


async def test_the_doer_of_a_line_may_be_named_by_email(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id, lines=[{"comment": "x", "doer_email": "user2@acme.example"}])

    assert (invoice["lines"][0]["doer_id"], invoice["lines"][0]["doer_email"]) == (2, "user2@acme.example")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        pytest.param({"owner_id": 99}, "owner_id", id="an owner who is no user"),
        pytest.param({"owner_email": "nobody@acme.example"}, "owner_email", id="an owner nobody knows"),
        pytest.param({"company_address_id": 5}, "company_address_id", id="an address of somebody else"),
        pytest.param({"person_id": 99}, "person_id", id="a person who does not exist"),
        pytest.param({"prepayment_id": [51]}, "prepayment_id", id="a prepayment that does not exist"),
        pytest.param({"lines": [{"supplier_id": 99}]}, "supplier_id", id="a supplier who does not exist"),
        pytest.param({"lines": [{"doer_id": 99}]}, "doer_id", id="a doer who is no user"),
    ],
)
async def test_a_reference_to_nothing_is_refused(
    scoro: Scoro, client_id: int, fields: dict[str, Any], named: str
) -> None:
    messages = await scoro.refusal("invoices/modify", request={"company_id": client_id} | fields)

    assert messages.startswith(f"{{'error': {{'{named}': [")
    assert await scoro.data("invoices/list") == []


async def test_the_address_that_is_printed_is_one_of_the_companys(scoro: Scoro) -> None:
    company = await scoro.create("contacts", name="X", addresses=[{"city": "Leeds"}, {"city": "York"}])
    york = company["addresses"][1]

    invoice = await an_invoice(scoro, company["contact_id"], company_address_id=york["contacts_addresses_id"])

    assert invoice["company_address"] == york


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        pytest.param([], "1", id="the first of all"),
        pytest.param(["7", "3"], "8", id="one above the highest"),
        pytest.param(["0041"], "42", id="leading zeros count as a number"),
        pytest.param(["5", "INV-900"], "6", id="what is no plain number does not count"),
    ],
)
async def test_a_document_without_number_gets_the_next_free_one(
    scoro: Scoro, client_id: int, numbers: list[str], following: str
) -> None:
    for no in numbers:
        await an_invoice(scoro, client_id, no=no)

    invoice = await an_invoice(scoro, client_id)

    assert invoice["no"] == following


async def test_a_deleted_invoices_number_is_free_again(scoro: Scoro, client_id: int) -> None:
    first = await an_invoice(scoro, client_id, no="7")
    await scoro.data(f"invoices/delete/{first['id']}")

    assert (await an_invoice(scoro, client_id, no="7"))["id"] != first["id"]


async def test_credit_invoices_share_the_series_and_prepayments_do_not(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id, no="7")
    line = {"comment": "Back", "price": 1, "amount": -1}

    taken = await scoro.refusal(
        "invoices/modify",
        request={"company_id": client_id, "no": "7", "credited_invoices": [invoice["id"]], "lines": [line]},
    )
    prepayment = await scoro.create("prepayments", company_id=client_id, no="7")

    assert "already in use" in taken
    assert prepayment["no"] == "7"


async def test_each_entity_has_its_own_series(scoro: Scoro, client_id: int) -> None:
    await an_invoice(scoro, client_id, no="7")
    scoro.entity = "acme_ee"

    same, following = await an_invoice(scoro, client_id, no="7"), await an_invoice(scoro, client_id)

    assert (same["no"], following["no"], same["account_id"]) == ("7", "8", "acme_ee")


async def test_a_site_that_allows_numbers_twice(scoro: Scoro, client_id: int) -> None:
    await scoro.control("PATCH", "settings", unique_invoice_numbers=False)
    await an_invoice(scoro, client_id, no="7")

    assert (await an_invoice(scoro, client_id, no="7"))["no"] == "7"


async def test_a_credit_invoice_above_zero_is_refused(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    request = {"company_id": client_id, "credited_invoices": [invoice["id"]], "lines": [{"price": 20, "amount": 1}]}

    assert "credit invoice must not be positive" in await scoro.refusal("invoices/modify", request=request)

    await scoro.control("PATCH", "settings", credit_invoices_are_negative=False)
    assert (await scoro.create("invoices", **request))["sum"] == "20.00"


@pytest.mark.parametrize("which", ["deleted", "itself", "the other entity's"])
async def test_what_is_credited_is_a_living_invoice_of_the_entity(scoro: Scoro, client_id: int, which: str) -> None:
    credited, invoice = await an_invoice(scoro, client_id), await an_invoice(scoro, client_id)
    if which == "deleted":
        await scoro.data(f"invoices/delete/{credited['id']}")
    if which == "the other entity's":
        scoro.entity = "acme_ee"
        invoice = await an_invoice(scoro, client_id)
    wanted = invoice if which == "itself" else credited

    messages = await scoro.refusal(
        f"invoices/modify/{invoice['id']}", request={"credited_invoices": [wanted["id"]], "lines": []}
    )

    assert messages == f"{{'error': {{'credited_invoices': ['invoice {wanted['id']} not found']}}}}"
