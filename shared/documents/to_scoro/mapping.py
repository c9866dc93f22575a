"""Which field of a document in Xero becomes which in Scoro; pure (R84, R95, R103, §24)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.documents.errors import DocumentIncompleteError
from shared.documents.to_scoro import projects
from shared.documents.to_scoro.errors import CurrencyNotActiveError
from shared.documents.to_scoro.in_scoro import LineInScoro, TradeDocumentInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.lines import to_lines
from shared.documents.to_scoro.refs import Refs
from shared.errors import NotLinkedYetError
from shared.money import ZERO, rounded
from shared.scoro.fields import optional_amount

RATE_PLACES = 6
DISCOUNTS = ("discount", "discount2", "discount3")
ONE = Decimal(1)


def to_scoro(document: DocumentInXero, refs: Refs) -> TradeDocumentInScoro:
    """The document as Scoro is to have it.

    Raises NotLinkedYetError while its contact is not linked; TotalsDifferError where Scoro cannot make the same sum of
    it (R122); DocumentIncompleteError, CurrencyNotActiveError and the errors of its lines.
    """
    if not document.number:
        raise DocumentIncompleteError(document.xero_id, "number")
    if document.date is None:
        raise DocumentIncompleteError(document.xero_id, "date")
    if not document.contact.contact_id:
        raise DocumentIncompleteError(document.xero_id, "contact")
    if refs.contact_id is None:
        raise NotLinkedYetError("contacts", document.contact.contact_id)
    lines = to_lines(document, refs)
    if not lines:
        raise DocumentIncompleteError(document.xero_id, "lines")
    return TradeDocumentInScoro(
        no=document.number,
        company_id=refs.contact_id,
        date=document.date,
        deadline=document.due_date,
        currency=_currency(document, refs),
        currency_rate=_rate(document, refs),
        vat_code_id=_one_vat_code(lines),
        reference_no=document.reference.strip() or None,
        project_id=projects.of_document(lines),
        credited_invoices=refs.credited or None,
        lines=lines,
    )


def _currency(document: DocumentInXero, refs: Refs) -> str:
    code = document.currency_code.upper() or refs.base_currency
    if refs.active_currencies is not None and code not in refs.active_currencies:
        raise CurrencyNotActiveError(code)
    return code


def _rate(document: DocumentInXero, refs: Refs) -> Decimal | None:
    """Base units per document unit, the inverse of Xero's, six decimals (R57); none in base currency."""
    if document.currency_code.upper() == refs.base_currency or not document.currency_rate:
        return None
    return rounded(1 / document.currency_rate, RATE_PLACES)


def _one_vat_code(lines: Sequence[LineInScoro]) -> int | None:
    """For sites with one tax rate per document: the rate that all lines share."""
    codes = {line.vat_code_id for line in lines if line.vat_code_id is not None}
    return codes.pop() if len(codes) == 1 else None


def onto(element: TradeDocumentInScoro, row: Mapping[str, Any]) -> TradeDocumentInScoro:
    """The element as an update of that row: its lines take the ids of those at their places, the rest is deleted.

    What is not sent stays, so whatever else would change the sum is taken away: somebody may have entered the document.
    """
    there = [line for line in row.get("lines") or () if line.get("id")]
    lines = tuple(
        _in_place(line, there[place]) if place < len(there) else line for place, line in enumerate(element.lines)
    )
    off = {name: ZERO for name in DISCOUNTS if optional_amount(row.get(name))}
    return element.model_copy(update={"lines": lines, **off})


def _in_place(line: LineInScoro, there: Mapping[str, Any]) -> LineInScoro:
    """A line that stays keeps what is not sent: a discount that it has no longer is taken away, a second factor too."""
    without = {"discount": ZERO} if line.price is not None and line.discount is None else {}
    if line.price is not None and optional_amount(there.get("amount2")) not in (None, ZERO, ONE):
        without["amount2"] = ONE
    return line.model_copy(update={"id": int(there["id"]), **without})
