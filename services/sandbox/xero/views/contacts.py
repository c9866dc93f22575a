"""Contacts: full in single reads and write answers, shorter in lists, shortest inside documents."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from services.sandbox.xero.books.contact_fields import ADDRESS_SLOTS, PHONE_SLOTS
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Document, Kind
from services.sandbox.xero.books.records import Contact, ContactGroup
from services.sandbox.xero.books.transitions import APPROVED
from services.sandbox.xero.books.wire import ms_moment
from services.sandbox.xero.views.common import Flavour, Json, number, put_text

_EMPTY_ADDRESS = {"City": "", "Region": "", "PostalCode": "", "Country": ""}
_EMPTY_PHONE = {"PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}
_NO_BALANCES: Mapping[str, Json] = MappingProxyType({})
_REDUCED_TEXT = {
    "FirstName",
    "LastName",
    "EmailAddress",
    "AccountNumber",
    "CompanyNumber",
    "TaxNumber",
    "BankAccountDetails",
    "DefaultCurrency",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
}


def contact(ledger: Ledger, one: Contact, flavour: Flavour, *, balances: Mapping[str, Json] = _NO_BALANCES) -> Json:
    shown: Json = {"ContactID": one.id}
    put_text(shown, ContactNumber=one.number, MergedToContactID=one.merged_to)
    shown |= {"ContactStatus": one.status, "Name": one.name}
    is_reduced = flavour is Flavour.REDUCED
    shown |= {key: value for key, value in one.text.items() if not is_reduced or key in _REDUCED_TEXT}
    is_written = flavour is Flavour.WRITTEN
    if is_written:
        shown.setdefault("BankAccountDetails", "")
    shown["Addresses"] = _addresses(one, is_written=is_written)
    shown["Phones"] = _phones(one, is_written=is_written)
    shown["UpdatedDateUTC"] = ms_moment(one.updated)
    shown["ContactGroups"] = [group_summary(group) for group in ledger.groups_of(one.id)]
    shown |= {"IsSupplier": one.is_supplier, "IsCustomer": one.is_customer}
    shown["ContactPersons"] = [] if is_reduced else list(one.persons)
    if is_written:
        shown |= {"SalesTrackingCategories": [], "PurchasesTrackingCategories": []}
    else:
        shown["HasAttachments"] = False
    shown["HasValidationErrors"] = False
    if not is_reduced and one.payment_terms:
        shown["PaymentTerms"] = one.payment_terms
    if flavour is Flavour.SINGLE:
        shown["Attachments"] = []
    if one.id in balances:
        shown["Balances"] = balances[one.id]
    return shown


def contact_summary(ledger: Ledger, one: Contact) -> Json:
    """`summaryOnly=true`: without the flags and whatever is costly."""
    shown = contact(ledger, one, Flavour.REDUCED)
    for key in ("IsCustomer", "IsSupplier", "HasAttachments"):
        del shown[key]
    return shown


def group_summary(one: ContactGroup) -> Json:
    """Without its contacts."""
    return {
        "ContactGroupID": one.id,
        "Name": one.name,
        "Status": one.status,
        "Contacts": [],
        "HasValidationErrors": False,
    }


def group(ledger: Ledger, one: ContactGroup) -> Json:
    return group_summary(one) | {"Contacts": [embedded(ledger.contacts[contact_id]) for contact_id in one.contact_ids]}


def embedded(one: Contact) -> Json:
    """Inside listed documents and payments."""
    return {
        "ContactID": one.id,
        "Name": one.name,
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def _addresses(one: Contact, *, is_written: bool) -> list[Json]:
    empty = _EMPTY_ADDRESS if is_written else {}
    return [{"AddressType": slot, **(one.addresses.get(slot) or empty)} for slot in ADDRESS_SLOTS]


def _phones(one: Contact, *, is_written: bool) -> list[Json]:
    empty = _EMPTY_PHONE if is_written else {}
    return [{"PhoneType": slot, **(one.phones.get(slot) or empty)} for slot in PHONE_SLOTS]


def balances(ledger: Ledger, contact_ids: frozenset[str]) -> dict[str, Json]:
    """Outstanding and overdue in either direction, for contacts that have approved documents or money ahead."""
    found: dict[str, dict[str, dict[str, Decimal]]] = {}
    for document in ledger.all_documents():
        if document.contact_id in contact_ids and document.status in APPROVED:
            sides = found.setdefault(document.contact_id, {side: dict.fromkeys(_SUMS, Decimal(0)) for side in _SIDES})
            _count(sides["AccountsReceivable" if document.is_sale else "AccountsPayable"], document, ledger)
    return {
        contact_id: {side: {key: number(value) for key, value in sums.items()} for side, sums in sides.items()}
        for contact_id, sides in found.items()
    }


_SIDES = ("AccountsReceivable", "AccountsPayable")
_SUMS = ("Outstanding", "Overdue")


def _count(side: dict[str, Decimal], document: Document, ledger: Ledger) -> None:
    owed = document.outstanding if document.kind is Kind.INVOICE else -document.outstanding
    side["Outstanding"] += owed
    if document.due_date is not None and document.due_date < ledger.now.date():
        side["Overdue"] += owed
