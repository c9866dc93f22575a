"""The figures of the whole house, told by the scheduler that leads and by nobody else."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from prometheus_client import Gauge
from pydantic import SecretStr

from services.scheduler.steady import Steady
from services.scheduler.sweeper import Leads
from shared import metrics
from shared.budget import DayResets, Lane, Limits
from shared.budget_learning import day_left
from shared.clock import Clock
from shared.config import XeroSettings
from shared.contracts.envelope import Category
from shared.contracts.envelope import Lane as Queued
from shared.messaging.inspection import inspect
from shared.metrics import connection_label
from shared.pacing import window_left
from shared.store.budgets import known, scoro_key, xero_key
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.figures import Figures
from shared.store.runs import Run, RunState
from shared.sync.settings import Mode, SyncSettings

EVERY_SECONDS = 15.0
Told = dict[tuple[str, ...], float]


class HouseFigures:
    """Takes them every quarter of a minute; who does not lead tells none, so that no figure is told twice."""

    def __init__(self, store: Store, url: SecretStr, settings: XeroSettings, clock: Clock, leader: Leads) -> None:
        self._store = store
        self._figures = Figures(store.database, clock)
        self._url = url
        self._clock = clock
        self._leader = leader
        self._limits = limits(settings)
        self._steady = Steady("figures")
        self._of_broker = Steady("figures.broker")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if not await self._steady.do(self.once):
                silence()
            await self._clock.sleep(EVERY_SECONDS)

    async def once(self) -> None:
        """Take and tell all of them."""
        if not await self._leader.leads():
            silence()
            return
        await self._of_broker.do(self._queues)
        await self._log()
        await self._connections()
        tell(metrics.LEASE_LEFT, {(name,): left for name, left in (await self._figures.leases()).items()})
        metrics.LEADER.set(1)
        metrics.LOOKED_AT.set(self._clock.now().timestamp())

    async def _queues(self) -> None:
        for gauge in (metrics.QUEUE_MESSAGES, metrics.QUEUE_CONSUMERS):
            gauge.clear()
        found = await inspect(self._url)
        tell(metrics.QUEUE_MESSAGES, {(name,): count for name, (count, _) in found.counts.items()})
        tell(metrics.QUEUE_CONSUMERS, {(name,): consumers for name, (_, consumers) in found.counts.items()})

    async def _log(self) -> None:
        backlog = await self._figures.backlog(await self._store.connections.closed(self._clock.now()))
        lanes = [(category.value, lane.value) for category in Category for lane in Queued]
        tell(metrics.WAITING, {key: backlog[key].entries if key in backlog else 0 for key in lanes})
        tell(metrics.OLDEST, {key: backlog[key].oldest_seconds if key in backlog else 0 for key in lanes})
        metrics.OUTBOX_LAG.set(await self._figures.outbox_lag())
        letters = await self._store.dead_letters.open()
        metrics.DEAD_LETTERS.set(letters.count)
        now = self._clock.now()
        metrics.DEAD_LETTER_AGE.set((now - letters.since).total_seconds() if letters.since else 0)

    async def _connections(self) -> None:
        """Of the connections that have no label of their own, the sum or the worst."""
        now = self._clock.now()
        states, left, sizes = defaultdict[tuple[str, ...], float](float), Told(), Told()
        expected, last, ages = Told(), Told(), Told()
        for connection in await self._store.connections.find():
            label = connection_label(connection.id)
            states[label, connection.state.value] += 1
            settings = await self._store.settings.get(connection.id)
            runs = await self._store.runs.newest(connection.id)
            for category in Category:
                if not is_expected(connection, settings, category, now):
                    continue
                expected[label, category.value] = 1
                ended = last_end(runs, category) or connection.first_connected_at
                if ended is not None:
                    _worst(last, (label, category.value), ended.timestamp(), least=True)
            for age in await self._store.tokens.ages([connection.token_set] if connection.token_set else []):
                _worst(ages, (label,), (now - age.refreshed_at).total_seconds(), least=False)
            await self._budgets(connection, label, left, sizes)
        problems = defaultdict[tuple[str, ...], float](float)
        for (connection_id, of), count in (await self._figures.problems()).items():
            problems[connection_label(connection_id), of] += count
        for gauge, told in (
            (metrics.STATE, states), (metrics.EXPECTED, expected), (metrics.LAST_RUN, last), (metrics.TOKEN_AGE, ages),
            (metrics.BUDGET_LEFT, left), (metrics.BUDGET_SIZE, sizes), (metrics.PROBLEMS, problems),
        ):  # fmt: skip
            tell(gauge, told)

    async def _budgets(self, connection: Connection, label: str, left: Told, sizes: Told) -> None:
        keys = {"scoro": scoro_key(connection.site_url)}
        if connection.tenant_id:
            keys["xero"] = xero_key(connection.tenant_id)
        for system, key in keys.items():
            state = await known(self._store.database, key)
            if state is None:
                continue
            allowed, now = self._limits[system], self._clock.now()
            sizes[label, system, "window"] = allowed.per_window
            for lane in Lane:
                calls = window_left(state, allowed, now=now, lane=lane)
                _worst(left, (label, system, "window", lane.value), calls, least=True)
                if (today := day_left(state, allowed, lane)) is not None:
                    sizes[label, system, "day"] = max(allowed.per_day or 0, state.day_size)
                    _worst(left, (label, system, "day", lane.value), today, least=True)


def limits(settings: XeroSettings) -> dict[str, Limits]:
    """What both systems allow, as the deployment says."""
    return {
        "xero": Limits(
            per_window=settings.xero_minute_limit,
            window=dt.timedelta(minutes=1),
            at_once=settings.xero_concurrent_limit,
            per_day=settings.xero_day_limit,
        ),
        "scoro": Limits(
            per_window=settings.scoro_window_limit,
            window=dt.timedelta(seconds=2),
            per_day=settings.scoro_day_limit,
            day_resets=DayResets.AT_MIDNIGHT_UTC,
            system="scoro",
        ),
    }


def is_expected(connection: Connection, settings: SyncSettings, category: Category, now: dt.datetime) -> bool:
    """Whether it should be read every five minutes: on, automatic, and nothing stops it."""
    on = settings.mode is Mode.AUTOMATIC and settings.of(category).enabled
    return on and connection.works and connection.stopped(now, category) is None


def last_end(runs: list[Run], category: Category) -> dt.datetime | None:
    """When a run with that category last came to its end; newest first."""
    return next((run.finished_at for run in runs if run.state is RunState.DONE and category in run.categories), None)


def silence() -> None:
    """Tell nothing: somebody else does."""
    for gauge in metrics.HOUSE:
        gauge.clear()
    for gauge in _PLAIN:
        gauge.set(0)


def tell(gauge: Gauge, told: Mapping[tuple[str, ...], float]) -> None:
    """These and no others."""
    gauge.clear()
    for labels, value in told.items():
        gauge.labels(*labels).set(value)


def _worst(told: Told, key: tuple[str, ...], value: float, *, least: bool) -> None:
    told[key] = value if key not in told else (min if least else max)(told[key], value)


_PLAIN: tuple[Gauge, ...] = (
    metrics.LEADER, metrics.LOOKED_AT, metrics.OUTBOX_LAG, metrics.DEAD_LETTERS, metrics.DEAD_LETTER_AGE,
)  # fmt: skip
