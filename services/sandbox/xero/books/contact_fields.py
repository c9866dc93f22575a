"""The fields of a contact besides name, number and status. Phones and addresses are fixed slots."""

import re
from dataclasses import replace
from typing import Any

from services.sandbox.xero.books.currencies import must_be_subscribed
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import ElementRefusedError, post_data_invalid
from services.sandbox.xero.books.records import Contact

TEXT_LIMITS = {
    "AccountNumber": 50,
    "FirstName": 255,
    "LastName": 255,
    "CompanyNumber": 50,
    "EmailAddress": 255,
    "BankAccountDetails": 255,
    "TaxNumber": 50,
    "TaxNumberType": 4,
    "AccountsReceivableTaxType": 50,
    "AccountsPayableTaxType": 50,
    "SalesDefaultLineAmountType": 9,
    "PurchasesDefaultLineAmountType": 9,
    "DefaultCurrency": 3,
    "XeroNetworkKey": 100,
    "SalesDefaultAccountCode": 10,
    "PurchasesDefaultAccountCode": 10,
}
PHONE_SLOTS = ("DDI", "DEFAULT", "FAX", "MOBILE")
PHONE_LIMITS = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
ADDRESS_SLOTS = ("STREET", "POBOX")
ADDRESS_LIMITS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
MOST_PERSONS = 5
_NUMBER_LIMIT = 50
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LINE_AMOUNT_TYPES = {"INCLUSIVE", "EXCLUSIVE", "NONE"}
_TERM_TYPES = {"DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"}


def fields_from(ledger: Ledger, base: Contact, given: Given) -> Contact:
    """`base` with what was sent; fields that were not sent stay."""
    _within(given, "ContactNumber", _NUMBER_LIMIT)
    text = dict(base.text)
    for key, limit in TEXT_LIMITS.items():
        value = _within(given, key, limit)
        if value is not None:
            text[key] = value
    _check_text(ledger, {key: value for key, value in text.items() if value != base.text.get(key)})
    return replace(
        base,
        text={key: value for key, value in text.items() if value},
        persons=_persons(given, base),
        phones=_slots(given, "Phones", "PhoneType", base.phones, PHONE_LIMITS, PHONE_SLOTS),
        addresses=_slots(given, "Addresses", "AddressType", base.addresses, ADDRESS_LIMITS, ADDRESS_SLOTS),
        payment_terms=_terms(given) if given.has("PaymentTerms") else base.payment_terms,
    )


def _check_text(ledger: Ledger, changed: dict[str, str]) -> None:
    if email := changed.get("EmailAddress"):
        _check_email(email)
    if currency := changed.get("DefaultCurrency"):
        must_be_subscribed(ledger, currency)
    for key in ("AccountsReceivableTaxType", "AccountsPayableTaxType"):
        if (tax_type := changed.get(key)) and tax_type not in ledger.tax_rates:
            raise ElementRefusedError(
                f"The TaxType code '{tax_type}' does not exist or cannot be used with this type of transaction."
            )
    for key in ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode"):
        if (code := changed.get(key)) and ledger.account_for(code) is None:
            raise ElementRefusedError(f"Account code '{code}' is not a valid code for this document.")
    for key in ("SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType"):
        if (kind := changed.get(key)) and kind not in _LINE_AMOUNT_TYPES:
            raise post_data_invalid(f"Error converting value \"{kind}\" to type 'Xero.API.Library..{key}'.")


def _check_email(email: str) -> None:
    if not email.isascii() or not _EMAIL.fullmatch(email):
        raise ElementRefusedError("Email address must be valid.")


def _within(given: Given, key: str, limit: int) -> str | None:
    value = given.text(key)
    if value is not None and len(value) > limit:
        raise ElementRefusedError(f"The {key} must not be longer than {limit} characters")
    return value


def _persons(given: Given, base: Contact) -> tuple[dict[str, Any], ...]:
    sent = given.objects("ContactPersons")
    if sent is None:
        return base.persons
    if len(sent) > MOST_PERSONS:
        raise ElementRefusedError(f"A maximum of {MOST_PERSONS} contact persons can be specified")
    return tuple(_person(one) for one in sent)


def _person(given: Given) -> dict[str, Any]:
    if email := given.text("EmailAddress"):
        _check_email(email)
    fields = {key: given.text(key) for key in ("FirstName", "LastName", "EmailAddress")}
    return {key: value for key, value in fields.items() if value} | {
        "IncludeInEmails": given.boolean("IncludeInEmails") or False
    }


def _slots(
    given: Given,
    key: str,
    type_key: str,
    base: dict[str, dict[str, str]],
    limits: dict[str, int],
    slots: tuple[str, ...],
) -> dict[str, dict[str, str]]:
    sent = given.objects(key)
    if sent is None:
        return base
    filled = dict(base)
    for one in sent:
        slot = one.choice(type_key, frozenset(slots), type_key)
        if slot is None:
            raise ElementRefusedError(f"The {type_key} must be specified")
        values = {name: _within(one, name, limit) for name, limit in limits.items()}
        _letters_only(values.get("Country"))
        filled[slot] = {name: value for name, value in values.items() if value}
    return {slot: values for slot, values in filled.items() if values}


def _letters_only(country: str | None) -> None:
    if country and any(letter.isdigit() for letter in country):
        raise ElementRefusedError("The Country must only contain letters")


def _terms(given: Given) -> dict[str, Any] | None:
    terms = given.object("PaymentTerms")
    found: dict[str, Any] = {}
    for side in ("Bills", "Sales"):
        if terms is not None and (one := terms.object(side)) is not None and one.has("Day"):
            kind = one.choice("Type", frozenset(_TERM_TYPES), "PaymentTermType")
            found[side] = {"Day": int(one.decimal("Day") or 0), "Type": kind or "DAYSAFTERBILLDATE"}
    return found or None
