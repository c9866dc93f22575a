"""What is worth an alarm; pure."""

import datetime as dt
from collections.abc import Sequence

from services.console.glances import Glance
from services.console.pace import Pace
from services.console.spelling import money, plural
from shared.store.alarms import Alarm
from shared.store.connections import ConnectionState
from shared.store.dead_letters import Open
from shared.store.problems import Cause
from shared.sync.settings import Mode
from shared.words import advice
from shared.words.advice_words import without_commands

SILENT_AFTER = dt.timedelta(hours=1)


def of_connection(status: Glance, causes: Sequence[Cause], now: dt.datetime) -> list[Alarm]:
    """Of one connection: broken, late, silent, and every cause of problems."""
    page = f"/c/{status.connection_id}"
    between = f"{status.scoro} ↔ {status.xero}"

    def alarm(what: str, title: str, text: str, path: str = "") -> Alarm:
        return Alarm(f"{status.connection_id}:{what}", f"{between}: {title}", text, page + path)

    found: list[Alarm] = []
    if status.state == ConnectionState.BROKEN:
        words = advice.of(status.broken or "access_lost")
        found.append(
            alarm("broken", "the connection is broken", f"{words.title}. {without_commands(words.fix)}", "/connection")
        )
    late = [one.category for one in status.categories if one.pace is Pace.LATE]
    if late:
        names = ", ".join(late)
        found.append(alarm("late", f"{names} are late", f"{names} did not synchronize for more than ten minutes."))
    if _is_silent(status, now):
        found.append(alarm("silent", "nothing was synchronized for an hour", "No run came to its end for an hour."))
    for one in causes:
        words = advice.of(one.code)
        held = f", which hold back {money(one.held_back)}" if one.held_back else ""
        text = f"{plural(one.objects, 'object')} of {one.category}{held}. {words.why} {without_commands(words.fix)}"
        found.append(alarm(f"problem:{one.category}:{one.cause}", words.title, text, "/problems"))
    return found


def of_the_house(dead: Open) -> list[Alarm]:
    """Of the whole installation."""
    if not dead.count:
        return []
    text = f"{plural(dead.count, 'message')} could be handled by no service."
    return [Alarm("house:dead_letters", "Dead letters", text, "/dead-letters")]


def _is_silent(status: Glance, now: dt.datetime) -> bool:
    """Automatic, working, and all the same no run ended for long."""
    expects = status.works and status.mode == Mode.AUTOMATIC and status.stopped is None and not status.pauses
    return expects and status.last is not None and now - status.last > SILENT_AFTER
