"""What is allowed to be chosen and should be known all the same; pure."""

from shared.contracts.envelope import Category
from shared.sync.settings import Direction, SyncSettings

EXPENSE_CLAIMS = (
    "Bills travel from Scoro: an expense claim of Xero that is imported into Scoro as a bill would come back to Xero "
    "as a second one. Let bills travel to Scoro, or keep imported claims out by a bookmark."
)
"""R108. Xero tells nobody whether there are expense claims, so this is said wherever they could come back."""


def of(settings: SyncSettings) -> list[str]:
    """Sentences for whoever looks at these choices or has just made them."""
    bills = settings.of(Category.BILLS)
    return [EXPENSE_CLAIMS] if bills.enabled and bills.direction is Direction.FROM_SCORO else []
