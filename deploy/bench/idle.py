"""A day on which nothing happens: what ticks cost a connection, for several profiles, with and without webhooks.

Which list a tick reads is decided by the product's own rules, driven through the 288 ticks of a day by their moments.
What one reading costs is measured: a real connection at rest is read once completely, and the calls are counted.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console

from deploy.bench import processes
from deploy.bench.company import EVERYTHING, connected
from deploy.bench.rows import Row, row
from deploy.demo.sandboxes import Calls
from services.connector.sources.rhythm import Circumstances
from services.connector.sources.rounds import plan, stretches
from services.connector.sources.scoro_walk import OVERLAP
from services.connector.sources.table import BY_NAME
from services.scheduler.plan import following, trigger
from shared.contracts.envelope import Category, System
from shared.store.cursors import Standing
from shared.sync.settings import CategorySettings, Direction, SyncSettings

DAY = dt.timedelta(days=1)
BEGINS = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
TIME_ZONE = "Europe/London"
STARTER = 1000
TICKS = 288
ON, BACK = CategorySettings(enabled=True), CategorySettings(enabled=True, direction=Direction.TO_SCORO)
PROFILES: Mapping[str, SyncSettings] = {
    "all From Scoro + Receipts": SyncSettings(categories=dict.fromkeys(Category, ON)),
    "Contacts + Invoices From Scoro": SyncSettings(categories={Category.CONTACTS: ON, Category.INVOICES: ON}),
    "all To Scoro": SyncSettings(categories=dict.fromkeys(Category, BACK)),
}
TARGETS = {("xero", False): 400, ("scoro", False): 400, ("xero", True): 120}
KEYS = {
    ("xero", False): "idle_xero_calls_day", ("scoro", False): "idle_scoro_calls_day",
    ("xero", True): "idle_xero_calls_day_webhooks",
}  # fmt: skip
SYSTEMS: tuple[System, ...] = ("xero", "scoro")


@dataclass(frozen=True, slots=True)
class Day:
    """What the ticks of a day come to."""

    calls: Mapping[System, int]
    ticks: int
    nightly: int


def idle(size: int, seed: int, words: Console) -> list[Row]:
    """Measure one reading of everything, then live through a day for each profile."""
    measured, cpu = _one_reading(size, seed, words)
    declared = cost(
        BY_NAME, plan("now", (), PROFILES["all From Scoro + Receipts"], standing={}, at=_at(BEGINS)).sources
    )
    rows = [
        row(
            f"{system}: calls of one reading of all lists at rest", measured[system], declared[system],
            "as the product's table of sources says", met=measured[system] <= declared[system], documents=size,
        )
        for system in SYSTEMS
    ]  # fmt: skip
    lists = sum(declared.values())
    rows.append(row("our CPU seconds of one reading of a list at rest", cpu / lists, documents=size))
    factor = {system: max(1.0, measured[system] / declared[system]) for system in SYSTEMS}
    for number, (name, settings) in enumerate(PROFILES.items()):
        for announced in (False, True):
            found = day(settings, announced=announced)
            rows += [
                _row(name, system, found, factor[system], settings, is_first=number == 0, announced=announced)
                for system in SYSTEMS
            ]
    tight = stretches(PROFILES["all From Scoro + Receipts"], {}, _at(BEGINS), {"xero": STARTER, "scoro": STARTER})
    rows.append(row("Starter's 1,000 calls a day: gaps are stretched", max(tight.values(), default=1), target="1",
                    met=not tight))  # fmt: skip
    return rows


def day(settings: SyncSettings, *, announced: bool, connection_id: str = "acme") -> Day:
    """All ticks of a day; every list was read before and has been silent since."""
    standing = {name: Standing(BEGINS - DAY, BEGINS - DAY) for name in BY_NAME}
    calls: Counter[System] = Counter()
    kinds: Counter[str] = Counter()
    now = following(connection_id, BEGINS)
    while now <= BEGINS + DAY:
        asked = trigger(TIME_ZONE, now, now)
        kinds[asked] += 1
        read = plan(asked, (), settings, standing=standing, at=_at(now, announced=announced)).sources
        calls += cost(BY_NAME, read)
        standing |= {name: Standing(now - OVERLAP, BEGINS - DAY) for name in read}
        now = following(connection_id, now)
    return Day({system: calls[system] for system in SYSTEMS}, kinds.total(), kinds["nightly"])


def cost(sources: Mapping[str, object], names: tuple[str, ...]) -> Counter[System]:
    """Calls of one reading of these."""
    found: Counter[System] = Counter()
    for name in names:
        if name in sources:
            found.update(dict(BY_NAME[name].calls))
    return found


def _at(now: dt.datetime, *, announced: bool = False) -> Circumstances:
    return Circumstances(now, heard=dict.fromkeys(SYSTEMS, now) if announced else {})


def _row(
    name: str, system: System, found: Day, factor: float, settings: SyncSettings, *, is_first: bool, announced: bool
) -> Row:
    count = round(found.calls[system] * factor)
    always = cost(BY_NAME, plan("now", (), settings, standing={}, at=_at(BEGINS)).sources)[system] * TICKS
    target = TARGETS.get((system, announced)) if is_first else None
    key = KEYS.get((system, announced)) if is_first else None
    return row(
        f"{system}: calls of an idle day, {name}{', webhooks' if announced else ''}", count, round(always * factor),
        "every list at every tick", target=f"≤ {target}" if target else "", met=count <= target if target else None,
        summary={key: count} if key else {}, ticks=found.ticks, nightly=found.nightly,
    )  # fmt: skip


def _one_reading(size: int, seed: int, words: Console) -> tuple[dict[System, int], float]:
    """Calls, and our CPU seconds, of a connection that has everything and to which nothing happens."""
    with connected(words, size, seed, limits=False) as company:
        company.switch_on(EVERYTHING)
        company.sync()
        company.sync()
        company.forget_counts()
        before = processes.cpu_seconds()
        company.sync()
        cpu = sum(processes.ours(processes.used(before, processes.cpu_seconds())).values())
        xero, scoro = Calls(company.stage.xero.get("counters")), Calls(company.stage.scoro.get("counters"))
    return {"xero": xero.total, "scoro": scoro.total}, cpu
