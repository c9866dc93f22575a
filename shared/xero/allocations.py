"""How allocations of credits are named in the log: Xero shows them only inside the credit they are taken from."""

CREDIT_SIDE = "credit"
"""The half of an allocation that stands on the credit itself; the other one stands on the document it pays."""


def credit_side(allocation_id: str) -> str:
    """The id of that half."""
    return f"{allocation_id}:{CREDIT_SIDE}"
