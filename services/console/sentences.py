"""One line that answers "is it working?"; pure."""

from collections.abc import Callable
from dataclasses import dataclass

from services.console.glances import Glance
from services.console.pace import Pace
from services.console.queries import Status
from shared.store.connections import ConnectionState
from shared.store.gates import Gate
from shared.words import advice
from shared.words.advice_words import NOTHING

Shown = Callable[[object], str]
Known = Status | Glance
"""Looked at closely, or among many."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person does next: a command here, a button there."""

    again: str
    finish: str
    resume: str
    resume_all: str
    switch_on: str
    decide: str
    problems: str
    synchronize: str


COMMANDS = Hints(
    again="Connect again: `scoro-xero connect --again`.",
    finish="Run `scoro-xero connect` again.",
    resume="until `scoro-xero resume`",
    resume_all="until `scoro-xero resume --all`",
    switch_on=": `scoro-xero settings set contacts.enabled=true`",
    decide=" Decide: `scoro-xero release --dry-run`.",
    problems=": `scoro-xero problems`",
    synchronize="`scoro-xero sync`",
)
PAGES = Hints(
    again="Connect again.",
    finish="Sign in there.",
    resume="until somebody resumes it",
    resume_all="until somebody resumes everything",
    switch_on="",
    decide=" Somebody has to decide.",
    problems="",
    synchronize="a click on Synchronize now",
)


def of(status: Known, clock_time: Shown, hints: Hints = COMMANDS) -> str:
    """The answer, with what to do where a person is needed."""
    return (
        _connection(status, clock_time, hints)
        or _parts(status, clock_time)
        or _reading(status, hints)
        or _held(status, hints)
        or _objects(status, clock_time, hints)
    )


def _connection(status: Known, clock_time: Shown, hints: Hints) -> str | None:
    if status.state == ConnectionState.BROKEN:
        known = advice.of(status.broken or "access_lost")
        return f"Stopped: {known.title}. {known.fix}"
    if status.state == ConnectionState.DISCONNECTED and status.first_connected:
        return f"Disconnected: nothing crosses; links and settings are kept.{_farewell(status)} {hints.again}"
    if not status.works:
        return _not_connected(status, hints)
    if paused := _paused(status, clock_time, hints):
        return paused
    return waiting(status.stopped, clock_time) if status.stopped else None


def _not_connected(status: Known, hints: Hints) -> str:
    if status.state == ConnectionState.BLOCKED_CURRENCY:
        codes = ", ".join(status.missing_currencies)
        return f"Not connected yet: {codes} used in Xero but not active in Scoro. Activate there, then check again."
    return f"Not connected: the sign-in at Xero is not finished. {hints.finish}"


def _farewell(status: Known) -> str:
    names = " and ".join(system.capitalize() for system in status.farewell)
    return f" {names} could not be told yet; that goes on by itself." if names else ""


def waiting(gate: Gate, clock_time: Shown) -> str:
    """What time opens, or a person where only a part is closed."""
    known = advice.of(gate.code)
    until = f" until {clock_time(gate.until)}" if gate.until and known.fix == NOTHING else ""
    return f"Waiting{until}: {known.title}. {_todo(gate)}"


def _todo(gate: Gate) -> str:
    """Which right is missing (R152) is said in the other system's own words."""
    said = f" ({gate.text})" if gate.text and gate.code.endswith("permission_missing") else ""
    return f"{advice.of(gate.code).fix}{said}"


def _parts(status: Known, clock_time: Shown) -> str | None:
    """A category, or what is not urgent, that stands still while the rest goes on."""
    narrow = [gate for gate in status.gates if gate.category or gate.lane]
    if not narrow:
        return None
    gate = narrow[0]
    if gate.category is None:
        return waiting(gate, clock_time)
    names = ", ".join(dict.fromkeys(str(one.category) for one in narrow if one.category and one.code == gate.code))
    return f"{names.capitalize()} stand still: {advice.of(gate.code).title}. {_todo(gate)}"


def _paused(status: Known, clock_time: Shown, hints: Hints) -> str | None:
    if pause := next((one for one in status.pauses if one.category is None), None):
        resume = hints.resume_all if pause.everywhere else hints.resume
        return f"Paused by {pause.by} since {clock_time(pause.since)}: {pause.why}. Nothing is written {resume}."
    return None


def _reading(status: Known, hints: Hints) -> str | None:
    if all(category.pace is Pace.OFF for category in status.categories):
        return f"Connected. No category is switched on yet{hints.switch_on}."
    if late := [category.category for category in status.categories if category.pace is Pace.LATE]:
        return f"Late: {', '.join(late)} did not synchronize for more than ten minutes."
    if status.failed:
        return f"The last run could not read everything: {advice.of(status.failed).title}."
    return None


def _held(status: Known, hints: Hints) -> str | None:
    """What happened in unusual numbers waits for a decision."""
    what = ", ".join(one.words for one in status.holds)
    return f"Held: {what}.{hints.decide}" if what else None


def _objects(status: Known, clock_time: Shown, hints: Hints) -> str:
    if status.needs_attention:
        verb = "object needs" if status.needs_attention == 1 else "objects need"
        return f"Working. {status.needs_attention:,} {verb} attention{hints.problems}."
    if status.running:
        return f"Working: synchronizing now, {status.waiting:,} on their way."
    if status.kept_back:
        verb = "change waits" if status.kept_back == 1 else "changes wait"
        return f"Manual: {status.kept_back:,} {verb} for {hints.synchronize}."
    if status.waiting:
        return f"Working. {status.waiting:,} on their way."
    if status.last is None:
        return "Connected. The first synchronization is still to come."
    return f"Yes. Everything is in sync. Last checked {clock_time(status.last)}."
