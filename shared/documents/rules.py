"""The rules by which documents of either way are left out, as far as invoices and bills share them; pure."""

import datetime as dt
from collections.abc import Collection

from shared.documents.fields import TradeDocument
from shared.documents.status import APPROVED
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.sync.settings import CategorySettings, Direction


def kept_in_scoro(
    document: TradeDocument,
    settings: CategorySettings,
    *,
    entity: str,
    time_zone: str,
    is_linked: bool,
    asked_by_person: bool = False,
    is_in_bookmark: bool = True,
) -> str | None:
    """None if a document of Scoro crosses, else the code of the rule that keeps it.

    A click ignores switch, start date and bookmark, never the direction (R141). A deleted document that is linked
    passes: its twin may have to go too.
    """
    if document.account_id and document.account_id != entity:
        return "not_this_entity"  # R15, R16
    if document.is_deleted and not is_linked:
        return "nothing_to_delete"
    if settings.direction is not Direction.FROM_SCORO:
        return "wrong_direction"
    if asked_by_person:
        return None
    return _by_choice(document.changed_at, settings, time_zone) or (None if is_in_bookmark else "outside_bookmark")


def kept_in_xero(
    document: DocumentInXero,
    settings: CategorySettings,
    *,
    types: Collection[str],
    time_zone: str,
    asked_by_person: bool,
) -> str | None:
    """None if a document of Xero crosses, else the code of the rule that keeps it; `types` are those of the category.

    Only approved ones come to Scoro (R79, R95, R103). A click ignores switch and start date, never the direction
    (R141). What was voided or deleted passes: its counterpart may have to go too (R146).
    """
    if document.type not in types:
        return "other_document"
    if settings.direction is not Direction.TO_SCORO:
        return "wrong_direction"
    if not document.is_gone and document.status not in APPROVED:
        return "not_approved_in_xero"
    return None if asked_by_person else _by_choice(document.updated_date_utc, settings, time_zone)


def _by_choice(changed_at: dt.datetime | None, settings: CategorySettings, time_zone: str) -> str | None:
    """Created or modified, not the document's own date (R31, R35), from 00:00 in the site's zone (R36)."""
    if not settings.enabled:
        return "category_switched_off"
    begins_at = settings.begins_at(time_zone)
    return "before_start_date" if changed_at and begins_at and changed_at < begins_at else None
