"""Which sources a run reads; pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from services.connector.sources.rhythm import (
    SOON,
    Circumstances,
    calls_a_day,
    gap,
    stretch,
    trusts,
)
from services.connector.sources.table import SOURCES, Source
from shared.contracts.envelope import Category, System
from shared.contracts.sync import Trigger
from shared.store.cursors import Standing
from shared.sync.settings import Mode, SyncSettings

BY_THEMSELVES: frozenset[Trigger] = frozenset({"tick", "webhook", "nightly"})
"""Runs that nobody asked for: in Manual mode there are none (R20)."""
SPARING: frozenset[Trigger] = frozenset({"tick", "webhook"})
"""Runs that read a list only when it is old, see `rhythm`."""
BASE_DATA_ALONE: frozenset[Trigger] = frozenset({"first", "now"})
"""Worth a run although every category is off: accounts, tax rates and currencies (R30)."""
SYSTEMS: tuple[System, ...] = ("scoro", "xero")
NEVER = Standing()


@dataclass(frozen=True, slots=True)
class Round:
    """What a run is to read; categories without sources are known to be up to date."""

    categories: tuple[Category, ...] = ()
    sources: tuple[str, ...] = ()


def plan(
    trigger: Trigger,
    wanted: Collection[Category],
    settings: SyncSettings,
    *,
    standing: Mapping[str, Standing],
    at: Circumstances,
) -> Round:
    """The categories and sources of a run; nothing where it has nothing to do.

    `standing` is how each source was read before.
    """
    if trigger in BY_THEMSELVES and settings.mode is Mode.MANUAL:
        return Round()
    chosen = () if trigger == "first" else _chosen(wanted, settings)
    if not chosen and (wanted or trigger not in BASE_DATA_ALONE):
        return Round()
    sources = [
        source.name
        for source in _concerned(chosen, settings, at)
        if trigger not in SPARING or _is_due(source, standing, settings, at)
    ]
    return Round(chosen, tuple(sources))


def stretches(
    settings: SyncSettings, standing: Mapping[str, Standing], at: Circumstances, allowed: Mapping[System, int]
) -> dict[System, int]:
    """System → by how much gaps have to grow, where its plan allows too few calls a day; `allowed` where known."""
    found: dict[System, int] = {}
    for system in SYSTEMS:
        rests = [
            (source.gaps.at_rest(announced=_is_announced(source, standing.get(source.name, NEVER), at)), calls)
            for source in _concerned(_chosen((), settings), settings, at)
            if (calls := source.calls.get(system, 0))
        ]
        factor = stretch(calls_a_day(rests), allowed.get(system, 0))
        if factor > 1:
            found[system] = factor
    return found


def _concerned(chosen: Iterable[Category], settings: SyncSettings, at: Circumstances) -> list[Source]:
    """Those whose lists matter to these categories, and to the problems that are open."""
    travelling = {(one, settings.of(one).direction) for one in chosen}
    return [
        source
        for source in SOURCES
        if (not source.serves or {(one, source.direction) for one in source.serves} & travelling)
        and (not source.awaited or source.awaited & at.problems)
    ]


def _chosen(wanted: Collection[Category], settings: SyncSettings) -> tuple[Category, ...]:
    """R18: only what is switched on, whatever was asked for."""
    return tuple(one for one in settings.enabled() if not wanted or one in wanted)


def _is_due(source: Source, standing: Mapping[str, Standing], settings: SyncSettings, at: Circumstances) -> bool:
    now = standing.get(source.name, NEVER)
    if now.position is None or (source.categories and settings.changed_at and settings.changed_at >= now.position):
        return True
    shortest = gap(source.gaps, now, at, announced=_is_announced(source, now, at))
    shortest *= max((at.stretch.get(system, 1) for system in source.calls), default=1)
    woken = standing.get(source.woken_by, NEVER).news_at if source.woken_by else None
    if (woken is not None and woken >= now.position) or source.mends.intersection(at.problems):
        shortest = min(shortest, SOON)
    return at.now - now.position >= shortest


def _is_announced(source: Source, standing: Standing, at: Circumstances) -> bool:
    """Whether its system announces changes of it, and lately did."""
    if source.gaps.announced is None:
        return False
    system: System = "scoro" if source.modules else "xero"
    return trusts(standing, system, at, modules=source.modules)
