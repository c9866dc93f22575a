"""Which document a payment names (reference section 8.11): exactly one, by id or where numbers are unique by number."""

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Document, Kind
from services.sandbox.xero.books.problems import ElementRefusedError

_NOUNS = {
    Kind.INVOICE: "Invoice",
    Kind.CREDIT_NOTE: "Credit Note",
    Kind.PREPAYMENT: "Prepayment",
    Kind.OVERPAYMENT: "Overpayment",
}
_BY_NUMBER = (Kind.INVOICE, Kind.CREDIT_NOTE)


def named_document(ledger: Ledger, given: Given) -> Document:
    named = [(kind, target) for kind in Kind if (target := given.object(kind)) is not None]
    named += [
        (kind, Given({key: given.raw[key]}, given.path)) for kind in _BY_NUMBER if given.has(key := f"{kind}Number")
    ]
    if len(named) != 1:
        raise ElementRefusedError("A payment must name exactly one invoice, credit note, prepayment or overpayment")
    [(kind, target)] = named
    return found_document(ledger, kind, target)


def found_document(ledger: Ledger, kind: Kind, target: Given) -> Document:
    document_id = target.guid(f"{kind}ID")
    number = target.text(f"{kind}Number") if kind in _BY_NUMBER else None
    found = ledger.documents(kind).get(document_id) if document_id else None
    if document_id is None and number:
        found = ledger.documents(kind).get(ledger.sales_number.get((kind, number.lower()), ""))
    if found is None:
        raise ElementRefusedError(f"{_NOUNS[kind]} could not be found")
    return found
