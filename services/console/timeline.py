"""Who did what, when and why, of one connection: settings, decisions and single objects in one line of time."""

import datetime as dt
from dataclasses import dataclass

from services.console import setting_words, versions
from services.console.spelling import plural
from shared.store.actions import Action
from shared.store.connections import Connection
from shared.store.decisions import Act, Decision
from shared.store.everything import Store

ACTS = {
    Act.PAUSED: "Paused",
    Act.RESUMED: "Resumed",
    Act.RELEASED: "Let go",
    Act.REFUSED: "Left out",
    Act.STOPPED: "Stopped a run",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One act of a person."""

    at: dt.datetime
    who: str
    what: str
    why: str = ""


async def of(store: Store, connection: Connection, *, limit: int) -> list[Happening]:
    """The newest of all sorts together."""
    kept = await store.settings.versions(connection.id, limit + 1)
    found = [_settings(one) for one in versions.history(kept)[:limit]]
    found += [_decision(one) for one in await store.decisions.newest(connection.id, limit)]
    found += [_action(one) for one in await store.actions.newest(connection.id, limit)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _settings(one: versions.Version) -> Happening:
    changes = [
        f"{setting_words.called(name)}: {setting_words.shown(was)} → {setting_words.shown(now)}"
        for name, (was, now) in one.changed.items()
    ]
    return Happening(
        one.changed_at or dt.datetime.min.replace(tzinfo=dt.UTC), one.author, f"Settings: {'; '.join(changes)}"
    )


def _decision(one: Decision) -> Happening:
    about = ", ".join(one.categories) if one.categories else "all categories"
    everywhere = " of every connection" if one.connection_id is None else ""
    count = f", {plural(one.count, 'object')}" if one.count else ""
    at = one.at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return Happening(at, one.by, f"{ACTS[one.act]}: {about}{everywhere}{count}", one.why)


def _action(one: Action) -> Happening:
    verb = "Sent" if one.key.system == "scoro" else "Pulled"
    ended = f": {one.ended.value.replace('_', ' ')}" if one.ended else ""
    kind = one.kind.replace("_", " ")
    return Happening(one.asked_at, one.by or one.via.value.replace("_", " "), f"{verb} {kind} {one.number}{ended}")
