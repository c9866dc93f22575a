"""Which currency codes Xero knows by name, and adding one to an organisation."""

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import ElementRefusedError, post_data_invalid

NAMES = {
    "AED": "United Arab Emirates Dirham",
    "AUD": "Australian Dollar",
    "BGN": "Bulgarian Lev",
    "BRL": "Brazilian Real",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "CNY": "Chinese Yuan Renminbi",
    "CZK": "Czech Koruna",
    "DKK": "Danish Krone",
    "EUR": "Euro",
    "GBP": "British Pound",
    "HKD": "Hong Kong Dollar",
    "HUF": "Hungarian Forint",
    "ILS": "Israeli New Shekel",
    "INR": "Indian Rupee",
    "ISK": "Icelandic Krona",
    "JPY": "Japanese Yen",
    "KRW": "Korean Won",
    "KWD": "Kuwaiti Dinar",
    "MXN": "Mexican Peso",
    "MYR": "Malaysian Ringgit",
    "NOK": "Norwegian Krone",
    "NZD": "New Zealand Dollar",
    "PHP": "Philippine Peso",
    "PLN": "Polish Zloty",
    "RON": "Romanian New Leu",
    "RUB": "Russian Rouble",
    "SEK": "Swedish Krona",
    "SGD": "Singapore Dollar",
    "THB": "Thai Baht",
    "TRY": "Turkish Lira",
    "UAH": "Ukrainian Hryvnia",
    "USD": "United States Dollar",
    "ZAR": "South African Rand",
}


def add(ledger: Ledger, given: Given) -> tuple[str, str]:
    """Subscribe to one currency; the plan must have multi-currency."""
    code = given.text("Code") or ""
    if code not in NAMES:
        raise post_data_invalid(
            f"Error converting value \"{code}\" to type 'Xero.API.Library..CurrencyCode'. Path '{given.path}.Code'."
        )
    if not ledger.organisation.has_multicurrency:
        raise ElementRefusedError("Organisation does not have multi-currency enabled")
    if code not in ledger.currencies:
        ledger.add_currency(code, NAMES[code])
    return code, NAMES[code]


def must_be_subscribed(ledger: Ledger, code: str) -> None:
    if code not in ledger.currencies:
        raise ElementRefusedError(f"Organisation is not subscribed to currency {code}")
