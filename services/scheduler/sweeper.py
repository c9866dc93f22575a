"""Looks through the store for what waits although its time has come, every second; every step by itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from services.scheduler.steady import Steady
from shared.clock import Clock


class Leads(Protocol):
    """Knows whether this process leads."""

    async def leads(self) -> bool:
        """See `Leader`."""
        ...


@dataclass(slots=True)
class Step:
    """One kind of sweeping."""

    name: str
    work: Callable[[], Awaitable[None]]
    every: float
    """Seconds between two times."""
    steady: Steady = field(init=False)
    next_at: float = 0.0

    def __post_init__(self) -> None:
        self.steady = Steady(f"sweep.{self.name}")


class Sweeper:
    """Does all steps while this process leads."""

    def __init__(self, steps: Sequence[Step], clock: Clock, leader: Leads, *, seconds: float) -> None:
        self._steps = steps
        self._clock = clock
        self._leader = leader
        self._seconds = seconds
        self._steady = Steady("sweep")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._steady.do(self.once)
            await self._clock.sleep(self._seconds)

    async def once(self) -> None:
        """Every step whose time has come; one that fails keeps no other from its work."""
        for step in self._steps:
            if self._clock.monotonic() < step.next_at:
                continue
            if not await self._leader.leads():
                return
            step.next_at = self._clock.monotonic() + step.every
            await step.steady.do(step.work)
