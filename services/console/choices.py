"""Changing settings by `name=value`: every value is checked, every refusal names its field and the reason; pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError, MendedBy, SyncError
from shared.sync.settings import CategorySettings, Direction, Mode, SyncSettings

SALES_CLASSES = frozenset({"REVENUE"})
EXPENSE_CLASSES = frozenset({"EXPENSE", "ASSET", "LIABILITY"})
BOOKMARKED = frozenset({Category.CONTACTS, Category.INVOICES, Category.BILLS})
"""What bookmarks can select (R120)."""
NONE = frozenset({"", "none"})
YES, NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
TOP = ("mode", "default_sales_account", "default_expense_account")
OF_CATEGORY = ("enabled", "direction", "start_date", "bookmark")

NAMES = f"there are {', '.join(TOP)}, and of each category {', '.join(OF_CATEGORY)}, such as invoices.enabled"


class Account(BaseModel):
    """What of an account in Xero decides whether it can be chosen."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    code: str = Field(default="", alias="Code")
    name: str = Field(default="", alias="Name")
    status: str = Field(default="ACTIVE", alias="Status")
    account_class: str = Field(default="", alias="Class")


@dataclass(frozen=True, slots=True)
class Known:
    """What choices are checked against."""

    first_connected: dt.date | None
    """The day, in the site's zone."""
    accounts: tuple[Account, ...] = ()
    """Of the chart in Xero; empty where it was never read."""
    synchronized: frozenset[Category] = field(default_factory=frozenset)
    """Categories whose initial run came to its end (R33)."""
    served: frozenset[Category] = field(default_factory=lambda: frozenset(Category))
    """Categories for which a service exists."""


class ChoicesRefusedError(SyncError):
    """Some of the choices do not fit; none was kept."""

    code = "choices_refused"
    mended_by = MendedBy.OPERATOR

    def __init__(self, refusals: Iterable[InvalidChoiceError]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(str(refusal) for refusal in self.refusals))


def pairs(assignments: Iterable[str]) -> dict[str, str]:
    """`["mode=manual"]` → `{"mode": "manual"}`.

    Raises ChoicesRefusedError where one is no assignment, or a name comes twice.
    """
    found: dict[str, str] = {}
    refusals: list[InvalidChoiceError] = []
    for text in assignments:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not name:
            refusals.append(InvalidChoiceError(text, "is not of the form name=value"))
        elif name in found:
            refusals.append(InvalidChoiceError(name, "is given twice"))
        else:
            found[name] = value
    if refusals:
        raise ChoicesRefusedError(refusals)
    return found


def changed(before: SyncSettings, wishes: Mapping[str, str], known: Known) -> SyncSettings:
    """The settings with these wishes fulfilled; all or none.

    Raises ChoicesRefusedError.
    """
    refusals: list[InvalidChoiceError] = []
    after = before
    for name, text in wishes.items():
        try:
            after = _with(after, name, text, known)
        except InvalidChoiceError as refusal:
            refusals.append(refusal)
    after = _with_start_dates(after, known)
    refusals += _misfits(before, after, known)
    if refusals:
        raise ChoicesRefusedError(refusals)
    return after


def _with(settings: SyncSettings, name: str, text: str, known: Known) -> SyncSettings:
    if name == "mode":
        return settings.model_copy(update={"mode": _one_of(name, text, Mode)})
    if name in TOP:
        classes = SALES_CLASSES if name == "default_sales_account" else EXPENSE_CLASSES
        return settings.model_copy(update={name: _account(name, text, classes, known)})
    group, _, what = name.partition(".")
    if group not in set(Category) or what not in OF_CATEGORY:
        raise InvalidChoiceError(name, f"there is no such setting; {NAMES}")
    category = Category(group)
    own = settings.of(category).model_copy(update={what: READ[what](name, text)})
    return settings.model_copy(update={"categories": {**settings.categories, category: own}})


def _account(name: str, text: str, classes: frozenset[str], known: Known) -> str | None:
    if text.lower() in NONE:
        return None
    if not known.accounts:
        raise InvalidChoiceError(name, "the accounts were not read from Xero yet; synchronize first")
    found = next((account for account in known.accounts if account.code == text), None)
    if found is None:
        raise InvalidChoiceError(name, f"Xero has no account {text}")
    if found.status != "ACTIVE":
        raise InvalidChoiceError(name, f"account {text} {found.name} is archived in Xero")
    if found.account_class not in classes:
        fitting = [account.code for account in known.accounts if _fits(account, classes)]
        some = f"; fitting: {', '.join(fitting[:8])}{' …' if len(fitting) > 8 else ''}" if fitting else ""  # noqa: PLR2004 - as many as fit a line
        raise InvalidChoiceError(name, f"account {text} {found.name} is of class {found.account_class}{some}")
    return text


def _fits(account: Account, classes: frozenset[str]) -> bool:
    return bool(account.code) and account.status == "ACTIVE" and account.account_class in classes


def _one_of(name: str, text: str, kind: type[Any]) -> Any:
    try:
        return kind(text.lower())
    except ValueError:
        raise InvalidChoiceError(name, f"must be one of: {', '.join(str(each) for each in kind)}") from None


def _switch(name: str, text: str) -> bool:
    if text.lower() not in YES | NO:
        raise InvalidChoiceError(name, "must be true or false")
    return text.lower() in YES


def _day(name: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidChoiceError(name, f"{text!r} is not a day such as 2026-11-22") from None


def _direction(name: str, text: str) -> Direction:
    return Direction(_one_of(name, text, Direction))


def _bookmark(name: str, text: str) -> str | None:
    if text.lower() in NONE:
        return None
    if not (text.isascii() and text.isdigit()):
        raise InvalidChoiceError(name, f"{text!r} is not the number of a bookmark in Scoro, nor none")
    return text


READ: dict[str, Callable[[str, str], Any]] = {
    "enabled": _switch,
    "direction": _direction,
    "start_date": _day,
    "bookmark": _bookmark,
}


def _with_start_dates(settings: SyncSettings, known: Known) -> SyncSettings:
    """A category that is switched on without a start date begins on the day of the first connection (R31, R32)."""
    categories = {
        category: own.model_copy(update={"start_date": known.first_connected})
        if own.enabled and own.start_date is None
        else own
        for category, own in settings.categories.items()
    }
    return settings.model_copy(update={"categories": categories})


def _misfits(before: SyncSettings, after: SyncSettings, known: Known) -> list[InvalidChoiceError]:
    """What is wrong with changed choices, field by field."""
    found: list[InvalidChoiceError] = []
    for category in Category:
        was, now = before.of(category), after.of(category)
        if was != now:
            reasons = _reasons(category, was, now, known)
            found += [InvalidChoiceError(f"{category}.{name}", reason) for name, reason in reasons.items()]
    return found


def _reasons(category: Category, was: CategorySettings, now: CategorySettings, known: Known) -> dict[str, str]:
    """Field → why not."""
    reasons: dict[str, str] = {}
    if now.enabled and not was.enabled:
        if category not in known.served:
            reasons["enabled"] = "nothing here synchronizes this category"
        elif known.first_connected is None:
            reasons["enabled"] = "connect to Xero first"
    if now.direction is not was.direction and category is Category.RECEIPTS:
        reasons["direction"] = "receipts only come to Scoro (R19)"
    if now.start_date != was.start_date and (reason := _bad_start(category, was, now, known)):
        reasons["start_date"] = reason
    if now.bookmark and (category not in BOOKMARKED or now.direction is Direction.TO_SCORO):
        reasons["bookmark"] = "a bookmark selects contacts, invoices or bills on their way from Scoro (R120)"
    return reasons


def _bad_start(category: Category, was: CategorySettings, now: CategorySettings, known: Known) -> str | None:
    if was.start_date is not None and category in known.synchronized:
        return f"locked since the initial synchronization, at {was.start_date} (R33)"
    if now.start_date and known.first_connected and now.start_date < known.first_connected:
        return f"cannot be before {known.first_connected}, the day Xero was first connected (R32)"
    if known.first_connected is None:
        return "connect to Xero first"
    return None
