"""What is still to be paid on a document, and the status that follows from it. Pure.

A row keeps what receipts paid in `_paid_sum`, whatever its module shows of it.
"""

from decimal import Decimal

from services.sandbox.scoro.state import Row

ZERO = Decimal(0)


def gross(row: Row) -> Decimal:
    """Negative for a credit invoice."""
    total: Decimal = row["sum"] + row["vat_sum"]
    return total


def to_receive(row: Row) -> Decimal:
    """What receipts are to pay altogether: the gross sum without what prepayments cover."""
    return gross(row) - Decimal(row.get("prepayment_sum", ZERO))


def due(row: Row) -> Decimal:
    return to_receive(row) - Decimal(row["_paid_sum"])


def settle(row: Row) -> None:
    """Bring the paid, open and status fields that this kind of document has up to date."""
    left = due(row)
    is_open = left < 0 if to_receive(row) < 0 else left > 0
    row["status"] = "unpaid" if is_open else "paid"
    if "receivable_sum" in row:
        row["paid_sum"], row["receivable_sum"] = row["_paid_sum"], left


def may_be_paid(row: Row, paid: Decimal) -> bool:
    """Whether receipts may come to this sum: between nothing and all of it, and never further out than they are.

    A refund is a negative sum and takes back what was paid; on a credit invoice all signs are turned.
    """
    ends = (ZERO, to_receive(row), Decimal(row["_paid_sum"]))
    return min(ends) <= paid <= max(ends)
