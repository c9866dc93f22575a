"""Runs in the words of people; pure."""

import datetime as dt

from services.console import sentences
from services.console.queries import WAITING, Report
from services.console.sentences import Shown
from services.console.spelling import plural
from shared.store.connections import Connection
from shared.words import advice

TRIGGERS = {
    "tick": "by schedule",
    "now": "asked for",
    "first": "first synchronization",
    "nightly": "nightly",
}


def trigger(name: str) -> str:
    """Why it began."""
    return TRIGGERS.get(name, name.replace("_", " "))


def progress(report: Report) -> str:
    """The one sentence that is read out while it goes on: `31 of 55 objects done, 3 writing calls so far.`"""
    seen = sum(one.seen for one in report.categories)
    done = seen - sum(one.waiting for one in report.categories)
    parts = [f"{done:,} of {plural(seen, 'object')} done"]
    if report.write_calls:
        parts.append(f"{plural(report.write_calls, 'writing call')} so far")
    if report.needs_attention:
        parts.append(f"{report.needs_attention:,} need attention")
    told = ", ".join(parts) + "."
    return f"Stopped by {report.stopped_by}; what is under way comes to its end. {told}" if report.stopped_by else told


def held_up(report: Report, connection: Connection, now: dt.datetime, clock_time: Shown) -> list[str]:
    """Why it is not done yet: who paused it, what is closed, what its objects wait for; nothing once it is over."""
    if report.finished_at is not None:
        return []
    of = {one.category for one in report.categories}
    paused = [one for one in connection.pauses if one.category is None or one.category in of]
    said = [f"Paused by {one.by} since {clock_time(one.since)}: {one.why}." for one in paused]
    if not said and (gate := connection.stopped(now)) is not None:
        said.append(sentences.waiting(gate, clock_time))
    for code, count in sorted(report.held_up.items(), key=lambda one: -one[1]):
        if code == WAITING:
            verb = "object waits" if count == 1 else "objects wait"
            said.append(f"{count:,} {verb} for what has to come first, or for a decision.")
        else:
            verb = "object is" if count == 1 else "objects are"
            said.append(f"{count:,} {verb} tried again: {advice.of(code).title}.")
    return said


def outcome(report: Report) -> str:
    """What it came to."""
    if report.finished_at is None:
        return progress(report)
    seconds = (report.finished_at - report.started_at).total_seconds()
    words = f"{plural(report.read, 'object')} read, {plural(report.write_calls, 'writing call')}, {seconds:,.1f} s."
    if report.stopped_by:
        words += f" Stopped by {report.stopped_by}: what had not begun waits for the next run."
    elif report.failed:
        words += f" Not everything could be read: {advice.of(report.failed).title}."
    if report.needs_attention:
        words += f" {plural(report.needs_attention, 'object needs', 'objects need')} attention."
    return words
