"""How money received on prepayment invoices covers the invoices made from them. Pure; the rule is assumed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from services.sandbox.scoro.settling import ZERO, gross
from services.sandbox.scoro.state import Row


def covered(invoices: Iterable[Row], received: Mapping[int, Decimal]) -> list[Decimal]:
    """Per invoice, in this order, what prepayments cover: each takes what those before it left, up to its own sum."""
    left = dict(received)
    return [_taken(invoice, left) for invoice in invoices]


def _taken(invoice: Row, left: dict[int, Decimal]) -> Decimal:
    taken = ZERO
    for prepayment_id in invoice["prepayment_id"] or ():
        needed = max(ZERO, gross(invoice) - invoice["_paid_sum"] - taken)
        share = min(needed, left.get(prepayment_id, ZERO))
        left[prepayment_id] = left.get(prepayment_id, ZERO) - share
        taken += share
    return taken
