"""Whether a payment without a link is in Scoro already; pure.

Two equal payments on one day are legitimate: each receipt belongs to one payment at most, so that the second finds none
that is free (`design.md` §3.4).
"""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal

from services.receipts.in_scoro import ReceiptInScoro


def equal(
    groups: Iterable[ReceiptInScoro],
    *,
    module: str,
    document_id: int,
    date: dt.date | None,
    amount: Decimal,
    taken: Collection[str],
) -> list[ReceiptInScoro]:
    """Receipts of their own on the document, of that day and sum, that belong to no payment yet."""
    return [
        group
        for group in groups
        if len(group.receipts) == 1
        and str(group.id) not in taken
        and group.on(module, document_id) == amount
        and (group.receipts[0].date or group.date) == date
    ]
