"""Whether a document without a link is in Xero already, by its number (R81, R82); pure.

Scoro's own integration addresses whatever has the number. We link only what is surely the same document: same number,
contact, currency and gross total. Anything else of that number is somebody's document and is never overwritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from services.invoices.documents import XeroCreditNote, XeroInvoice
from shared.documents.errors import NumberTakenError
from shared.documents.fields import XeroStatus
from shared.documents.twins import Twin
from shared.money import cents


@dataclass(frozen=True, slots=True)
class Link:
    """It is there: link it."""

    twin: Twin
    evidence: str = "number"


@dataclass(frozen=True, slots=True)
class Create:
    """The number is free."""


def match(
    element: XeroInvoice | XeroCreditNote, gross: Decimal, found: Iterable[Twin], *, linked: frozenset[str]
) -> Link | Create:
    """Decide by what Xero has under that number; `linked` are the ids of documents that have their twin already.

    A deleted draft does not stand in the way; a voided document does, as the number cannot be used again (R81).

    Raises NumberTakenError.
    """
    for twin in found:
        if twin.status is XeroStatus.DELETED or not _same_number(element, twin):
            continue
        if twin.status is XeroStatus.VOIDED or twin.xero_id in linked or not _same(element, gross, twin):
            raise NumberTakenError(twin.number, twin.xero_id)
        return Link(twin)
    return Create()


def _same_number(element: XeroInvoice | XeroCreditNote, twin: Twin) -> bool:
    """Numbers of invoices and of credit notes are two series; Xero does not tell upper from lower case."""
    if isinstance(element, XeroInvoice):
        return twin.kind == "invoice" and twin.number.casefold() == element.invoice_number.casefold()
    return twin.kind == "credit_note" and twin.number.casefold() == element.credit_note_number.casefold()


def _same(element: XeroInvoice | XeroCreditNote, gross: Decimal, twin: Twin) -> bool:
    return (
        twin.contact_id == element.contact.contact_id
        and twin.currency_code == element.currency_code
        and cents(twin.total) == cents(abs(gross))
    )
