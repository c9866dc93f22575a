"""The fields of a document besides contact, status and lines."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlsplit

from services.sandbox.xero.books.currencies import must_be_subscribed
from services.sandbox.xero.books.families import Family
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.money import ONE, rounded
from services.sandbox.xero.books.papers import Document
from services.sandbox.xero.books.problems import ElementRefusedError, Findings

LINE_AMOUNT_TYPES = frozenset({"Exclusive", "Inclusive", "NoTax"})
_LONGEST = 255


def from_given(ledger: Ledger, family: Family, base: Document, given: Given, findings: Findings) -> Document:
    """`base` with what was sent; fields that were not sent stay."""
    currency = given.text("CurrencyCode") or base.currency_code
    findings.attempt(must_be_subscribed, ledger, currency)
    url = given.text("Url")
    if url:
        findings.attempt(check_url, url)
    sent = given.boolean("SentToContact")
    return replace(
        base,
        number=_short(given, family.number_key, findings) or base.number,
        reference=_or(_short(given, "Reference", findings), base.reference),
        date=given.date("Date") or base.date,
        due_date=given.date("DueDate") or base.due_date,
        expected_payment_date=_payment_date(given, "ExpectedPaymentDate", is_shown=base.is_sale)
        or base.expected_payment_date,
        planned_payment_date=_payment_date(given, "PlannedPaymentDate", is_shown=not base.is_sale)
        or base.planned_payment_date,
        line_amount_types=given.choice("LineAmountTypes", LINE_AMOUNT_TYPES, "LineAmountType")
        or base.line_amount_types,
        currency_code=currency,
        currency_rate=_rate(ledger, base, currency, given),
        is_sent=base.is_sent if sent is None else sent and base.is_sale,
        url=_or(url, base.url),
        branding_theme_id=_theme(ledger, given, findings) or base.branding_theme_id,
    )


def _payment_date(given: Given, key: str, *, is_shown: bool) -> dt.date | None:
    """Expected belongs to sales, planned to bills; on the other side it is ignored."""
    return given.date(key) if is_shown else None


def _rate(ledger: Ledger, base: Document, currency: str, given: Given) -> Decimal:
    if currency == ledger.organisation.base_currency:
        return ONE
    sent = given.decimal("CurrencyRate")
    if sent:
        return rounded(sent, 6)
    return base.currency_rate if currency == base.currency_code else ledger.day_rate(currency)


def _theme(ledger: Ledger, given: Given, findings: Findings) -> str | None:
    theme = given.guid("BrandingThemeID")
    if theme and theme != ledger.organisation.branding_theme_id:
        findings.add("The branding theme with the specified BrandingThemeID could not be found")
    return theme


def check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or " " in url:
        raise ElementRefusedError("Url must be a valid absolute url")
    if "xero" in url.lower():
        raise ElementRefusedError("Url must not contain the word xero")


def _short(given: Given, key: str, findings: Findings) -> str | None:
    value = given.text(key)
    if value and len(value) > _LONGEST:
        findings.add(f"The {key} must not be longer than {_LONGEST} characters")
    return value


def _or(sent: str | None, kept: str) -> str:
    return kept if sent is None else sent
