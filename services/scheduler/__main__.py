"""Builds the real scheduler and runs it: `python -m services.scheduler`."""

import os
import socket
from uuid import uuid4

from shared.starting import uncollected

with uncollected():
    from services.scheduler.brake_sweep import BrakeSweep
    from services.scheduler.figures import HouseFigures
    from services.scheduler.forgetting import Forgetting
    from services.scheduler.keeper import Keeper
    from services.scheduler.leader import Leader
    from services.scheduler.log_sweep import LogSweep
    from services.scheduler.resting import Resting
    from services.scheduler.run_sweep import RunSweep
    from services.scheduler.settings import SchedulerSettings
    from services.scheduler.sweeper import Step, Sweeper
    from services.scheduler.tick import Ticker
    from services.scheduler.turn_sweep import TurnSweep
    from services.scheduler.undo_sweep import UndoSweep
    from services.scheduler.wait_sweep import WaitSweep
    from shared.config import load
    from shared.messaging.dead_letters import DeadLetterQueues
    from shared.service import Running, run

SELDOM = 5.0
"""Seconds between two looks at what is not urgent."""


def steps(running: Running, settings: SchedulerSettings) -> list[Step]:
    """All steps of a sweep, the most urgent first."""
    store, publisher, clock = running.store, running.messaging.publisher, running.clock
    resting = Resting(store.connections, clock)
    entries = LogSweep(
        store, publisher, clock, resting,
        quiet_seconds=settings.scheduler_quiet_seconds, batch=settings.scheduler_batch,
    )  # fmt: skip
    waits = WaitSweep(store, publisher, clock, resting, batch=settings.scheduler_batch)
    reading = RunSweep(store, publisher, clock, resting)
    brakes = BrakeSweep(store, publisher, clock)
    often = settings.scheduler_sweep_seconds

    async def seal() -> None:
        """Lines of the audit trail get their places in the chain."""
        await store.trail.seal()

    found = [
        Step("due", entries.due, often),
        Step("untold", entries.untold, often),
        Step("calls", entries.calls, often),
        Step("runs", reading.runs, often),
        Step("brakes", brakes.weigh, often),
        Step("chains", reading.chains, SELDOM),
        Step("waits", waits.look_again, SELDOM),
        Step("unrung", entries.unrung, SELDOM),
        Step("turns", TurnSweep(store).settle, SELDOM),
        Step("holds", brakes.tidy, SELDOM),
        Step("trail", seal, SELDOM),
        Step("undone", UndoSweep(store, publisher, clock).prove, SELDOM),
    ]
    if settings.retention_days is not None:
        found.append(Step("retention", Forgetting(store, clock, settings.retention_days).once, SELDOM))
    return found


def main() -> None:
    """Run until told to end."""
    settings = load(SchedulerSettings)

    async def build(running: Running) -> None:
        leader = Leader(
            running.store.leases,
            running.clock,
            owner=f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}",
            seconds=settings.scheduler_lease_seconds,
        )
        ticker = Ticker(running.store, running.messaging.publisher, running.clock, leader)
        sweeper = Sweeper(steps(running, settings), running.clock, leader, seconds=settings.scheduler_sweep_seconds)
        keeper = Keeper(DeadLetterQueues(running.messaging.url), running.store, running.clock)
        figures = HouseFigures(running.store, running.messaging.url, settings, running.clock, leader)
        running.work += [ticker.run, sweeper.run, keeper.run, figures.run]
        running.before_end.append(leader.step_down)

    run("scheduler", settings, build)


if __name__ == "__main__":
    main()
