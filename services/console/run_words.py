"""Runs in the words of people; pure."""

from services.console.queries import Report
from services.console.spelling import plural
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
    """The one sentence that is read out while it goes on: `31 of 55 objects done, 2 need attention.`"""
    seen = sum(one.seen for one in report.categories)
    done = seen - sum(one.waiting for one in report.categories)
    parts = [f"{done:,} of {plural(seen, 'object')} done"]
    if report.needs_attention:
        parts.append(f"{report.needs_attention:,} need attention")
    told = ", ".join(parts) + "."
    return f"Stopped by {report.stopped_by}; what is under way comes to its end. {told}" if report.stopped_by else told


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
