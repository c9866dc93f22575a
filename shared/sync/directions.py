"""Directions: which changes may still cross after one was turned (R28), and settling the turn."""

from collections.abc import Iterable

from shared.store.directions import DIRECTION_CHANGED
from shared.store.everything import Store
from shared.store.records import DEPENDENCY, HISTORIC, PARENTS, Entry
from shared.store.settings import Turned
from shared.sync.settings import CategorySettings, SyncSettings

WRONG_DIRECTION = "wrong_direction"
BEFORE_TURN = "before_direction_changed"


def left_out(entry: Entry, own: CategorySettings) -> str | None:
    """The code of what keeps an entry from crossing the way that its category goes now; None where it may.

    What a document needs follows the document (R69). Whatever changed before the turn is not made up for, except
    where a person asks for it.
    """
    if entry.asked == DEPENDENCY and entry.key.category in PARENTS:
        return None
    if entry.key.system != own.direction.source:
        is_older = own.turned_at is not None and entry.recorded_at < own.turned_at
        return DIRECTION_CHANGED if is_older else WRONG_DIRECTION
    if entry.asked is None and own.turned_second and entry.modified_at and entry.modified_at < own.turned_second:
        return BEFORE_TURN
    return None


def choices_of(entry: Entry, settings: SyncSettings) -> CategorySettings:
    """The choices of its category as they count for this entry.

    What a historic load read lies in the range that an administrator named: neither the start date nor a turn of the
    direction keeps it back (R28, R31, R34); everything else does.
    """
    own = settings.of(entry.key.category)
    return own.model_copy(update={"start_date": None, "turned_at": None}) if entry.asked == HISTORIC else own


class Turning:
    """Settles turns; safe to do again and from several places."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def settle(self, turns: Iterable[Turned]) -> int:
        """Close what is open of the former directions; hands out how many entries.

        A turn stays on the list until the calls under way have their outcome, since one may open entries again.
        """
        count = 0
        for one in turns:
            source = one.was.source
            is_last = not await self._store.directions.are_on_their_way(one.connection_id, one.category, source)
            closed = await self._store.directions.close(one.connection_id, one.category, source, before=one.at)
            if is_last:
                await self._store.settings.settled([one])
            count += closed
        return count
