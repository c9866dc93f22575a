"""`docs/lossy-fields.md` says what the code says."""

from pathlib import Path

import pytest

from services.bills import lossy as bills
from services.contacts import lossy as contacts
from services.invoices import lossy as invoices
from services.products import lossy as products

DOCUMENT = Path(__file__).parents[3] / "docs" / "lossy-fields.md"
TABLES = {
    "Contacts, Scoro → Xero → Scoro": contacts.FROM_SCORO,
    "Contacts, Xero → Scoro → Xero": contacts.FROM_XERO,
    "Products, Scoro → Xero → Scoro": products.FROM_SCORO,
    "Products, Xero → Scoro → Xero": products.FROM_XERO,
    "Invoices and credit notes, Scoro → Xero → Scoro": invoices.FROM_SCORO,
    "Invoices and credit notes, Xero → Scoro → Xero": invoices.FROM_XERO,
    "Bills, Scoro → Xero → Scoro": bills.FROM_SCORO,
    "Bills, Xero → Scoro → Xero": bills.FROM_XERO,
}


@pytest.mark.parametrize("title", TABLES)
def test_the_document_has_every_row_of_the_table(title: str) -> None:
    rows = "".join(f"| {field} | {why} |\n" for field, why in TABLES[title].items())

    assert f"## {title}\n\n| field | why it is lost |\n| --- | --- |\n{rows}" in DOCUMENT.read_text(encoding="utf-8")
