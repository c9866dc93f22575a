"""Creating, changing and deleting through the API."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice


async def test_without_return_data_only_the_id_comes_back(scoro: Scoro) -> None:
    created = await scoro.data("contacts/modify/0", request={"name": "New"})

    assert created == {"contact_id": 301}


async def test_what_a_document_leaves_out_is_filled_in(scoro: Scoro, client_id: int) -> None:
    first, second = await an_invoice(scoro, client_id, no="0041"), await an_invoice(scoro, client_id, currency="EUR")

    assert (first["currency"], first["date"], first["deadline"]) == ("GBP", "2026-03-09", "2026-03-23")
    assert (second["no"], float(second["currency_rate"])) == ("42", 0.8437)


async def test_a_line_takes_what_it_lacks_from_its_product(scoro: Scoro, client_id: int) -> None:
    product = await scoro.create(
        "products", name="Book", code="B", price="12.5", unit="pc", default_sales_tax_id=3, sales_finance_account_id=2
    )

    invoice = await an_invoice(scoro, client_id, lines=[{"product_id": product["product_id"], "amount": 2}])

    (line,) = invoice["lines"]
    assert (line["price"], line["unit"], line["sum"]) == ("12.500000", "pc", "25.00")
    assert (line["vat_code"], line["finance_account_symbol"], line["product_code"]) == ("ZERORATEDOUTPUT", "260", "B")


async def test_a_product_without_discounts_keeps_its_price(scoro: Scoro, client_id: int) -> None:
    fixed = await scoro.create("products", name="Stamp", price=10, no_discounts=1)
    lines = [{"product_id": fixed["product_id"], "amount": 1}, {"comment": "Free text", "price": 10, "amount": 1}]

    invoice = await an_invoice(scoro, client_id, discount=50, lines=lines)

    assert (invoice["sum"], invoice["vat_sum"]) == ("15.00", "3.00")


async def test_absent_fields_keep_their_values(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id, reference_no="R1", is_sent=1)

    changed = await scoro.data(f"invoices/modify/{invoice['id']}", request={"description": "x"}, return_data=1)

    assert changed == invoice | {"description": "x"}


async def test_sending_lines_replaces_them_all(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    kept = invoice["lines"][1]["id"]

    changed = await scoro.data(
        f"invoices/modify/{invoice['id']}",
        request={"lines": [{"id": kept, "amount": 3}, {"comment": "Three", "price": 1, "amount": 1}]},
        return_data=1,
    )

    first, second = changed["lines"]
    assert (first["id"], first["comment"], first["sum"]) == (kept, "Two", "60.00")
    assert second["id"] not in {line["id"] for line in invoice["lines"]}
    assert (changed["sum"], changed["vat_sum"]) == ("61.00", "12.20")


async def test_what_is_read_only_is_ignored(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    request = {"status": "paid", "paid_sum": 36, "sum": 1, "account_id": "acme_ee", "is_deleted": 1, "id": 7}

    changed = await scoro.data(f"invoices/modify/{invoice['id']}", request=request, return_data=1)

    assert changed == invoice


async def test_a_document_that_changes_its_currency_takes_the_usual_rate(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id, currency="EUR", currency_rate="0.9")
    path = f"invoices/modify/{invoice['id']}"

    kept = await scoro.data(path, request={"currency": "EUR"}, return_data=1)
    usual = await scoro.data(path, request={"currency": "USD"}, return_data=1)
    given = await scoro.data(path, request={"currency": "EUR", "currency_rate": "0.8"}, return_data=1)

    assert [float(one["currency_rate"]) for one in (kept, usual, given)] == [0.9, 0.7731, 0.8]


async def test_two_contacts_may_have_the_same_name(scoro: Scoro) -> None:
    first, second = [await scoro.create("contacts", name="Harbour Ltd", id_code="1") for _ in range(2)]

    assert first["contact_id"] != second["contact_id"]


async def test_every_change_moves_the_modified_date_by_whole_seconds(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    await scoro.pass_time(seconds=61.9)

    await scoro.data(f"invoices/modify/{invoice['id']}", request={"is_sent": 1})

    changed = await scoro.data(f"invoices/view/{invoice['id']}")
    assert (changed["created_date"], changed["modified_date"]) == (
        "2026-03-09T12:00:00+00:00",
        "2026-03-09T12:01:01+00:00",
    )


async def test_unknown_keys_are_ignored_even_if_they_name_a_custom_field(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id, c_po="flat", sum="1000000")

    assert invoice["sum"] == "30.00"
    assert {one["id"]: one["value"] for one in invoice["custom_fields"]} == {"c_po": None, "c_xero_id": None}


@pytest.mark.parametrize(
    "written",
    [
        pytest.param([{"id": "c_po", "value": "PO-1"}], id="as a list"),
        pytest.param({"c_po": "PO-1"}, id="as the older map"),
    ],
)
async def test_custom_fields_are_written_one_by_one(scoro: Scoro, client_id: int, written: Any) -> None:
    invoice = await an_invoice(scoro, client_id, custom_fields=[{"id": "c_xero_id", "value": "x"}])

    await scoro.data(f"invoices/modify/{invoice['id']}", request={"custom_fields": written})

    changed = await scoro.data(f"invoices/view/{invoice['id']}")
    assert {one["id"]: one["value"] for one in changed["custom_fields"]} == {"c_po": "PO-1", "c_xero_id": "x"}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        pytest.param({"company_id": 999}, "company_id", id="unknown client"),
        pytest.param({"currency": "SEK"}, "currency", id="a currency that is not active"),
        pytest.param({"currency_rate": -1}, "currency_rate", id="a rate below zero"),
        pytest.param({"date": "09.03.2026"}, "date", id="a date of another form"),
        pytest.param({"discount": 101}, "discount", id="more than everything off"),
        pytest.param({"payment_type": "cheque"}, "payment_type", id="a word that is none of the known"),
        pytest.param({"is_sent": "maybe"}, "is_sent", id="neither yes nor no"),
        pytest.param({"lines": [{"vat_code_id": 99}]}, "vat_code_id", id="unknown VAT code"),
        pytest.param({"lines": [{"vat_code": "TAX001"}]}, "vat_code", id="a VAT code of the other entity"),
        pytest.param({"lines": [{"vat": 21}]}, "vat", id="a rate nobody has"),
        pytest.param({"lines": [{"finance_account_symbol": "777"}]}, "finance_account_symbol", id="unknown account"),
        pytest.param({"lines": [{"finance_account_id": 12}]}, "finance_account_id", id="the other entity's account"),
        pytest.param({"lines": [{"product_id": 5}]}, "product_id", id="unknown product"),
        pytest.param({"lines": [{"id": 5}]}, "lines", id="a line of another document"),
        pytest.param({"lines": [{"price": "ten"}]}, "price", id="a price in words"),
        pytest.param({"lines": [{"price": True}]}, "price", id="a price that is a boolean"),
        pytest.param({"lines": {"0": {}}}, "lines", id="lines that are no list"),
        pytest.param({"credited_invoices": [5]}, "credited_invoices", id="credits an unknown invoice"),
        pytest.param({"custom_fields": [{"id": "c_no", "value": 1}]}, "custom_fields", id="unknown custom field"),
        pytest.param({"no": "7"}, "no", id="a number that exists"),
    ],
)
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    scoro: Scoro, client_id: int, fields: dict[str, Any], named: str
) -> None:
    await an_invoice(scoro, client_id, no="7")
    invoice = await an_invoice(scoro, client_id)

    messages = await scoro.refusal(f"invoices/modify/{invoice['id']}", request=fields)

    assert messages.startswith(f"{{'error': {{'{named}': [")
    assert await scoro.data(f"invoices/view/{invoice['id']}") == invoice


async def test_a_credit_invoice_has_negative_amounts(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)

    credit = await an_invoice(
        scoro, client_id, credited_invoices=[invoice["id"]], lines=[{"comment": "Back", "price": 20, "amount": -1}]
    )

    assert (credit["sum"], credit["vat_sum"], credit["credited_invoices"]) == ("-20.00", "-4.00", [invoice["id"]])


async def test_a_deleted_document_is_seen_only_by_who_asks_for_it(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    await scoro.pass_time(minutes=1)

    assert await scoro.data(f"invoices/delete/{invoice['id']}") == []

    assert await scoro.data("invoices/list") == []
    (deleted,) = await scoro.data("invoices/list", include_deleted="1", detailed_response=1)
    assert deleted == invoice | {
        "lines": [],
        "is_deleted": 1,
        "deleted_date": "2026-03-09T12:01:00+00:00",
        "modified_date": "2026-03-09T12:01:00+00:00",
    }
    assert (await scoro.post(f"invoices/modify/{invoice['id']}", request={})).status_code == 404
    assert (await scoro.post(f"invoices/delete/{invoice['id']}")).status_code == 404


async def test_the_wish_for_deleted_rows_may_stand_inside_request(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    await scoro.data(f"invoices/delete/{invoice['id']}")

    assert len(await scoro.data("invoices/list", request={"include_deleted": 1})) == 1


async def test_after_thirty_days_a_deleted_document_is_gone(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    await scoro.data(f"invoices/delete/{invoice['id']}")

    await scoro.pass_time(days=30)
    seen = await scoro.data("invoices/list", include_deleted="1")
    await scoro.pass_time(seconds=1)

    assert len(seen) == 1
    assert await scoro.data("invoices/list", include_deleted="1") == []
    assert (await scoro.post(f"invoices/view/{invoice['id']}")).status_code == 404


async def test_the_switches_for_missing_objects(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id)
    await scoro.data(f"invoices/delete/{invoice['id']}")
    await scoro.control("PATCH", "settings", view_shows_deleted=False, not_found_is_http_404=False)

    answer = await scoro.post(f"invoices/view/{invoice['id']}")

    assert (answer.status_code, answer.json()["statusCode"]) == (200, 404)


async def test_addresses_are_replaced_unless_they_carry_their_id(scoro: Scoro) -> None:
    contact = await scoro.create("contacts", name="X", addresses=[{"city": "Leeds"}, {"city": "York"}])
    york = contact["addresses"][1]["contacts_addresses_id"]

    changed = await scoro.data(
        f"contacts/modify/{contact['contact_id']}",
        request={"addresses": [{"contacts_addresses_id": york, "street": "1 High St"}, {"city": "Bath"}]},
        return_data=1,
    )

    assert [one["full_address"] for one in changed["addresses"]] == ["1 High St, York", "Bath"]
    assert changed["addresses"][0]["contacts_addresses_id"] == york


async def test_finance_accounts_and_vat_codes_can_be_written(scoro: Scoro) -> None:
    account = await scoro.create("financeAccounts", account_symbol="205", name="More sales", is_sales_account=1)
    rate = await scoro.create("vatCodes", vat_code="TAX099", vat_name="8%", percent="8", is_sales=1)

    await scoro.data(f"financeAccounts/modify/{account['id']}", request={"is_active": 0})
    await scoro.data(f"vatCodes/delete/{rate['vat_code_id']}")

    assert (await scoro.data(f"financeAccounts/view/{account['id']}"))["is_active"] == 0
    assert "TAX099" not in {row["vat_code"] for row in await scoro.data("vatCodes/list")}
    assert "already in use" in await scoro.refusal(
        "financeAccounts/modify", request={"account_symbol": "205", "name": "x"}
    )


async def test_product_codes_are_unique_and_names_may_come_by_language(scoro: Scoro) -> None:
    product = await scoro.create("products", code="A1", names={"eng": "Apple"}, product_accounts=[{"id": "acme_ee"}])

    refusal = await scoro.refusal("products/modify", request={"code": "a1", "name": "Other"})

    assert (product["name"], product["product_accounts"]) == ("Apple", [{"id": "acme_ee"}])
    assert refusal == "{'error': 'Product code a1 is already in use'}"
    assert await scoro.data("products/list") == []
