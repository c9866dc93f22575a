"""Everything a document is refused for, and how a refusal looks."""

from typing import Any

import pytest

from tests.unit.sandbox_xero.statuses import NOT_MODIFIABLE, set_status

REFUSED = [
    ({"Contact": None}, "A Contact must be specified for this type of transaction"),
    (
        {"Contact": {"EmailAddress": "a@b.example"}},
        (
            "The Contact must contain at least 1 of the following elements to identify the contact: "
            "Name, ContactID, ContactNumber"
        ),
    ),
    ({"LineItems": []}, "One or more line items must be specified"),
    ({"DueDate": None}, "The document DueDate field must be specified"),
    ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
    ({"Url": "example.com/7"}, "Url must be a valid absolute url"),
    ({"Url": "https://example.com/xero/7"}, "Url must not contain the word xero"),
    ({"Total": 1}, "The document total does not equal the sum of the lines"),
]


REFUSED_LINES = [
    ({"AccountCode": "999"}, "Account code '999' is not a valid code for this document."),
    ({"AccountCode": "090"}, "Account code '090' is not a valid code for this document."),
    ({"AccountCode": "610"}, "Account code '610' is not a valid code for this document."),
    ({"AccountCode": "820"}, "Account code '820' is not a valid code for this document."),
    ({"AccountCode": None}, "Account code '' is not a valid code for this document."),
    ({"TaxType": "INPUT2"}, "The TaxType code 'INPUT2' cannot be used with account code '200'."),
    (
        {"TaxType": "OUTPUT"},
        "The TaxType code 'OUTPUT' does not exist or cannot be used with this type of transaction.",
    ),
    ({"LineAmount": 1}, "The line total 1.00 does not match the expected line total 100.00"),
    ({"Quantity": -1}, "The quantity value '-1.0000' is invalid. Quantity must not be less than zero."),
    ({"TaxAmount": 101}, "Tax amount cannot be greater than the line amount"),
    ({"ItemCode": "nothing"}, "Item code 'nothing' is not valid"),
    ({"UnitAmount": -100}, "The invoice total cannot be less than zero"),
]


@pytest.mark.parametrize(("change", "message"), REFUSED, ids=[message[:50] for _, message in REFUSED])
async def test_documents_are_refused(
    xero: Any, an_invoice: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    answer = await xero.call("PUT", "/Invoices", an_invoice | change)

    assert (answer.status, answer.messages) == (400, [message])


@pytest.mark.parametrize(("change", "message"), REFUSED_LINES, ids=[message[:50] for _, message in REFUSED_LINES])
async def test_lines_are_refused(xero: Any, an_invoice: dict[str, Any], change: dict[str, Any], message: str) -> None:
    line = an_invoice["LineItems"][0] | change

    answer = await xero.call("PUT", "/Invoices", an_invoice | {"LineItems": [line]})

    assert answer.status == 400
    assert message in answer.messages


async def test_a_discount_wants_the_unit_price(xero: Any, an_invoice: dict[str, Any]) -> None:
    line = {"Description": "x", "LineAmount": 100, "DiscountRate": 10, "AccountCode": "200"}

    answer = await xero.call("PUT", "/Invoices", an_invoice | {"LineItems": [line]})

    assert answer.messages == [
        "The UnitAmount should be used when specifying a discount for a line item.",
        "The line total 100.00 does not match the expected line total 90.00",
    ]


async def test_an_archived_account_is_refused(xero: Any, an_invoice: dict[str, Any]) -> None:
    accounts = (await xero.call("GET", "/Accounts", where='Code=="200"')).body["Accounts"]
    await xero.call("POST", f"/Accounts/{accounts[0]['AccountID']}", {"Status": "ARCHIVED"})

    answer = await xero.call("PUT", "/Invoices", an_invoice)

    assert answer.messages == [
        "Account code '200' has been archived, or has been deleted. Each line item must reference a valid account."
    ]


@pytest.mark.parametrize(
    ("date", "field", "message"),
    [
        ("2026-03-31", "period_lock_date", "period lock date, currently set at 31 March 2026"),
        ("2026-03-31", "end_of_year_lock_date", "end of year lock date, currently set at 31 March 2026"),
    ],
)
async def test_locked_periods(xero: Any, an_invoice: dict[str, Any], date: str, field: str, message: str) -> None:
    old = await xero.invoice(Date=date)
    await xero.control("PATCH", f"/organisations/{xero.ledger.organisation.id}", {field: "2026-03-31"})

    create = await xero.call("PUT", "/Invoices", an_invoice | {"Date": date})
    void = await set_status(xero, old, "VOIDED")
    later = await xero.call("PUT", "/Invoices", an_invoice | {"Date": "2026-04-01"})

    assert create.messages == void.messages == [f"The document date cannot be before the {message}"]
    assert later.status == 200


async def test_wrong_kinds_refuse_the_request(xero: Any, an_invoice: dict[str, Any]) -> None:
    answer = await xero.call("PUT", "/Invoices", an_invoice | {"LineAmountTypes": "NO_TAX"})

    assert (answer.status, answer.body["ErrorNumber"], answer.body["Type"]) == (400, 14, "PostDataInvalidException")
    assert answer.body["Message"].startswith('Error converting value "NO_TAX" to type \'Xero.API.Library..')


async def test_a_failed_element_looks_as_recorded(xero: Any) -> None:
    invoice = await xero.invoice()
    body = {"Invoices": [{"InvoiceID": invoice["InvoiceID"], "Status": "DELETED"}]}

    answer = await xero.call("POST", "/Invoices", body, summarizeErrors="false")

    failed = answer.body["Invoices"][0]
    assert answer.status == 200
    assert (failed["Status"], failed["HasErrors"], failed["StatusAttributeString"]) == ("DELETED", True, "ERROR")
    assert failed["ValidationErrors"] == [{"Message": NOT_MODIFIABLE}]
    assert failed["Total"] == 115
    assert not {"InvoiceNumber", "AmountDue", "UpdatedDateUTC"} & failed.keys()


async def test_a_failed_new_element_has_the_zero_id(xero: Any, an_invoice: dict[str, Any]) -> None:
    body = {"Invoices": [an_invoice | {"DueDate": None}, an_invoice]}

    answer = await xero.call("PUT", "/Invoices", body, summarizeErrors="false")

    bad, good = answer.body["Invoices"]
    assert bad["InvoiceID"] == "00000000-0000-0000-0000-000000000000"
    assert (good["StatusAttributeString"], good["InvoiceNumber"]) == ("OK", "INV-0001")


async def test_by_default_a_batch_is_all_or_nothing(xero: Any, an_invoice: dict[str, Any]) -> None:
    body = {"Invoices": [an_invoice, an_invoice | {"DueDate": None}]}

    answer = await xero.call("PUT", "/Invoices", body)

    assert (answer.status, len(answer.body["Elements"])) == (400, 1)
    assert not xero.ledger.invoices
    assert not xero.ledger.contacts
