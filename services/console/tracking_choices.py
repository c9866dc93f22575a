"""Which of Xero's tracking categories can be chosen (R123, R126, R131); pure."""

from collections.abc import Sequence

from shared.documents.tracking import TrackingCategoryThere, name_key
from shared.errors import InvalidChoiceError
from shared.sync.settings import Tracking, TrackingCategory

NEEDS_OPTIONS = "tracking.accounting_objects"
"""They are the options (R123, R125); those of projects may come later, by people in Xero or by us (R131, R134)."""


def chosen(name: str, wanted: str, there: Sequence[TrackingCategoryThere]) -> TrackingCategory:
    """The active category of that name or id; for accounting objects one that has an active option.

    Raises InvalidChoiceError.
    """
    active = [one for one in there if one.active]
    fitting = [one for one in active if one.has_options or name != NEEDS_OPTIONS]
    found = [one for one in active if wanted == one.id or name_key(wanted) == name_key(one.name)]
    if found and found[0] in fitting:
        return TrackingCategory(id=found[0].id, name=found[0].name)
    others = f"fitting: {', '.join(sorted(one.name for one in fitting))}" if fitting else "Xero has none that fits"
    if found:
        said = f"{found[0].name} has no active option, and accounting objects are its options: add one in Xero first"
        raise InvalidChoiceError(name, f"{said} (R123); {others}")
    raise InvalidChoiceError(name, f"Xero has no active tracking category {wanted!r}; {others}")


def misfits(before: Tracking, now: Tracking) -> list[InvalidChoiceError]:
    """Both uses at once need a category each (R132)."""
    if now == before or now.projects is None or now.accounting_objects is None:
        return []
    if now.projects.id != now.accounting_objects.id:
        return []
    return [InvalidChoiceError("tracking.projects", f"{now.projects.name} is chosen for accounting objects already")]
