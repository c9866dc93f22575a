"""Settings in the words of people: what each is called, and what goes with it; pure."""

from typing import Any

from services.console.choices import BOOKMARKED, BRAKES, SWITCHES, TRACKING
from shared.contracts.envelope import Category

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
OF_CATEGORY = {"enabled": "switched on", "direction": "direction", "start_date": "start date", "bookmark": "bookmark"}
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


def takes_bookmark(category: Category) -> bool:
    """R120."""
    return category in BOOKMARKED
