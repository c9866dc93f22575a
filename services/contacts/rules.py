"""Which contacts are left out on their way from Scoro, and why; pure."""

from services.contacts.documents import ScoroContact
from shared.dates import start_of_day
from shared.sync.settings import CategorySettings, Direction


def left_out(
    contact: ScoroContact,
    settings: CategorySettings,
    *,
    time_zone: str,
    is_linked: bool,
    asked_as_dependency: bool = False,
    asked_by_person: bool = False,
    is_in_bookmark: bool = True,
) -> str | None:
    """None if the contact crosses, else the code of the rule that keeps it.

    What a document needs crosses whatever the category says (R37, R68, R69, R74); a click ignores all but the
    direction (R141). A deleted contact that is linked passes: its link is to be closed (R147).
    """
    if contact.is_deleted:
        return None if is_linked else "nothing_to_delete"
    if asked_as_dependency:
        return None
    if settings.direction is not Direction.FROM_SCORO:
        return "wrong_direction"
    if asked_by_person:
        return None
    return _by_choice(contact, settings, time_zone) or (None if is_in_bookmark else "outside_bookmark")


def _by_choice(contact: ScoroContact, settings: CategorySettings, time_zone: str) -> str | None:
    if not settings.enabled:
        return "category_switched_off"
    if not (contact.is_client or contact.is_supplier):
        return "not_client_or_supplier"  # R66
    if _is_before_start(contact, settings, time_zone):
        return "before_start_date"  # R31
    return None


def _is_before_start(contact: ScoroContact, settings: CategorySettings, time_zone: str) -> bool:
    """The start date counts from 00:00 in the site's zone (R36); what tells no time is not kept back for it."""
    if settings.start_date is None or contact.changed_at is None:
        return False
    return contact.changed_at < start_of_day(settings.start_date, time_zone)
