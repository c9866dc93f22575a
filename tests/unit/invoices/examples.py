"""Documents that tests change to their needs."""

from decimal import Decimal
from typing import Any

from services.invoices.documents import ScoroInvoice, XeroCreditNote, XeroInvoice
from services.invoices.mapping import to_xero
from shared.documents.refs import ProductRef, Refs, TrackingRef
from shared.documents.twins import Twin

A_LINE: dict[str, Any] = {
    "id": 14175, "product_id": 84, "product_name": "Consulting &amp; care", "product_code": "CONS-H",
    "comment": "March", "comment2": "", "price": "95.000000", "amount": "10.000000", "amount2": None, "unit": "h",
    "discount": None, "sum": "950.00", "vat": "20.000", "vat_code_id": "9", "vat_code": "OUTPUT2",
    "finance_account_id": 21, "finance_account_symbol": "210", "finance_object_id": 3,
    "finance_object_symbol": "DES", "project_id": 77,
}  # fmt: skip

A_HEADING: dict[str, Any] = {
    "id": 14174, "product_id": -1, "comment": "Phase 1", "price": "0.000000", "amount": "0.000000", "sum": "0.00",
    "unit": "",
}  # fmt: skip

WIRE: dict[str, Any] = {
    "id": 4101, "no": "2026031", "company_id": 312, "person_id": 9, "project_id": 77, "date": "2026-03-02",
    "deadline": "2026-03-16", "currency": "GBP", "currency_rate": 1, "discount": "0.000000", "discount2": None,
    "discount3": None, "sum": "950.00", "vat_sum": "190.00", "vat": None, "vat_code": "", "reference_no": "20260310",
    "description": "", "status": "unpaid", "paid_sum": 0, "is_sent": 1, "credited_invoices": None,
    "account_id": "acme_uk", "lines": [A_HEADING, A_LINE], "created_date": "2026-03-02T09:00:00+00:00",
    "modified_date": "2026-03-02T09:05:00+00:00", "is_deleted": 0, "deleted_date": None,
}  # fmt: skip
"""As Scoro sends an invoice, shortened by fields that nobody reads."""

REFS = Refs(
    contact_id="c0ffee00-0000-0000-0000-000000000312",
    base_currency="GBP",
    currencies=frozenset({"GBP", "EUR"}),
    tax_rates={"OUTPUT2": Decimal("20.0"), "RROUTPUT": Decimal("5.0"), "ZERORATEDOUTPUT": Decimal("0.0")},
    default_account="200",
    products={84: ProductRef(item_code="CONS-H", account="205", is_never_discounted=False)},
    accounting_objects={3: TrackingRef("Department", "Design")},
    url="https://acme.scoro.example/invoices/view/4101",
)


def an_invoice(**changes: Any) -> ScoroInvoice:
    """The document with some of its wire fields changed."""
    return ScoroInvoice.model_validate({**WIRE, **changes})


def with_line(*, net: str, vat: str, **changes: Any) -> ScoroInvoice:
    """A document of one line, and what Scoro makes of it."""
    header = {name: changes.pop(name) for name in tuple(changes) if name in WIRE and name not in A_LINE}
    return an_invoice(sum=net, vat_sum=vat, lines=[{**A_LINE, "sum": None, **changes}], **header)


def as_invoice(invoice: ScoroInvoice, refs: Refs = REFS) -> XeroInvoice:
    element = to_xero(invoice, refs).element
    assert isinstance(element, XeroInvoice)
    return element


def as_note(invoice: ScoroInvoice, refs: Refs = REFS) -> XeroCreditNote:
    element = to_xero(invoice, refs).element
    assert isinstance(element, XeroCreditNote)
    return element


A_TWIN = Twin.model_validate(
    {
        "kind": "invoice",
        "xero_id": "60aa0000-0000-0000-0000-000000004101",
        "number": "2026031",
        "status": "AUTHORISED",
        "contact_id": REFS.contact_id,
        "currency_code": "GBP",
        "sub_total": "950.00",
        "total_tax": "190.00",
        "total": "1140.00",
        "lines": [{"id": "l-1"}, {"id": "l-2", "has": ["Quantity", "AccountCode", "TaxType"]}],
    }
)
