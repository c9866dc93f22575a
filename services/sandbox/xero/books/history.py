"""What the history of a document tells (reference section 8.14). "Invoice sent", "Approved", "Credit Applied" and
"Note" are Xero's words; the other ones are assumed.
"""

import datetime as dt
from dataclasses import dataclass

from services.sandbox.xero.books.papers import Document

BY_API = "System Generated"
NOTE = "Note"
LONGEST_NOTE = 2500
_ENDED = {"SUBMITTED": "Submitted", "VOIDED": "Voided", "DELETED": "Deleted", "DRAFT": "Edited"}


@dataclass(frozen=True, slots=True)
class HistoryRecord:
    changes: str
    details: str
    at: dt.datetime
    user: str = BY_API


def changes_of(old: Document | None, new: Document) -> list[str]:
    """In the order in which they happened; an edit that is nothing else is "Edited"."""
    found = ["Created"] if old is None else []
    was = old.status if old else "DRAFT"
    if was in {"DRAFT", "SUBMITTED"} and new.status in {"AUTHORISED", "PAID"}:
        found.append("Approved")
    elif was != new.status and new.status in _ENDED:
        found.append(_ENDED[new.status])
    if old is not None:
        found += _money(old, new)
    if new.is_sent and not (old and old.is_sent):
        found.append("Invoice sent")
    return found or ["Edited"]


def _money(old: Document, new: Document) -> list[str]:
    found = []
    if new.paid != old.paid:
        made = "Payment Received" if new.is_sale else "Payment Made"
        found.append(made if new.paid > old.paid else "Payment Deleted")
    if new.credited != old.credited:
        found.append("Credit Applied" if new.credited > old.credited else "Credit Removed")
    return found
