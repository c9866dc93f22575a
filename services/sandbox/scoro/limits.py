"""Scoro's two limits, counted per site: a short window, and a day that starts at 00:00 UTC."""

import datetime as dt
import math
from collections import deque

from services.sandbox.scoro.settings import ScoroSettings


class Limits:
    """A refused request counts towards neither."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._recent: deque[dt.datetime] = deque()
        self._day: dt.date | None = None
        self.used_today = 0

    def admit(self, now: dt.datetime, settings: ScoroSettings) -> bool:
        """Count this request, or refuse it."""
        self._forget(now, settings)
        if self.used_today >= settings.requests_per_day or len(self._recent) >= settings.requests_per_window:
            return False
        self._recent.append(now)
        self.used_today += 1
        return True

    def headers(self, now: dt.datetime, settings: ScoroSettings) -> dict[str, str]:
        """The three headers; `x-ratelimit-reset` is seconds to wait, not a moment."""
        self._forget(now, settings)
        return {
            "x-ratelimit-remaining": str(max(0, settings.requests_per_window - len(self._recent))),
            "x-ratelimit-reset": str(self._seconds_to_wait(now, settings)),
            "x-daily-requests-remaining": str(max(0, settings.requests_per_day - self.used_today)),
        }

    def _seconds_to_wait(self, now: dt.datetime, settings: ScoroSettings) -> int:
        if not self._recent:
            return 0
        left = (self._recent[0] - now).total_seconds() + settings.window_seconds
        return max(0, math.ceil(left))

    def _forget(self, now: dt.datetime, settings: ScoroSettings) -> None:
        """Also right when the clock was set back: what lies in the future is forgotten too."""
        oldest = now - dt.timedelta(seconds=settings.window_seconds)
        if self._recent and self._recent[-1] > now:
            self._recent.clear()
        while self._recent and self._recent[0] <= oldest:
            self._recent.popleft()
        if self._day != now.date():
            self._day = now.date()
            self.used_today = 0
