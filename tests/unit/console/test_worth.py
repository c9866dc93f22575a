"""What a document comes to, labelled with its currency."""

import pytest

from services.console.worth import total


@pytest.mark.parametrize(
    ("system", "snapshot", "shown"),
    [
        ("scoro", '{"sum": "1000", "vat_sum": "240.5", "currency": "EUR"}', "1,240.50 EUR"),
        ("scoro", '{"sum": 0, "vat_sum": 0, "currency": "GBP"}', "0.00 GBP"),
        ("scoro", '{"name": "Nordic Oy"}', "–"),
        ("scoro", '{"sum": "much", "currency": "EUR"}', "–"),
        ("xero", '{"Total": 310.5, "CurrencyCode": "NOK"}', "310.50 NOK"),
        ("xero", '{"Amount": 12, "Invoice": {"CurrencyCode": "USD"}}', "12.00 USD"),
        ("xero", '{"Amount": 12}', "12.00 (currency not said)"),
        ("xero", "no JSON", "–"),
    ],
)
def test_a_total_has_its_tax_and_its_currency(system: str, snapshot: str, shown: str) -> None:
    assert total(system, snapshot) == shown  # type: ignore[arg-type]
