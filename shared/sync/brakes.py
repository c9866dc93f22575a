"""Which plans a brake is about, how many of a sort may go in one run, and weighing them (design §3.9)."""

from collections.abc import Iterable, Sequence

from shared.store.brakes import Limits, Load
from shared.store.everything import Store
from shared.store.records import UNDO, Brake, Entry
from shared.sync.plans import Closed, Held, Plan, Write
from shared.sync.settings import Brakes
from shared.sync.volume import above

PERCENT = 100


def brake_of(plan: Plan) -> Brake | None:
    """Whatever comes of a deletion in the source is one, also a link that ends or an object that is set inactive."""
    match plan:
        case Closed() | Write(method="DELETE") | Write(entry=Entry(deleted=True)):
            return Brake.DELETIONS
        case Write(brake=brake):
            return brake
    return None


def braked(plans: Iterable[Plan]) -> list[Plan]:
    """The plans, where those that a brake is about wait first, unless they were let go before.

    Whoever undid something saw object by object what that takes.
    """
    return [_held(plan) or plan for plan in plans]


def is_braked(plan: Plan) -> bool:
    """Whether it waits first, and will be planned once more."""
    return _held(plan) is not None


def _held(plan: Plan) -> Held | None:
    brake = brake_of(plan)
    if (
        brake is None
        or plan.entry.cleared is not None
        or plan.entry.asked == UNDO
        or not isinstance(plan, Closed | Write)
    ):
        return None
    return Held(plan.entry, brake, plan.money)


def limits(chosen: Brakes, linked: int) -> Limits:
    """How many of each sort go without a person, in a category with so many linked objects.

    Of deletions ten or two percent, whichever is more: neither the second deletion of a company with fifty contacts nor
    the eleventh of one with ten thousand is out of the ordinary.
    """
    return {
        Brake.DELETIONS: max(chosen.deletions, linked * chosen.deletions_percent // PERCENT),
        Brake.APPROVED_UPDATES: chosen.approved_updates,
    }


class Weighing:
    """Weighs with the settings of the moment; safe to do from several places at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def all_of(self, loads: Sequence[Load]) -> list[Entry]:
        """Hands out what may go now."""
        opened: list[Entry] = []
        for load in loads:
            settings = await self._store.settings.get(load.connection_id)
            linked = await self._store.links.count_active(load.connection_id, load.category)
            usual = limits(settings.brakes, linked)
            opened += await self._store.brakes.weigh(load, usual, above(settings.of(load.category)))
        return opened
