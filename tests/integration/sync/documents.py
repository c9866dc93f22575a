"""Contacts and invoices as Scoro sends them, to be changed per test."""

from typing import Any

from shared import jsonio

A_CONTACT: dict[str, Any] = {
    "contact_id": 312,
    "name": "Harbour &amp; Sons Ltd",
    "contact_type": "company",
    "id_code": "08123456",
    "vatno": "GB123456789",
    "is_client": 1,
    "is_supplier": 0,
    "addresses": [],
    "means_of_contact": {"email": ["ap@harbour.example"]},
    "created_date": "2026-11-02T08:00:00+00:00",
    "modified_date": "2026-11-02T08:00:00+00:00",
    "is_deleted": 0,
}
A_LINE: dict[str, Any] = {
    "id": 1,
    "product_id": 0,
    "comment": "Travel",
    "price": "100.000000",
    "amount": "1.000000",
    "sum": "100.00",
    "unit": "pc",
    "vat": "20.000",
    "vat_code_id": "9",
    "vat_code": "OUTPUT2",
    "finance_account_symbol": "200",
}
AN_INVOICE: dict[str, Any] = {
    "id": 4101,
    "no": "2026031",
    "company_id": 312,
    "date": "2026-11-01",
    "deadline": "2026-11-15",
    "currency": "GBP",
    "currency_rate": 1,
    "sum": "100.00",
    "vat_sum": "20.00",
    "is_sent": 1,
    "credited_invoices": None,
    "account_id": "acme_uk",
    "lines": [A_LINE],
    "created_date": "2026-11-02T09:00:00+00:00",
    "modified_date": "2026-11-02T09:05:00+00:00",
    "is_deleted": 0,
}


def text(row: dict[str, Any]) -> str:
    """As the log keeps it."""
    return jsonio.dumps(row).decode()


def contact(number: int, **fields: Any) -> dict[str, Any]:
    """Another contact, with numbers of its own."""
    own = {"contact_id": number, "name": f"Client {number}", "id_code": f"REG{number}", "vatno": ""}
    return A_CONTACT | own | fields


def invoice(number: int, **fields: Any) -> dict[str, Any]:
    """Another invoice."""
    return AN_INVOICE | {"id": number, "no": f"INV{number}"} | fields
