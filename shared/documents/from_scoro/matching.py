"""Whether a document without a link is in Xero already, by its number (R81, R82, R104); pure.

Scoro's own integration addresses whatever has the number. We link only what is surely the same document: same number,
contact, currency and gross total. Anything else of that number is somebody's document and is never overwritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shared.documents.errors import NumberTakenError
from shared.documents.fields import XeroDocument, XeroStatus
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


def match(element: XeroDocument, gross: Decimal, found: Iterable[Twin], *, linked: frozenset[str]) -> Link | Create:
    """Decide by what Xero has under that number; `linked` are the ids of documents that have their twin already.

    A deleted draft does not stand in the way; a voided sales document does, as its number cannot be used again (R81).
    Numbers of bills are the suppliers' own: only those of the same contact count, and none is used up (R104).

    Raises NumberTakenError.
    """
    for twin in found:
        if twin.status is XeroStatus.DELETED or not _same_number(element, twin):
            continue
        if element.kind == "bill" and twin.status is XeroStatus.VOIDED:
            continue
        if twin.status is XeroStatus.VOIDED or twin.xero_id in linked or not _same(element, gross, twin):
            raise NumberTakenError(twin.number, twin.xero_id)
        return Link(twin)
    return Create()


def _same_number(element: XeroDocument, twin: Twin) -> bool:
    """Each kind has its own series, of bills each contact has; Xero does not tell upper from lower case."""
    if twin.kind != element.kind or twin.number.casefold() != element.number.casefold():
        return False
    return element.kind != "bill" or twin.contact_id == element.contact.contact_id


def _same(element: XeroDocument, gross: Decimal, twin: Twin) -> bool:
    return (
        twin.contact_id == element.contact.contact_id
        and twin.currency_code == element.currency_code
        and cents(twin.total) == cents(abs(gross))
    )
