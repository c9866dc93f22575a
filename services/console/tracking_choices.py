"""Which of Xero's tracking categories can be chosen (R123, R126); pure."""

from collections.abc import Sequence

from shared.documents.tracking import TrackingOption, name_key
from shared.errors import InvalidChoiceError
from shared.sync.settings import Tracking, TrackingCategory


def chosen(name: str, wanted: str, options: Sequence[TrackingOption]) -> TrackingCategory:
    """The category of that name or id, of those with an active option.

    Raises InvalidChoiceError.
    """
    there = {one.category_id: one.category for one in options if one.active}
    for category_id, called in there.items():
        if wanted == category_id or name_key(wanted) == name_key(called):
            return TrackingCategory(id=category_id, name=called)
    fitting = f"fitting: {', '.join(sorted(there.values()))}" if there else "Xero has none"
    raise InvalidChoiceError(name, f"Xero has no tracking category {wanted!r} with an active option; {fitting}")


def misfits(before: Tracking, now: Tracking) -> list[InvalidChoiceError]:
    """Both uses at once need a category each (R132)."""
    if now == before or now.projects is None or now.accounting_objects is None:
        return []
    if now.projects.id != now.accounting_objects.id:
        return []
    return [InvalidChoiceError("tracking.projects", f"{now.projects.name} is chosen for accounting objects already")]
