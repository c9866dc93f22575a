"""Tracking on line items (reference section 8.5): at most two categories, one active option of each.

What Xero says of a category or option that does not exist is not known; some report that it is dropped in silence.
"""

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Line, LineTracking
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.records import TrackingCategory, TrackingOption

MOST_PER_LINE = 2
TOO_MANY = f"A line item can have a maximum of {MOST_PER_LINE} tracking categories"
TWICE = "Only one option of a tracking category can be specified for a line item"


def of_line(ledger: Ledger, given: Given, old: Line | None, findings: Findings) -> tuple[LineTracking, ...]:
    """What was sent replaces what was there; what stays as it was need not be active any more."""
    kept = old.tracking if old else ()
    sent = given.objects("Tracking")
    if sent is None:
        return kept
    found = [one for element in sent if (one := _found(ledger, element, kept, findings)) is not None]
    if len(found) > MOST_PER_LINE:
        findings.add(TOO_MANY)
    if len({one.category_id for one in found}) < len(found):
        findings.add(TWICE)
    return tuple(found)


def _found(ledger: Ledger, given: Given, kept: tuple[LineTracking, ...], findings: Findings) -> LineTracking | None:
    try:
        category = _category(ledger, given)
        option = _option(category, given)
        tracked = LineTracking(category.id, option.id)
        if tracked not in kept:
            _must_be_active(category, option)
    except ElementRefusedError as refusal:
        if not ledger.organisation.ignores_unknown_tracking:
            findings.add(refusal.messages[0])
        return None
    return tracked


def _category(ledger: Ledger, given: Given) -> TrackingCategory:
    category_id, name = given.guid("TrackingCategoryID"), given.text("Name") or ""
    known = [one for one in ledger.categories.values() if one.status != "DELETED"]
    found = next(
        (one for one in known if one.id == category_id or (not category_id and one.name.lower() == name.lower())), None
    )
    if found is None:
        raise ElementRefusedError(_no_category(name or category_id or ""))
    return found


def _option(category: TrackingCategory, given: Given) -> TrackingOption:
    option_id, name = given.guid("TrackingOptionID"), given.text("Option") or ""
    known = [one for one in category.options if one.status != "DELETED"]
    found = next(
        (one for one in known if one.id == option_id or (not option_id and one.name.lower() == name.lower())), None
    )
    if found is None:
        raise ElementRefusedError(_no_option(name or option_id or "", category))
    return found


def _must_be_active(category: TrackingCategory, option: TrackingOption) -> None:
    if category.status != "ACTIVE":
        raise ElementRefusedError(_no_category(category.name))
    if option.status != "ACTIVE":
        raise ElementRefusedError(_no_option(option.name, category))


def _no_category(name: str) -> str:
    """The words are those of contacts' default categories (calcinai/xero-php#386)."""
    return f"There is no ACTIVE tracking category with the name '{name}'"


def _no_option(name: str, category: TrackingCategory) -> str:
    return f"There is no ACTIVE tracking option with the name '{name}' in the tracking category '{category.name}'"
