"""Reading Scoro's answer about one document; pure."""

from collections.abc import Sequence
from decimal import Decimal

from shared.answers import ElementResult
from shared.documents.fields import TradeDocument
from shared.documents.to_scoro.in_xero import ContactInXero, DocumentInXero
from shared.documents.to_scoro.matching import Link as Matched
from shared.documents.to_scoro.planning import link_to
from shared.documents.totals import compare
from shared.errors import SyncError
from shared.money import rounded
from shared.scoro.errors import DamagedAnswerError
from shared.store.records import CallEntry, LinkState, ObjectKey
from shared.sync.plans import Accepted, Money, Refused, Verdict

NOT_FOUND = "scoro_not_found"


def money(item: CallEntry) -> Money:
    """What the document is worth."""
    return Money(item.memo.get("total"), item.memo.get("currency"))


def answered(key: ObjectKey, item: CallEntry, result: ElementResult) -> Verdict:
    """The verdict on a write that needs no look-up.

    Raises DamagedAnswerError where the answer is about another document.
    """
    if item.memo["delete"]:
        return _deleted(key, item, result)
    if not result.is_ok:
        return Refused(result.error, money(item))
    row = TradeDocument.model_validate(result.body)
    expected = item.memo["scoro_id"]
    if (str(row.id) != expected) if expected else row.no.casefold() != item.memo["number"].casefold():
        raise DamagedAnswerError(f"document {item.object_id}: the answer is about another one")
    return accepted(key, item, row)


def accepted(key: ObjectKey, item: CallEntry, row: TradeDocument, *, wrote: bool = True) -> Verdict:
    """Scoro has the document: is its total Xero's (R122)?"""
    link = link_to(key, item.memo, str(row.id))
    try:
        compare(scoro=row.gross, xero=Decimal(item.memo["total"]))
    except SyncError as error:
        return Accepted(link, error, money(item), wrote=wrote)
    return Accepted(link, wrote=wrote)


def found(key: ObjectKey, item: CallEntry, matched: Matched, rows: Sequence[TradeDocument]) -> Verdict:
    """A document that is there although nobody answered, or although Scoro refused to make a second one."""
    row = next(row for row in rows if str(row.id) == matched.scoro_id)
    return accepted(key, item, row, wrote=False)


def _deleted(key: ObjectKey, item: CallEntry, result: ElementResult) -> Verdict:
    """Gone now, or gone already."""
    if not result.is_ok and result.code != NOT_FOUND:
        return Refused(result.error)
    scoro_id = str(item.memo["scoro_id"])
    return Accepted(link_to(key, item.memo, scoro_id, state=LinkState.CLOSED), wrote=result.is_ok)


def as_sent(item: CallEntry) -> DocumentInXero:
    """As much of the document as matching looks at."""
    twin = item.memo["twin"]
    return DocumentInXero(
        type="ACCREC",
        invoice_number=item.memo["number"],
        status=twin["status"],
        contact=ContactInXero(contact_id=twin["contact_id"]),
        currency_code=item.memo["currency"],
        total=rounded(Decimal(item.memo["total"]), 2),
    )
