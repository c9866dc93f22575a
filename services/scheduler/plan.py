"""When a connection synchronizes by itself; pure (R20)."""

import datetime as dt
import hashlib

from shared.dates import EPOCH
from shared.sync.settings import Mode, SyncSettings

INTERVAL = dt.timedelta(minutes=5)
MILLISECOND = dt.timedelta(milliseconds=1)


def offset(connection_id: str) -> dt.timedelta:
    """Where in the interval this connection has its moment: always the same, spread evenly over all connections."""
    number = int.from_bytes(hashlib.blake2b(connection_id.encode(), digest_size=8).digest())
    return number % (INTERVAL // MILLISECOND) * MILLISECOND


def following(connection_id: str, now: dt.datetime) -> dt.datetime:
    """The first moment of this connection after now: what was missed before is not made up for."""
    since = now - EPOCH - offset(connection_id)
    return EPOCH + offset(connection_id) + (since // INTERVAL + 1) * INTERVAL


def takes_part(choices: SyncSettings, *, stopped: bool) -> bool:
    """Whether a tick means anything: nothing stops the connection, Automatic, something switched on (R18, R20)."""
    return not stopped and choices.mode is Mode.AUTOMATIC and bool(choices.enabled())
