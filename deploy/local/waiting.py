"""Waiting for something outside this process, never without an end."""

import time
from collections.abc import Callable

PAUSE_SECONDS = 0.05


def until(is_true: Callable[[], bool], *, seconds: float, pause: float = PAUSE_SECONDS) -> bool:
    """Whether the condition came true in time; it is asked at least once."""
    end = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() >= end:
            return False
        time.sleep(pause)
    return True
