"""The closed periods of Xero in one sentence, with what becomes of documents that are dated there; pure."""

from shared.documents.periods import books
from shared.store.connections import Connection
from shared.sync.settings import DOCUMENTS, ClosedPeriods, Direction, SyncSettings

BECOMES = {
    ClosedPeriods.HOLD: "are held",
    ClosedPeriods.FIRST_OPEN_DAY: "are sent with {day}",
    ClosedPeriods.DRAFT: "are sent as drafts with {day}, credit notes are held",
}


def sentence(connection: Connection, settings: SyncSettings) -> str | None:
    """None where nothing is closed, or no dated document goes to Xero."""
    closed = books(connection.organisation)
    going = [
        one for one in DOCUMENTS if settings.of(one).enabled and settings.of(one).direction is Direction.FROM_SCORO
    ]
    if closed.locked_until is None or not going:
        return None
    day = f"{closed.first_open_day}"
    each = [f"{one} dated then {BECOMES[settings.of(one).closed_periods].format(day=day)}" for one in going]
    return f"Xero is closed {closed.said}: {'; '.join(each)}"
