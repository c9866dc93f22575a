"""A budget whose state is in memory."""

import datetime as dt

from shared.budget import Limits
from shared.budget_state import State
from shared.clock import Clock
from shared.turns import Listen, PacedBudget


class MemoryLedger:
    """See `shared.turns.Ledger`; for one process."""

    def __init__(self, clock: Clock) -> None:
        self.state = State()
        self._clock = clock

    def now(self) -> dt.datetime:
        return self._clock.now()

    async def read(self) -> State:
        return self.state

    async def swap(self, new: State) -> tuple[bool, State]:
        won = new.version == self.state.version + 1
        if won:
            self.state = new
        return won, self.state


def memory_budget(limits: Limits, listen: Listen, clock: Clock) -> PacedBudget:
    """The real arithmetic and waiting, the state in memory."""
    return PacedBudget(MemoryLedger(clock), limits, listen, clock)
