"""Which bills of Scoro are left out, and why; pure."""

from services.bills.documents import ScoroBill
from shared.documents.rules import kept_in_scoro
from shared.sync.settings import CategorySettings


def left_out(
    bill: ScoroBill,
    settings: CategorySettings,
    *,
    entity: str,
    time_zone: str,
    is_linked: bool,
    asked_by_person: bool = False,
) -> str | None:
    """None if the bill crosses, else the code of the rule that keeps it; the common rules apply."""
    return kept_in_scoro(
        bill, settings, entity=entity, time_zone=time_zone, is_linked=is_linked, asked_by_person=asked_by_person
    )
