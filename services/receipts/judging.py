"""Reading Scoro's answer about one receipt, or what it has after an unclear one; pure."""

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal

from services.receipts import matching
from services.receipts.errors import SeveralReceiptsError
from services.receipts.in_scoro import ReceiptInScoro
from services.receipts.planning import link_to
from shared.answers import ElementResult
from shared.scoro.errors import DamagedAnswerError
from shared.store.records import CallEntry, LinkState, ObjectKey
from shared.sync.plans import Accepted, Again, Refused, Verdict
from shared.sync.results import money_of

NOT_FOUND = "scoro_not_found"
AGAIN = Again()


def answered(key: ObjectKey, item: CallEntry, result: ElementResult) -> Verdict:
    """The verdict on a write.

    Raises DamagedAnswerError where the answer is about another receipt.
    """
    if item.memo["delete"]:
        if not result.is_ok and result.code != NOT_FOUND:
            return Refused(result.error, money_of(item))
        link = link_to(key, item.memo, str(item.memo["scoro_id"]), state=LinkState.CLOSED)
        return Accepted(link, wrote=result.is_ok)
    if not result.is_ok:  # what was to make room for it may not be gone yet
        return AGAIN if item.memo["needs_room"] else Refused(result.error, money_of(item))
    receipt = ReceiptInScoro.model_validate(result.body)
    if receipt.on(item.memo["module"], item.memo["document"]) != Decimal(item.memo["sum"]):
        raise DamagedAnswerError(f"receipt of {item.object_id}: the answer is about another one")
    return Accepted(link_to(key, item.memo, str(receipt.id)))


def dates(item: CallEntry) -> list[dt.date]:
    """The day on which it was booked, if it was."""
    return [dt.date.fromisoformat(item.memo["date"])]


def looked_up(key: ObjectKey, item: CallEntry, receipts: Sequence[ReceiptInScoro], taken: Collection[str]) -> Verdict:
    """One new, unlinked, equal receipt is ours; several need a person (`design.md` §3.4)."""
    said = item.memo
    [day] = dates(item)
    found = matching.equal(
        receipts,
        module=said["module"],
        document_id=said["document"],
        date=day,
        amount=Decimal(said["sum"]),
        taken={*taken, *said["there"]},
    )
    if len(found) > 1:
        return Refused(SeveralReceiptsError(said["number"], tuple(str(one.id) for one in found)), money_of(item))
    return Accepted(link_to(key, said, str(found[0].id)), wrote=False) if found else AGAIN
