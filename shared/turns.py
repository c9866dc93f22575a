"""Waiting for one's turn: budgets that ask the arithmetic, wait by the clock and keep the state in a ledger."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from random import uniform
from typing import Protocol, Self
from uuid import uuid4

import structlog

from shared import metrics, pacing
from shared.budget import NOTHING_HEARD, Budget, BudgetExhaustedError, Heard, Lane, Limits, Slot
from shared.budget_state import State
from shared.clock import Clock
from shared.ending import Ending
from shared.errors import MendedBy, SyncError
from shared.http import Answer, Request, Transport

log = structlog.get_logger(__name__)

Listen = Callable[[int, Mapping[str, str]], Heard]
"""Reads what an answer's status and headers say about this budget's limits."""

HEAD_START = dt.timedelta(milliseconds=30)  # the more important lanes wake this much earlier
ATTEMPTS = 50
PATIENT_AFTER = 3
STEP_BACK_SECONDS = 0.05


class LedgerUnavailableError(SyncError):
    """The state of a budget cannot be read or written now."""

    code = "ledger_unavailable"
    mended_by = MendedBy.TIME


class Ledger(Protocol):
    """Keeps the state of one budget for all who share it."""

    def now(self) -> dt.datetime:
        """The time on which all who share the ledger agree."""
        ...

    async def read(self) -> State:
        """The newest state."""
        ...

    async def swap(self, new: State) -> tuple[bool, State]:
        """Store `new` if its version follows the stored one; tells whether, and what is stored now."""
        ...


class PacedBudget:
    """A budget over a ledger: one exchange with it per take and one per return, as long as nobody else got between.

    Nobody waits in a process that was told to end.
    """

    def __init__(
        self, ledger: Ledger, limits: Limits, listen: Listen, clock: Clock, ending: Ending | None = None
    ) -> None:
        self._ledger = ledger
        self._limits = limits
        self._listen = listen
        self._clock = clock
        self._ending = ending or Ending()
        self._lanes = {lane: asyncio.Lock() for lane in Lane}
        self._exchange = asyncio.Lock()
        self._known: State | None = None
        self._freed = asyncio.Event()

    async def take(self, lane: Lane) -> Slot:
        """First come, first served within a lane, in this process and between processes.

        Raises ToldToEndError where there is a wait and the process is told to end.
        """
        slot_id = uuid4().hex
        began = self._clock.monotonic()
        give_up_at = self._ledger.now() + self._limits.patience
        granted = False
        async with self._lanes[lane]:
            try:
                while True:
                    freed = self._freed
                    verdict = await self._ask(lane, slot_id, give_up_at)
                    if isinstance(verdict, Slot):
                        granted = True
                        waited = self._clock.monotonic() - began
                        metrics.BUDGET_WAIT.labels(self._limits.system, lane.value).observe(waited)
                        return verdict
                    if isinstance(verdict, pacing.Exhausted):
                        raise BudgetExhaustedError(lane, verdict.until, system=self._limits.system)
                    if verdict.at > give_up_at:
                        raise BudgetExhaustedError(lane, verdict.at, system=self._limits.system)
                    length = verdict.at - self._ledger.now() + HEAD_START * lane.rank
                    await self._ending.unless_told(self._wait(length, freed))
            finally:
                if not granted:
                    await self._leave(slot_id)

    async def give_back(self, slot: Slot, status: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        heard = NOTHING_HEARD if status is None else self._listen(status, headers or {})
        try:
            await self._finish(slot, heard)
        except LedgerUnavailableError:
            log.warning("budget.slot_left_to_expire", slot=slot.id, lane=slot.lane)
        self._freed.set()
        self._freed = asyncio.Event()

    async def _ask(
        self, lane: Lane, slot_id: str, give_up_at: dt.datetime
    ) -> Slot | pacing.WaitUntil | pacing.Exhausted:
        """Grants and places are tried on what was known last; whatever else is said rests on the newest state."""
        async with self._exchange:
            fresh = self._known is None
            known = self._known or await self._ledger.read()
            for attempt in range(ATTEMPTS):
                await self._step_back(attempt)
                now = self._ledger.now()
                verdict = pacing.ask(known, self._limits, now=now, lane=lane, slot_id=slot_id)
                if isinstance(verdict, pacing.Granted):
                    won, known = await self._swap(known, verdict.state)
                    if won:
                        return Slot(slot_id, lane, now)
                elif isinstance(verdict, pacing.WaitUntil) and verdict.at <= give_up_at:
                    won, known = await self._swap(known, verdict.state)
                    if won:
                        return verdict
                elif fresh:
                    return verdict
                else:
                    known = self._known = await self._ledger.read()
                fresh = True
        raise LedgerUnavailableError("too many others take slots of this budget at once")

    async def _leave(self, slot_id: str) -> None:
        """Give up the place in the queue, if there is one; else it is lost by itself."""
        known = self._known
        if known is None or not any(waiting.id == slot_id for waiting in known.waiting):
            return
        with contextlib.suppress(LedgerUnavailableError):
            async with self._exchange:
                known = self._known or known
                for _ in range(ATTEMPTS):
                    won, known = await self._swap(known, pacing.leave(known, slot_id))
                    if won:
                        return

    async def _finish(self, slot: Slot, heard: Heard) -> None:
        if self._limits.at_once is None and heard == NOTHING_HEARD:
            return  # the call was counted when it was granted
        async with self._exchange:
            known = self._known or await self._ledger.read()
            for attempt in range(ATTEMPTS):
                await self._step_back(attempt)
                now = self._ledger.now()
                state = pacing.finish(known, self._limits, now=now, slot_id=slot.id, heard=heard)
                if state == known:
                    return
                won, known = await self._swap(known, state)
                if won:
                    return
        raise LedgerUnavailableError(f"no turn to give back slot {slot.id}")

    async def _step_back(self, lost: int) -> None:
        """After some lost races let the others through: without it a slow process would lose them all."""
        if lost >= PATIENT_AFTER:
            await self._clock.sleep(uniform(0, STEP_BACK_SECONDS))  # noqa: S311 - only to be out of step

    async def _swap(self, known: State, new: State) -> tuple[bool, State]:
        won, self._known = await self._ledger.swap(replace(new, version=known.version + 1))
        return won, self._known

    async def _wait(self, length: dt.timedelta, freed: asyncio.Event) -> None:
        """Until that time has passed, or a call of this process has ended."""
        waits = [
            asyncio.ensure_future(self._clock.sleep(length.total_seconds())),
            asyncio.ensure_future(freed.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


class CombinedBudget:
    """All of several budgets at once: the connection's and the app's."""

    def __init__(self, *budgets: Budget) -> None:
        self._budgets: Sequence[Budget] = budgets

    async def take(self, lane: Lane) -> Slot:
        """The scarcest first; what was taken is given back where a later one refuses."""
        parts: list[Slot] = []
        async with AsyncExitStack() as undo:
            for budget in self._budgets:
                part = await budget.take(lane)
                parts.append(part)
                undo.push_async_callback(budget.give_back, part)
            undo.pop_all()
        return Slot(parts[0].id, lane, parts[0].granted_at, tuple(parts))

    async def give_back(self, slot: Slot, status: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        for budget, part in zip(self._budgets, slot.parts, strict=True):
            await budget.give_back(part, status, headers)


class Turn:
    """A slot that was taken before its call is ready: one call uses it, else it is given back at the end."""

    def __init__(self, budget: Budget, slot: Slot) -> None:
        self._budget = budget
        self._slot: Slot | None = slot

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if (slot := self.used()) is not None:
            await self._budget.give_back(slot)

    def used(self) -> Slot | None:
        """The slot, once; None where a call had it already."""
        slot, self._slot = self._slot, None
        return slot


async def turn_of(budget: Budget, lane: Lane) -> Turn:
    """Wait for a slot.

    Raises BudgetExhaustedError, ToldToEndError and LedgerUnavailableError as taking a slot does.
    """
    return Turn(budget, await budget.take(lane))


async def send_in_turn(
    transport: Transport, budget: Budget, lane: Lane, request: Request, turn: Turn | None = None
) -> Answer:
    """Take a slot unless one is at hand, send once, give it back with what the answer says about the limits."""
    slot = (turn.used() if turn else None) or await budget.take(lane)
    answer: Answer | None = None
    try:
        answer = await transport.send(request)
        return answer
    finally:
        if answer is None:
            await budget.give_back(slot)
        else:
            await budget.give_back(slot, answer.status, answer.headers)
