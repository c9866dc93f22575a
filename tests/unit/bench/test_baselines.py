"""The fewest calls, and the same documents for loops that know nothing of the product."""

from decimal import Decimal

from xero_python.api_client.serializer import serialize

from deploy.bench.bare import _model, ready
from deploy.bench.calls import least

A_ROW = {
    "Type": "ACCREC", "Status": "AUTHORISED", "Date": "/Date(1763596800000+0000)/", "LineAmountTypes": "Exclusive",
    "CurrencyCode": "GBP", "InvoiceNumber": "7", "Contact": {"ContactID": "c", "Name": "Ada"}, "Total": Decimal(3),
    "LineItems": [{"Description": "Work", "Quantity": Decimal(1), "UnitAmount": Decimal("2.5"), "LineItemID": "x"}],
}  # fmt: skip


def test_a_kind_fills_calls_of_fifty_by_itself() -> None:
    assert least({"Contacts": 51, "Invoices": 100, "CreditNotes": 0, "Items": 1}) == 2 + 2 + 0 + 1


def test_documents_are_sent_again_under_new_numbers_without_what_xero_made() -> None:
    [found] = ready({"Invoices": [A_ROW, {**A_ROW, "Status": "VOIDED"}]}, "again")

    assert found["InvoiceNumber"] == "again-7"
    assert found["Contact"] == {"ContactID": "c"}
    assert "Total" not in found
    assert "LineItemID" not in found["LineItems"][0]


def test_the_sdk_can_send_them() -> None:
    [document] = ready({"Invoices": [A_ROW]}, "sdk")

    sent = serialize(_model(document))

    assert (sent["InvoiceNumber"], sent["LineItems"][0]["UnitAmount"]) == ("sdk-7", 2.5)
