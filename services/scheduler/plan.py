"""When a connection synchronizes by itself; pure (R20)."""

import datetime as dt
import hashlib

from shared.contracts.sync import Trigger
from shared.dates import EPOCH, zone
from shared.sync.settings import TICK, Mode, SyncSettings

NIGHT = dt.time(2)
"""When everything is read once, where the connection's site is."""
MILLISECOND = dt.timedelta(milliseconds=1)


def offset(connection_id: str) -> dt.timedelta:
    """Where in the interval this connection has its moment: always the same, spread evenly over all connections."""
    number = int.from_bytes(hashlib.blake2b(connection_id.encode(), digest_size=8).digest())
    return number % (TICK // MILLISECOND) * MILLISECOND


def following(connection_id: str, now: dt.datetime) -> dt.datetime:
    """The first moment of this connection after now: what was missed before is not made up for."""
    since = now - EPOCH - offset(connection_id)
    return EPOCH + offset(connection_id) + (since // TICK + 1) * TICK


def trigger(time_zone: str, planned: dt.datetime, now: dt.datetime) -> Trigger:
    """The first tick of a night reads also what ticks otherwise read seldom: it catches what they miss."""
    place = zone(time_zone)
    night = dt.datetime.combine(now.astimezone(place).date(), NIGHT, place)
    return "nightly" if planned - TICK < night <= now else "tick"


def takes_part(choices: SyncSettings, *, stopped: bool) -> bool:
    """Whether a tick means anything: nothing stops the connection, Automatic, something switched on (R18, R20)."""
    return not stopped and choices.mode is Mode.AUTOMATIC and bool(choices.enabled())
