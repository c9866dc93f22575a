"""Notes that apps leave on documents, contacts, items and money (reference section 8.14)."""

from collections.abc import Collection

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.history import LONGEST_NOTE, NOTE, HistoryRecord
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Kind
from services.sandbox.xero.books.problems import ElementRefusedError

NOT_FOUND = "The document with the supplied id was not found for this endpoint."
_DOCUMENTS = {f"{kind}s".lower(): kind for kind in Kind}


def parent_of(ledger: Ledger, resource: str, key: str) -> str | None:
    """The id of what `key` names below a resource (its name in lower case), or None."""
    if resource in _DOCUMENTS:
        document = ledger.document_for(_DOCUMENTS[resource], key)
        return document.id if document else None
    if resource == "items":
        item = ledger.item_for(key)
        return item.id if item else None
    return key.lower() if key.lower() in _ids(ledger, resource) else None


def add(ledger: Ledger, parent_id: str | None, given: Given) -> HistoryRecord:
    details = given.text("Details") or ""
    if parent_id is None:
        raise ElementRefusedError(NOT_FOUND)
    if not details.strip():
        raise ElementRefusedError("Details must be specified")
    if len(details) > LONGEST_NOTE:
        raise ElementRefusedError(f"The Details must not be longer than {LONGEST_NOTE} characters")
    return ledger.remember(parent_id, NOTE, details)


def _ids(ledger: Ledger, resource: str) -> Collection[str]:
    match resource:
        case "contacts":
            return ledger.contacts
        case "payments":
            return ledger.payments
        case "batchpayments":
            return ledger.batches
        case "banktransactions":
            return ledger.bank_transactions
    raise ValueError(f"{resource} have no history")
