"""Which contacts are left out on their way to Scoro, and why; pure."""

from services.contacts.in_xero import ContactInXero
from shared.sync.settings import CategorySettings, Direction


def left_out(
    contact: ContactInXero,
    settings: CategorySettings,
    *,
    time_zone: str,
    is_linked: bool,
    asked_as_dependency: bool = False,
    asked_by_person: bool = False,
) -> str | None:
    """None if the contact crosses, else the code of the rule that keeps it.

    Archived contacts are not created, and left untouched where they are linked (R73); what was merged into another
    contact lives on there. What a document needs crosses whatever the category says (R37, R68, R69); a click ignores
    all but the direction (R141).
    """
    if contact.merged_to_contact_id:
        return "merged_in_xero"
    if not contact.is_active:
        return "archived_in_xero" if is_linked else "archived_before_it_crossed"
    if asked_as_dependency:
        return None
    if settings.direction is not Direction.TO_SCORO:
        return "wrong_direction"
    return None if asked_by_person else _by_choice(contact, settings, time_zone)


def _by_choice(contact: ContactInXero, settings: CategorySettings, time_zone: str) -> str | None:
    if not settings.enabled:
        return "category_switched_off"
    changed, begin = contact.updated_date_utc, settings.begins_at(time_zone)
    return "before_start_date" if changed and begin and changed < begin else None
