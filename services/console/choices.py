"""Changing settings by `name=value`: every value is checked, every refusal names its field and the reason; pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from services.console import account_choices, asking_choices, rounding_choices, tracking_choices
from services.console.account_choices import NONE, Account
from shared.contracts.envelope import Category
from shared.documents.tracking import TrackingCategoryThere
from shared.errors import InvalidChoiceError, MendedBy, SyncError
from shared.sync.settings import DOCUMENTS, WAYS, Brakes, CategorySettings, ClosedPeriods, Direction, Mode, SyncSettings

BOOKMARKED = (Category.CONTACTS, Category.INVOICES, Category.BILLS)
"""What bookmarks can select (R120)."""
YES, NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
ACCOUNTS = {
    "default_sales_account": account_choices.SALES,
    "default_expense_account": account_choices.EXPENSE,
}
TOP = ("mode", *ACCOUNTS)
BRAKES = tuple(f"brakes.{name}" for name in Brakes.model_fields)
TRACKING = ("tracking.accounting_objects", "tracking.projects")
ROUNDING = rounding_choices.NAMES
SWITCHES = ("allocate_credit_notes", "tracking.create_missing_options", "reference.deactivate_unmatched")
OF_CATEGORY = ("enabled", "direction", "start_date", "bookmark", "closed_periods", *asking_choices.NAMES)
WORDS = {Direction.FROM_SCORO: "from Scoro to Xero", Direction.TO_SCORO: "from Xero to Scoro"}

NAMES = (
    f"there are {', '.join((*TOP, *TRACKING, *ROUNDING, *SWITCHES, *BRAKES))}, "
    f"and of each category {', '.join(OF_CATEGORY)}, such as invoices.enabled"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What choices are checked against."""

    first_connected: dt.date | None
    """The day, in the site's zone."""
    accounts: tuple[Account, ...] = ()
    """Of the chart in Xero; empty where it was never read."""
    tracking: tuple[TrackingCategoryThere, ...] = ()
    """Tracking categories in Xero, where one is wished."""
    synchronized: frozenset[Category] = field(default_factory=frozenset)
    """Categories whose initial run came to its end (R33)."""
    ways: Mapping[Category, frozenset[Direction]] = field(default_factory=lambda: WAYS)
    """What this build can bring across."""
    bookmarks: Mapping[Category, frozenset[str]] = field(default_factory=dict)
    """Those that Scoro has, of categories for which one is wished."""


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


def bookmarked(wishes: Mapping[str, str]) -> list[Category]:
    """Categories for which a bookmark is wished: whether there is one must be asked first."""
    return [one for one in BOOKMARKED if wishes.get(f"{one}.bookmark", "none").lower() not in NONE]


def names_tracking(wishes: Mapping[str, str]) -> bool:
    """Whether a tracking category is wished: Xero must be asked for them first."""
    return any(wishes.get(name, "none").lower() not in NONE for name in TRACKING)


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
    refusals += [*_misfits(before, after, known), *tracking_choices.misfits(before.tracking, after.tracking)]
    if refusals:
        raise ChoicesRefusedError(refusals)
    return after


def _with(settings: SyncSettings, name: str, text: str, known: Known) -> SyncSettings:
    if name == "mode":
        return settings.model_copy(update={"mode": _one_of(name, text, Mode)})
    if name in ACCOUNTS:
        code = None if text.lower() in NONE else account_choices.chosen(name, text, ACCOUNTS[name], known.accounts)
        return settings.model_copy(update={name: code})
    if name in TRACKING:
        chosen = None if text.lower() in NONE else tracking_choices.chosen(name, text, known.tracking)
        tracking = settings.tracking.model_copy(update={name.removeprefix("tracking."): chosen})
        return settings.model_copy(update={"tracking": tracking})
    if name in SWITCHES:
        group, _, what = name.rpartition(".")
        switched = {what: _switch(name, text)}
        inside = {group: getattr(settings, group).model_copy(update=switched)} if group else switched
        return settings.model_copy(update=inside)
    if name in BRAKES or name in ROUNDING:
        return settings.model_copy(update=_amounts(settings, name, text, known))
    group, _, what = name.partition(".")
    if group not in set(Category) or what not in OF_CATEGORY:
        raise InvalidChoiceError(name, f"there is no such setting; {NAMES}")
    category = Category(group)
    own = settings.of(category).model_copy(update={what: READ[what](name, text)})
    return settings.model_copy(update={"categories": {**settings.categories, category: own}})


def _amounts(settings: SyncSettings, name: str, text: str, known: Known) -> dict[str, Any]:
    if name in BRAKES:
        return {"brakes": _brakes(settings.brakes, name, text)}
    return {"rounding": rounding_choices.changed(settings.rounding, name, text, known.accounts)}


def _one_of(name: str, text: str, kind: type[Any]) -> Any:
    try:
        return kind(text.lower())
    except ValueError:
        raise InvalidChoiceError(name, f"must be one of: {', '.join(str(each) for each in kind)}") from None


def _brakes(before: Brakes, name: str, text: str) -> Brakes:
    try:
        return Brakes.model_validate(before.model_dump() | {name.removeprefix("brakes."): text})
    except ValidationError:
        most = " to 100" if name.endswith("percent") else " on"
        raise InvalidChoiceError(name, f"{text!r} is not a whole number from 0{most}") from None


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


def _closed_periods(name: str, text: str) -> ClosedPeriods:
    return ClosedPeriods(_one_of(name, text, ClosedPeriods))


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
    "closed_periods": _closed_periods,
    **asking_choices.READ,
}


def begin_earlier(before: SyncSettings, after: SyncSettings) -> list[Category]:
    """Categories whose start date was moved to an earlier day."""
    pairs = {category: (before.of(category).start_date, after.of(category).start_date) for category in Category}
    return [category for category, (was, now) in pairs.items() if was and now and now < was]


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
            reasons = {
                "enabled": _bad_switch(category, was, now, known),
                "direction": _bad_direction(category, was, now, known),
                "start_date": _bad_start(category, was, now, known),
                "bookmark": _bad_bookmark(category, was, now, known),
                "closed_periods": _bad_periods(category, now),
                asking_choices.AMOUNT: asking_choices.misfit(category, now),
            }
            found += [InvalidChoiceError(f"{category}.{name}", reason) for name, reason in reasons.items() if reason]
    return found


def _bad_switch(category: Category, was: CategorySettings, now: CategorySettings, known: Known) -> str | None:
    if was.enabled or not now.enabled:
        return None
    if now.direction not in known.ways.get(category, frozenset()):
        return f"this version does not bring {category} {WORDS[now.direction]}"
    return None if known.first_connected else "connect to Xero first"


def _bad_direction(category: Category, was: CategorySettings, now: CategorySettings, known: Known) -> str | None:
    """One way at a time, and only one that exists (R19)."""
    if now.direction is was.direction:
        return None
    if category is Category.RECEIPTS:
        return "receipts only come to Scoro (R19)"
    if now.direction not in known.ways.get(category, frozenset()):
        return f"this version does not bring {category} {WORDS[now.direction]}"
    return None


def _bad_start(category: Category, was: CategorySettings, now: CategorySettings, known: Known) -> str | None:
    if now.start_date == was.start_date:
        return None
    if was.start_date is not None and category in known.synchronized:
        return f"locked since the initial synchronization, at {was.start_date} (R33)"
    if now.start_date and known.first_connected and now.start_date < known.first_connected:
        return f"cannot be before {known.first_connected}, the day Xero was first connected (R32)"
    return None if known.first_connected else "connect to Xero first"


def _bad_periods(category: Category, now: CategorySettings) -> str | None:
    """Only what is sent to Xero with a date can be given another, and only what has a draft stage sent as a draft."""
    if now.closed_periods is ClosedPeriods.HOLD:
        return None
    if category is Category.RECEIPTS:
        return "receipts come to Scoro only, and Scoro has no lock date"
    if category not in DOCUMENTS:
        return f"{category} have no date that could lie in a closed period"
    if category is Category.BILLS and now.closed_periods is ClosedPeriods.DRAFT:
        return "bills are Awaiting Payment in Xero at once, there is no draft stage (R102): hold or first_open_day"
    return None


def _bad_bookmark(category: Category, was: CategorySettings, now: CategorySettings, known: Known) -> str | None:
    """One that exists, on the way from Scoro (R120, R121-a)."""
    if not now.bookmark:
        return None
    if category not in BOOKMARKED or now.direction is Direction.TO_SCORO:
        return "a bookmark selects contacts, invoices or bills on their way from Scoro (R120)"
    if now.bookmark != was.bookmark and now.bookmark not in known.bookmarks.get(category, frozenset()):
        return f"Scoro has no bookmark {now.bookmark} for {category}"
    return None
