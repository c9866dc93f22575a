"""Which products are left out, either way, and why; pure."""

import datetime as dt

from services.products.documents import ItemInXero, ScoroProduct
from shared.store.records import DEPENDENCY, PERSON, REWRITE
from shared.sync.settings import CategorySettings, Direction


def kept_in_scoro(
    product: ScoroProduct,
    settings: CategorySettings,
    *,
    entity: str,
    time_zone: str,
    is_linked: bool,
    asked: str | None,
) -> str | None:
    """None if a product of Scoro crosses, else the code of the rule that keeps it.

    What a document needs crosses whatever the category says (R37, R59); a click ignores all but the direction (R141).
    A deleted product that is linked passes: its link is to be closed (R147).
    """
    if product.is_deleted:
        return None if is_linked else "nothing_to_delete"
    if asked == DEPENDENCY:
        return None
    if product.product_accounts and entity not in {one.id for one in product.product_accounts}:
        return "not_this_entity"  # R15
    return _kept(settings, Direction.FROM_SCORO, product.changed_at, time_zone, asked)


def kept_in_xero(
    item: ItemInXero, settings: CategorySettings, *, time_zone: str, is_linked: bool, is_gone: bool, asked: str | None
) -> str | None:
    """None if an item of Xero crosses, else the code of the rule that keeps it; one that is gone and linked passes."""
    if is_gone and not is_linked:
        return "gone_before_it_crossed"
    if asked == DEPENDENCY:
        return None
    return _kept(settings, Direction.TO_SCORO, item.updated_date_utc, time_zone, asked)


def _kept(
    settings: CategorySettings, direction: Direction, changed_at: dt.datetime | None, time_zone: str, asked: str | None
) -> str | None:
    if settings.direction is not direction:
        return "wrong_direction"
    if asked in {PERSON, REWRITE}:
        return None
    if not settings.enabled:
        return "category_switched_off"
    begins_at = settings.begins_at(time_zone)
    return "before_start_date" if changed_at and begins_at and changed_at < begins_at else None
