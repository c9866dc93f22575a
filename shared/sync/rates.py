"""Foreign documents and the person who says once whether their rates are turned the right way (R57)."""

from collections.abc import Iterable, Sequence
from typing import TypeGuard

from shared.store.everything import Store
from shared.store.rates import REFUSED
from shared.store.records import Brake, Entry
from shared.sync.plans import Held, LeftOut, Plan, Write


def asked(plans: Iterable[Plan], *, is_confirmed: bool | None) -> list[Plan]:
    """The plans, where foreign documents wait for the answer, or are left out where it was no; pure.

    `is_confirmed`: None while nobody answered.
    """
    return [_asked(plan, is_confirmed=is_confirmed) for plan in plans]


def _asked(plan: Plan, *, is_confirmed: bool | None) -> Plan:
    if is_confirmed or not is_foreign(plan):
        return plan
    if is_confirmed is None:
        return Held(plan.entry, Brake.RATES, plan.money, plan.rates)
    return LeftOut(plan.entry, REFUSED, money=plan.money)


def is_foreign(plan: Plan) -> TypeGuard[Write]:
    """Whether it would carry a rate."""
    return isinstance(plan, Write) and plan.rates is not None


class Asking:
    """Applies the answer of the moment; a confirmation stands for ever."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._confirmed: set[str] = set()

    async def of(self, connection_id: str, plans: Sequence[Plan]) -> list[Plan]:
        """What becomes of these plans."""
        if connection_id in self._confirmed or not any(map(is_foreign, plans)):
            return list(plans)
        answer = await self._store.rates.given(connection_id)
        if answer is not None and answer.is_confirmed:
            self._confirmed.add(connection_id)
        return asked(plans, is_confirmed=answer.is_confirmed if answer else None)

    async def left_behind(self, connection_id: str, plans: Iterable[Plan]) -> list[Entry]:
        """What was just left out although somebody confirmed meanwhile; it may be rung."""
        if not any(isinstance(plan, LeftOut) and plan.reason == REFUSED for plan in plans):
            return []
        return await self._store.rates.left_behind(connection_id)
