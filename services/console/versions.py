"""What each version of the settings changed; pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.console.choices import BRAKES, OF_CATEGORY, ROUNDING, SWITCHES, TOP, TRACKING
from shared.contracts.envelope import Category
from shared.sync.settings import SyncSettings


@dataclass(frozen=True, slots=True)
class Version:
    """One change of the settings."""

    version: int
    author: str
    changed_at: dt.datetime | None
    changed: dict[str, tuple[Any, Any]]
    """Name → former and new value."""


def differences(before: SyncSettings, after: SyncSettings) -> dict[str, tuple[Any, Any]]:
    """Name → former and new value, of the choices that differ."""
    was, now = named(before), named(after)
    return {name: (was[name], now[name]) for name in now if was[name] != now[name]}


def history(versions: Sequence[SyncSettings]) -> list[Version]:
    """What each version changed; newest first, like the versions, the oldest compared with the defaults."""
    older = [*versions[1:], SyncSettings()][: len(versions)]
    return [
        Version(after.version, after.author, after.changed_at, differences(before, after))
        for after, before in zip(versions, older, strict=True)
    ]


def named(settings: SyncSettings) -> dict[str, Any]:
    """Every choice by the name under which it is set."""
    found: dict[str, Any] = {name: getattr(settings, name) for name in TOP}
    found |= {name: getattr(settings.brakes, name.removeprefix("brakes.")) for name in BRAKES}
    found |= {name: getattr(settings.rounding, name.removeprefix("rounding.")) for name in ROUNDING}
    for name in SWITCHES:
        group, _, what = name.rpartition(".")
        found[name] = getattr(getattr(settings, group) if group else settings, what)
    for name in TRACKING:
        chosen = getattr(settings.tracking, name.removeprefix("tracking."))
        found[name] = chosen.name if chosen else None
    for category in Category:
        found |= {f"{category}.{name}": getattr(settings.of(category), name) for name in OF_CATEGORY}
    return found
