"""One line that answers "is it working?"; pure."""

from collections.abc import Callable

from services.console.queries import Pace, Status
from shared.store.connections import ConnectionState
from shared.words import advice

Shown = Callable[[object], str]


def of(status: Status, clock_time: Shown) -> str:
    """The answer, with what to do where a person is needed."""
    return _connection(status, clock_time) or _reading(status) or _objects(status, clock_time)


def _connection(status: Status, clock_time: Shown) -> str | None:
    if status.state == ConnectionState.BROKEN:
        known = advice.of(status.broken or "access_lost")
        return f"Stopped: {known.title}. {known.fix}"
    if status.state == ConnectionState.BLOCKED_CURRENCY:
        codes = ", ".join(status.missing_currencies)
        return f"Not connected yet: {codes} used in Xero but not active in Scoro. Activate there, then check again."
    if not status.works:
        return "Not connected: the sign-in at Xero is not finished. Run `scoro-xero connect` again."
    if pause := next((one for one in status.pauses if one.category is None), None):
        resume = "scoro-xero resume --all" if pause.everywhere else "scoro-xero resume"
        return (
            f"Paused by {pause.by} since {clock_time(pause.since)}: {pause.why}. Nothing is written until `{resume}`."
        )
    return None


def _reading(status: Status) -> str | None:
    if all(category.pace is Pace.OFF for category in status.categories):
        return "Connected. No category is switched on yet: `scoro-xero settings set contacts.enabled=true`."
    if late := [category.category for category in status.categories if category.pace is Pace.LATE]:
        return f"Late: {', '.join(late)} did not synchronize for more than ten minutes."
    if status.failed:
        return f"The last run could not read everything: {advice.of(status.failed).title}."
    return None


def _objects(status: Status, clock_time: Shown) -> str:
    if status.needs_attention:
        verb = "object needs" if status.needs_attention == 1 else "objects need"
        return f"Working. {status.needs_attention:,} {verb} attention: `scoro-xero problems`."
    if status.running:
        return f"Working: synchronizing now, {status.waiting:,} on their way."
    if status.kept_back:
        verb = "change waits" if status.kept_back == 1 else "changes wait"
        return f"Manual: {status.kept_back:,} {verb} for `scoro-xero sync`."
    if status.waiting:
        return f"Working. {status.waiting:,} on their way."
    if status.last is None:
        return "Connected. The first synchronization is still to come."
    return f"Yes. Everything is in sync. Last checked {clock_time(status.last)}."
