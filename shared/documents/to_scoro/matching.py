"""Whether a document without a link is in Scoro already (R82, R104); pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.documents.fields import TradeDocument
from shared.documents.to_scoro.errors import NumberTakenInScoroError
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.money import cents


@dataclass(frozen=True, slots=True)
class Link:
    """It is there: link it."""

    scoro_id: str
    evidence: str = "number"


@dataclass(frozen=True, slots=True)
class Create:
    """It is not."""


def match(
    document: DocumentInXero,
    company_id: int,
    rows: Iterable[TradeDocument],
    *,
    linked: frozenset[str],
    number_is_unique: bool,
) -> Link | Create:
    """Decide by what Scoro has under that number: same contact, currency and gross total is the same document.

    Numbers of bills are the suppliers' own, so only those of the same contact count (R104).

    Raises NumberTakenInScoroError where something else has the number.
    """
    same_number = [
        row
        for row in rows
        if row.no.casefold() == document.number.casefold()
        and not row.is_deleted
        and (number_is_unique or row.payer_id == company_id)
    ]
    equal = [row for row in same_number if str(row.id) not in linked and _same(document, company_id, row)]
    if len(equal) == 1:
        return Link(str(equal[0].id))
    others = same_number if number_is_unique else [row for row in same_number if str(row.id) not in linked]
    if others:
        raise NumberTakenInScoroError(document.number, tuple(str(row.id) for row in others))
    return Create()


def _same(document: DocumentInXero, company_id: int, row: TradeDocument) -> bool:
    return (
        row.payer_id == company_id
        and row.currency.upper() == document.currency_code.upper()
        and cents(abs(row.gross)) == cents(document.total)
    )
