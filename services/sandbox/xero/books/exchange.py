"""What a payment is worth in the bank account's currency (reference sections 7 and 8.11).

Rates are foreign units per one base unit. `CurrencyRate` is the rate of the document's currency, or of the account's
where the document is in the base currency. `BankAmount` is what the bank says and wins over a rate. What is neither
sent nor one follows the day rate.
"""

from dataclasses import dataclass
from decimal import Decimal

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.money import ONE, rounded
from services.sandbox.xero.books.papers import Document
from services.sandbox.xero.books.problems import Findings
from services.sandbox.xero.books.records import Account

RATE_PLACES = 6
NOT_POSITIVE = "The CurrencyRate must be greater than zero"
BANK_NOT_POSITIVE = "BankAmount must be greater than zero"
BANK_MUST_EQUAL = "BankAmount must equal Amount when the account has the currency of the document"


@dataclass(frozen=True, slots=True)
class Exchanged:
    bank_amount: Decimal
    rate: Decimal


def exchanged(
    ledger: Ledger, document: Document, account: Account, given: Given, amount: Decimal, findings: Findings
) -> Exchanged:
    base = ledger.organisation.base_currency
    here, there = document.currency_code, account.currency_code or base
    rate = _sent(given, "CurrencyRate", NOT_POSITIVE, findings)
    bank = _sent(given, "BankAmount", BANK_NOT_POSITIVE, findings)
    if here == there:
        if bank is not None and rounded(bank) != amount:
            findings.add(BANK_MUST_EQUAL)
        return Exchanged(amount, ONE if here == base else _places(rate or ledger.day_rate(here)))
    if bank is not None:
        bank = rounded(bank)
        return Exchanged(bank, _implied(ledger, here, there, amount, bank, rate))
    ours = _rate(ledger, here, rate if here != base else None)
    theirs = _rate(ledger, there, rate if here == base else None)
    return Exchanged(rounded(amount / ours * theirs), _places(theirs if here == base else ours))


def _implied(ledger: Ledger, here: str, there: str, amount: Decimal, bank: Decimal, rate: Decimal | None) -> Decimal:
    """The rate that both amounts tell, where one of them is in the base currency."""
    base = ledger.organisation.base_currency
    if there == base:
        return _places(amount / bank)
    if here == base:
        return _places(bank / amount)
    return _places(rate or ledger.day_rate(here))


def _rate(ledger: Ledger, currency: str, sent: Decimal | None) -> Decimal:
    return ONE if currency == ledger.organisation.base_currency else sent or ledger.day_rate(currency)


def _sent(given: Given, key: str, message: str, findings: Findings) -> Decimal | None:
    value = given.decimal(key)
    if value is not None and value <= 0:
        findings.add(message)
        return None
    return value


def _places(rate: Decimal) -> Decimal:
    return rounded(rate, RATE_PLACES)
