"""What a person's wish names; 404 if there is no such thing."""

from collections.abc import Iterable
from typing import TypeVar

from fastapi import HTTPException

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Allocation, Document, Kind, Payment
from services.sandbox.xero.books.records import Account, Contact, TaxRate, TrackingCategory, TrackingOption
from services.sandbox.xero.control.bodies import PersonBody

_Found = TypeVar("_Found")


def document(ledger: Ledger, wish: PersonBody) -> Document:
    """What gives credit, if any is named, else the invoice."""
    credit = {Kind.CREDIT_NOTE: wish.credit_note, **ahead(wish)}
    kind, key = next(((kind, key) for kind, key in credit.items() if key), (Kind.INVOICE, wish.invoice))
    return _there(ledger.document_for(kind, key), "document", key)


def ahead(wish: PersonBody) -> dict[Kind, str]:
    """The prepayment or overpayment that is named."""
    return {Kind.PREPAYMENT: wish.prepayment, Kind.OVERPAYMENT: wish.overpayment}


def payment(ledger: Ledger, key: str) -> Payment:
    return _there(ledger.payments.get(key.lower()), "payment", key)


def invoice(ledger: Ledger, wish: PersonBody) -> Document:
    return _there(ledger.document_for(Kind.INVOICE, wish.invoice), "invoice", wish.invoice)


def allocation(ledger: Ledger, key: str) -> Allocation:
    return _there(ledger.allocations.get(key.lower()), "allocation", key)


def contact(ledger: Ledger, key: str) -> Contact:
    named = (one for one in ledger.contacts.values() if one.name.lower() == key.lower())
    return _there(ledger.contacts.get(key.lower()) or next(named, None), "contact", key)


def account(ledger: Ledger, key: str) -> Account:
    found = ledger.account_for(key) or ledger.account_for(None, key.lower())
    return _there(found, "account", key)


def tax_rate(ledger: Ledger, key: str) -> TaxRate:
    return _there(ledger.tax_rates.get(key) or _named(ledger.tax_rates.values(), key), "tax rate", key)


def category(ledger: Ledger, key: str) -> TrackingCategory:
    living = [one for one in ledger.categories.values() if one.status != "DELETED"]
    return _there(ledger.categories.get(key.lower()) or _named(living, key), "tracking category", key)


def option(owner: TrackingCategory, key: str) -> TrackingOption:
    living = [one for one in owner.options if one.status != "DELETED"]
    return _there(owner.option(key.lower()) or _named(living, key), "tracking option", key)


_Named = TypeVar("_Named", TaxRate, TrackingCategory, TrackingOption)


def _named(found: Iterable[_Named], key: str) -> _Named | None:
    return next((one for one in found if one.name.lower() == key.lower()), None)


def _there(found: _Found | None, noun: str, key: str) -> _Found:
    if found is None:
        raise HTTPException(404, f"no {noun} {key!r}")
    return found
