"""Settings in the words of people: what each is called, and what goes with it; pure."""

from typing import Any

from services.console.choices import BOOKMARKED, BRAKES, SWITCHES, TRACKING
from shared.contracts.envelope import Category
from shared.sync.settings import DOCUMENTS, WITH_MONEY

NAMES: dict[str, str] = {
    "mode": "Synchronization type",
    "default_sales_account": "Default sales account",
    "default_expense_account": "Default expense account",
    "allocate_credit_notes": "Allocate credit notes made in Xero to their invoice",
    "tracking.accounting_objects": "Tracking category for accounting objects",
    "tracking.projects": "Tracking category for projects",
    "tracking.create_missing_options": "Make missing options for projects in Xero",
    "rounding.account": "Account for rounding lines",
    "rounding.tolerance": "The most a rounding line may be worth",
    "reference.deactivate_unmatched": "Deactivate accounts and tax rates that only Scoro has",
    "brakes.deletions": "Deletions in one run",
    "brakes.deletions_percent": "Or this percentage of linked objects, if more",
    "brakes.approved_updates": "Changes of approved documents in one run",
}
OF_CATEGORY = {
    "enabled": "switched on",
    "direction": "direction",
    "start_date": "start date",
    "bookmark": "bookmark",
    "closed_periods": "dated in a closed period of Xero",
    "ask_above_documents": "ask above so many in one run",
    "ask_above_amount": "ask above this sum in one run",
}
NOTES: dict[Category, str] = {
    Category.PRODUCTS: "When off, products on financial documents still cross.",
    Category.CONTACTS: "Contacts on invoices and bills always cross, even when this is off.",
    Category.INVOICES: "Not marked as sent: Draft in Xero. Sent: Awaiting Payment. Includes credit notes.",
    Category.BILLS: "From Scoro they become Awaiting Payment; only approved bills come to Scoro.",
    Category.RECEIPTS: "They come to Scoro only: what was paid, refunded or allocated in Xero.",
}
VALUES = {
    "automatic": "Automatic, every five minutes",
    "manual": "Manual",
    "from_scoro": "From Scoro",
    "to_scoro": "To Scoro",
    "hold": "Hold, and send when the lock date moves",
    "first_open_day": "Send with the first open day",
    "draft": "Send with the first open day, as a draft",
}
PERIODS: dict[Category, tuple[str, ...]] = {
    Category.INVOICES: ("hold", "first_open_day", "draft"),
    Category.BILLS: ("hold", "first_open_day"),
}
"""What may be chosen of a document dated in a closed period; bills have no draft stage (R102)."""
PERIODS_NOTES: dict[Category, str] = {
    Category.INVOICES: "The day in Scoro is written on the document's last line. Credit notes have no draft stage: "
    "they are held. To Scoro nothing is closed.",
    Category.BILLS: "The day in Scoro is written on the bill's last line. There are no drafts of bills. "
    "To Scoro nothing is closed.",
}
NUMBERS = BRAKES
CHECKED = SWITCHES
TYPED = TRACKING


def called(name: str) -> str:
    """`Invoices: start date`"""
    group, _, what = name.partition(".")
    if group in set(Category) and what in OF_CATEGORY:
        return f"{group.capitalize()}: {OF_CATEGORY[what]}"
    return NAMES.get(name, name)


def shown(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None else VALUES.get(str(value), str(value))


def written(value: Any) -> str:
    """A value as a field of a form has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def has_date(category: Category) -> bool:
    """Whether its documents may lie in a closed period of Xero."""
    return category in DOCUMENTS


def has_sum(category: Category) -> bool:
    """Whether there is money to ask about."""
    return category in WITH_MONEY


def counted(category: Category) -> str:
    """What is counted before somebody is asked."""
    return "documents" if category in DOCUMENTS else str(category)


def takes_bookmark(category: Category) -> bool:
    """R120."""
    return category in BOOKMARKED
