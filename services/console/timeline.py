"""Who did what, when and why, of one connection: settings, decisions and single objects in one line of time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.console import setting_words, versions
from services.console.spelling import plural
from shared.store.actions import Action
from shared.store.connections import Connection
from shared.store.decisions import Act, Decision
from shared.store.everything import Store
from shared.words import advice

ACTS = {
    Act.PAUSED: "Paused",
    Act.RESUMED: "Resumed",
    Act.RELEASED: "Let go",
    Act.REFUSED: "Left out",
    Act.STOPPED: "Stopped a run",
    Act.IGNORED: "Ignored",
    Act.CONNECTED: "Connected Scoro",
    Act.SIGNED_IN: "Began a sign-in at Xero",
    Act.CHOSE: "Chose the organisation",
    Act.CHECKED: "Looked again whether it holds",
    Act.NEW_KEY: "Gave a new Scoro API key",
    Act.DISCONNECTED: "Disconnected",
    Act.APPLIED: "Applied a preview of",
    Act.ERASED: "Erased",
    Act.UNDID: "Undid what was written of",
    Act.WROTE_AGAIN: "Had written again",
    Act.LEFT_SO: "Left a difference as it is",
    Act.UNKNOWN: "Did something that only a newer version has a word for",
}
OF_THE_CONNECTION = {Act.CONNECTED, Act.SIGNED_IN, Act.CHOSE, Act.CHECKED, Act.NEW_KEY, Act.DISCONNECTED}
LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Happening:
    """One act of a person."""

    at: dt.datetime
    who: str
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, newest first."""

    happenings: tuple[Happening, ...]
    before: dt.datetime | None
    """Where the next page begins; None where there is none."""


async def of(store: Store, connection: Connection, *, limit: int, before: dt.datetime | None = None) -> Page:
    """The newest of all sorts together, or of those before a moment; what happened at one moment stays together."""
    kept = await store.settings.versions(connection.id, limit + 2, before=before)
    found = [_settings(one) for one in versions.history(kept)]
    found += [_decision(one) for one in await store.decisions.newest(connection.id, limit + 1, before=before)]
    found += [_action(one) for one in await store.actions.newest(connection.id, limit + 1, before=before)]
    if before is not None:
        found = [one for one in found if one.at < before]
    return paged(sorted(found, key=lambda one: one.at, reverse=True), limit)


def paged(found: Sequence[Happening], limit: int) -> Page:
    """So many, and whatever happened at the moment of the last of them."""
    if len(found) <= limit:
        return Page(tuple(found), None)
    last = found[limit - 1].at
    shown = [one for one in found if one.at >= last]
    return Page(tuple(shown), last if len(shown) < len(found) else None)


def _settings(one: versions.Version) -> Happening:
    changes = [
        f"{setting_words.called(name)}: {setting_words.shown(was)} → {setting_words.shown(now)}"
        for name, (was, now) in one.changed.items()
    ]
    return Happening(one.changed_at or LONG_AGO, one.author, f"Settings: {'; '.join(changes)}")


def _decision(one: Decision) -> Happening:
    everywhere = " of every connection" if one.connection_id is None else ""
    count = f", {plural(one.count, 'object')}" if one.count else ""
    return Happening(one.at or LONG_AGO, one.by, f"{ACTS[one.act]}{_subject(one)}{everywhere}{count}", one.why)


def _subject(one: Decision) -> str:
    if one.act is Act.IGNORED:
        return f": {advice.of(one.about).title}"
    if one.act in OF_THE_CONNECTION:
        return f": {one.about}" if one.about else ""
    if one.act in {Act.WROTE_AGAIN, Act.LEFT_SO}:
        return f": {', '.join(one.categories)} {one.about}"
    return f": {', '.join(one.categories) if one.categories else 'all categories'}"


def _action(one: Action) -> Happening:
    verb = "Sent" if one.key.system == "scoro" else "Pulled"
    ended = f": {one.ended.value.replace('_', ' ')}" if one.ended else ""
    kind = one.kind.replace("_", " ")
    return Happening(one.asked_at, one.by or one.via.value.replace("_", " "), f"{verb} {kind} {one.number}{ended}")
