"""Writing tracking categories and their options (reference section 8.5).

No more than two active categories and four in all, a hundred options each. What lines name is archived, not deleted;
an option that nothing names is deleted, not archived (paymakerhelp.bill.com quotes that refusal). Most other words here
are made up: Xero's are not known.
"""

from dataclasses import replace

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.records import TrackingCategory, TrackingOption

MOST_ACTIVE = 2
MOST_CATEGORIES = 4
MOST_OPTIONS = 100
_NAME_LENGTH = 100
_STATUSES = frozenset({"ACTIVE", "ARCHIVED", "DELETED"})
_CATEGORY, _OPTION = "Tracking Category", "Tracking Option"


def create(ledger: Ledger, given: Given) -> TrackingCategory:
    """Options that are sent along are not read: they have an address of their own."""
    name, findings = given.text("Name") or "", Findings()
    _check_name(_CATEGORY, name, _names(ledger), findings)
    _check_room(ledger, findings)
    if len(_existing(ledger)) >= MOST_CATEGORIES:
        findings.add(f"An organisation can have a maximum of {MOST_CATEGORIES} tracking categories")
    findings.refuse()
    return ledger.save(ledger.categories, TrackingCategory(id=new_id(), name=name))


def update(ledger: Ledger, category: TrackingCategory, given: Given) -> TrackingCategory:
    status = _new_status(_CATEGORY, category, given)
    findings = Findings()
    if status == "ARCHIVED":
        _must_be_used(_CATEGORY, is_used=is_used(ledger, category.id))
    elif status == "ACTIVE":
        _check_room(ledger, findings)
    name = given.text("Name") or category.name
    _check_name(_CATEGORY, name, _names(ledger) - {category.name.lower()}, findings)
    findings.refuse()
    return ledger.save(ledger.categories, replace(category, name=name, status=status or category.status))


def delete(ledger: Ledger, category: TrackingCategory) -> TrackingCategory:
    _must_be_unused(_CATEGORY, is_used=is_used(ledger, category.id))
    options = tuple(replace(one, status="DELETED") for one in category.options)
    return ledger.save(ledger.categories, replace(category, status="DELETED", options=options))


def create_option(ledger: Ledger, category_id: str, given: Given) -> TrackingOption:
    category = ledger.categories[category_id]
    name, findings = given.text("Name") or "", Findings()
    _check_category(category, findings)
    _check_name(_OPTION, name, _option_names(category), findings)
    if len(_option_names(category)) >= MOST_OPTIONS:
        findings.add(f"A tracking category can have a maximum of {MOST_OPTIONS} options")
    findings.refuse()
    option = TrackingOption(id=new_id(), name=name)
    ledger.save(ledger.categories, replace(category, options=(*category.options, option)))
    return option


def update_option(ledger: Ledger, category: TrackingCategory, option: TrackingOption, given: Given) -> TrackingOption:
    status = _new_status(_OPTION, option, given)
    findings = Findings()
    if status == "ARCHIVED":
        _must_be_used(_OPTION, is_used=is_used(ledger, category.id, option.id))
    name = given.text("Name") or option.name
    _check_category(category, findings)
    _check_name(_OPTION, name, _option_names(category) - {option.name.lower()}, findings)
    findings.refuse()
    return _save_option(ledger, category, replace(option, name=name, status=status or option.status))


def delete_option(ledger: Ledger, category: TrackingCategory, option: TrackingOption) -> TrackingOption:
    _must_be_unused(_OPTION, is_used=is_used(ledger, category.id, option.id))
    return _save_option(ledger, category, replace(option, status="DELETED"))


def is_used(ledger: Ledger, category_id: str, option_id: str = "") -> bool:
    return any(
        one.category_id == category_id and option_id in {"", one.option_id}
        for line in ledger.all_lines()
        for one in line.tracking
    )


def _save_option(ledger: Ledger, category: TrackingCategory, option: TrackingOption) -> TrackingOption:
    options = tuple(option if one.id == option.id else one for one in category.options)
    ledger.save(ledger.categories, replace(category, options=options))
    return option


def _new_status(noun: str, one: TrackingCategory | TrackingOption, given: Given) -> str | None:
    """The status it is to get, or None. A change of status is a call of its own; archived ones only come back."""
    status = given.choice("Status", _STATUSES, "TrackingCategoryStatus")
    renamed = given.text("Name") not in {None, "", one.name}
    if one.status == "DELETED" or status == "DELETED":
        raise ElementRefusedError(f"{noun} not of valid status for modification")
    if status in {None, one.status}:
        if one.status == "ARCHIVED" and renamed:
            raise ElementRefusedError(f"{noun} not of valid status for modification")
        return None
    if renamed:
        raise ElementRefusedError(f"The status of a {noun.lower()} cannot be changed together with its name")
    return status


def _must_be_used(noun: str, *, is_used: bool) -> None:
    if not is_used:
        raise ElementRefusedError(f"{noun} cannot be archived because it is not in use.")


def _must_be_unused(noun: str, *, is_used: bool) -> None:
    if is_used:
        raise ElementRefusedError(f"{noun} cannot be deleted because it is in use.")


def _check_name(noun: str, name: str, taken: set[str], findings: Findings) -> None:
    if not name.strip():
        findings.add(f"{noun} Name must be specified")
    elif name != name.strip():
        findings.add(f"The {noun} Name must not begin or end with a space")
    elif len(name) > _NAME_LENGTH:
        findings.add(f"The {noun} Name must not be longer than {_NAME_LENGTH} characters")
    elif name.lower() in taken:
        findings.add(f"A {noun} with the name '{name}' already exists")


def _check_category(category: TrackingCategory, findings: Findings) -> None:
    if category.status != "ACTIVE":
        findings.add(f"{_CATEGORY} not of valid status for modification")


def _check_room(ledger: Ledger, findings: Findings) -> None:
    if sum(one.status == "ACTIVE" for one in ledger.categories.values()) >= MOST_ACTIVE:
        findings.add(f"An organisation can have a maximum of {MOST_ACTIVE} active tracking categories")


def _existing(ledger: Ledger) -> list[TrackingCategory]:
    return [one for one in ledger.categories.values() if one.status != "DELETED"]


def _names(ledger: Ledger) -> set[str]:
    return {one.name.lower() for one in _existing(ledger)}


def _option_names(category: TrackingCategory) -> set[str]:
    return {one.name.lower() for one in category.options if one.status != "DELETED"}
