"""When to try again what time mends (design: 5 s · 30 s · 2 min · 10 min, then each tick); pure."""

import datetime as dt

from shared.sync.settings import TICK

STEPS = (5, 30, 120, 600)
PARKED_AFTER = len(STEPS)
"""After so many attempts a run no longer waits for the entry."""


def due(now: dt.datetime, attempts: int) -> dt.datetime:
    """The moment of the next attempt after so many."""
    return now + (dt.timedelta(seconds=STEPS[attempts]) if attempts < len(STEPS) else TICK)
