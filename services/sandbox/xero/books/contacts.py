"""Writing contacts: who is meant, what may be written, which names and numbers are taken (reference section 8.6)."""

import re
from dataclasses import replace

from services.sandbox.xero.books.contact_fields import fields_from
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError, post_data_invalid
from services.sandbox.xero.books.records import Contact

ARCHIVED_CANNOT_BE_EDITED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
ARCHIVED_CANNOT_BE_USED = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes."
)
MUST_IDENTIFY = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
MUST_BE_SPECIFIED = "A Contact must be specified for this type of transaction"
NUMBER_TAKEN = "Another contact has this contact number. Please enter a unique Contact Number."
_NAME_LENGTH = 255
_STATUSES = frozenset({"ACTIVE", "ARCHIVED"})
_SPACES = re.compile(r"\s{2,}")


def create(ledger: Ledger, given: Given) -> Contact:
    """PUT: a name or number that exists is refused."""
    _known_or_404(ledger, given)
    return _save(ledger, None, given)


def create_or_update(ledger: Ledger, given: Given) -> Contact:
    """POST: matched by ContactID, else ContactNumber, else Name."""
    return _save(ledger, _known_or_404(ledger, given) or _matched(ledger, given), given)


def for_document(ledger: Ledger, given: Given | None) -> Contact:
    """The contact a document names. More than an id also writes the contact and drops persons not listed."""
    if given is None:
        raise ElementRefusedError(MUST_BE_SPECIFIED)
    contact_id = given.guid("ContactID")
    if contact_id is None and not given.text("Name") and not given.text("ContactNumber"):
        raise ElementRefusedError(MUST_IDENTIFY)
    known = ledger.contacts.get(contact_id) if contact_id else _matched(ledger, given)
    if contact_id and known is None:
        raise ElementRefusedError(MUST_BE_SPECIFIED)
    if known is not None and known.status != "ACTIVE":
        raise ElementRefusedError(ARCHIVED_CANNOT_BE_USED)
    if known is None:
        return _save(ledger, None, given)
    written = {key for key, value in given.raw.items() if value is not None} & _WRITTEN_THROUGH_DOCUMENTS
    if not written or (not contact_id and written <= {"Name", "ContactNumber"}):
        return known
    return _save(ledger, known, Given({"ContactPersons": []} | given.raw, given.path), only_if_changed=True)


_WRITTEN_THROUGH_DOCUMENTS = frozenset(
    {
        "Name", "FirstName", "LastName", "EmailAddress", "ContactNumber", "AccountNumber", "CompanyNumber", "TaxNumber",
        "BankAccountDetails", "ContactPersons", "Addresses", "Phones", "DefaultCurrency", "PaymentTerms",
        "AccountsReceivableTaxType", "AccountsPayableTaxType", "SalesDefaultAccountCode", "PurchasesDefaultAccountCode",
    }
)  # fmt: skip


def mark_used(ledger: Ledger, contact: Contact, *, is_sale: bool) -> None:
    """The first sales document makes a customer, the first bill a supplier; silently, and for good."""
    if is_sale and not contact.is_customer:
        ledger.save_contact(replace(contact, is_customer=True), announce=False)
    elif not is_sale and not contact.is_supplier:
        ledger.save_contact(replace(contact, is_supplier=True), announce=False)


def archive(ledger: Ledger, contact: Contact, *, merged_to: str = "") -> Contact:
    return ledger.save_contact(replace(contact, status="ARCHIVED", merged_to=merged_to, updated=ledger.now))


def merge(ledger: Ledger, loser: Contact, winner: Contact) -> Contact:
    """Only a person can: all documents follow the winner, in silence and without a new time of change (assumed)."""
    for document in ledger.all_documents():
        if document.contact_id == loser.id:
            ledger.save_document(replace(document, contact_id=winner.id), announce=False)
    for transaction in list(ledger.bank_transactions.values()):
        if transaction.contact_id == loser.id:
            ledger.save(ledger.bank_transactions, replace(transaction, contact_id=winner.id))
    is_customer, is_supplier = loser.is_customer or winner.is_customer, loser.is_supplier or winner.is_supplier
    ledger.save_contact(replace(winner, is_customer=is_customer, is_supplier=is_supplier), announce=False)
    return archive(ledger, loser, merged_to=winner.id)


def restore(ledger: Ledger, contact: Contact) -> Contact:
    """Only a person in Xero's UI can do this."""
    if holder := ledger.active_name.get(contact.name.lower()):
        _refuse_name(contact.name, holder, contact)
    return ledger.save_contact(replace(contact, status="ACTIVE", merged_to="", updated=ledger.now))


def note_website(ledger: Ledger, contact: Contact, website: str) -> Contact:
    """Only a person in Xero's UI can do this: the API takes no website and says nothing of it."""
    text = {**contact.text, "Website": website}
    return ledger.save_contact(replace(contact, text=text, updated=ledger.now))


def _known_or_404(ledger: Ledger, given: Given) -> Contact | None:
    contact_id = given.guid("ContactID")
    if contact_id is None:
        return None
    if contact_id not in ledger.contacts:
        raise NotFoundError(f"no contact {contact_id}")
    return ledger.contacts[contact_id]


def _matched(ledger: Ledger, given: Given) -> Contact | None:
    number, name = given.text("ContactNumber"), given.text("Name")
    found = ledger.contact_number.get(number.lower()) if number else None
    found = found or (ledger.active_name.get(name.lower()) if name else None)
    return ledger.contacts[found] if found else None


def _save(ledger: Ledger, old: Contact | None, given: Given, *, only_if_changed: bool = False) -> Contact:
    if old is not None and old.status != "ACTIVE":
        raise ElementRefusedError(ARCHIVED_CANNOT_BE_EDITED)
    base = old or Contact(id=new_id(), name="", updated=ledger.now)
    name, number = given.text("Name"), given.text("ContactNumber")
    new = replace(
        fields_from(ledger, base, given),
        name=base.name if name is None else name,
        number=base.number if number is None else number,
        status=_status(given) or base.status,
        updated=ledger.now,
    )
    _check_name(ledger, new)
    if new.number and ledger.contact_number.get(new.number.lower(), new.id) != new.id:
        raise ElementRefusedError(NUMBER_TAKEN)
    if only_if_changed and old is not None and replace(new, updated=old.updated) == old:
        return old
    return ledger.save_contact(new)


def _status(given: Given) -> str | None:
    status = given.text("ContactStatus")
    if status and status not in _STATUSES:
        raise post_data_invalid(
            f"Error converting value \"{status}\" to type 'Xero.API.Library..ContactStatus'. "
            f"Path '{given.path}.ContactStatus'."
        )
    return status


def _check_name(ledger: Ledger, contact: Contact) -> None:
    name = contact.name
    if not name.strip():
        raise ElementRefusedError("Contact name cannot be empty")
    if len(name) > _NAME_LENGTH:
        raise ElementRefusedError("The contact name must not be longer than 255 characters")
    if "<" in name or ">" in name:
        raise ElementRefusedError("The contact name must not contain angle brackets")
    if name != name.strip() or _SPACES.search(name):
        raise ElementRefusedError("The contact name must not contain leading, trailing or doubled spaces")
    holder = ledger.active_name.get(name.lower())
    if contact.status == "ACTIVE" and holder not in {None, contact.id}:
        _refuse_name(name, holder, contact)


def _refuse_name(name: str, holder: str | None, contact: Contact) -> None:
    if holder != contact.id:
        raise ElementRefusedError(
            f"The contact name {name} is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        )
