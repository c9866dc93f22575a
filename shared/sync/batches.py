"""Collecting writes until a call is full."""

from collections import defaultdict
from collections.abc import Sequence

from shared.contracts.envelope import System
from shared.sync.patience import Wait
from shared.sync.plans import Write
from shared.sync.targets import Targets


class Batches:
    """Writes by source, resource and method, handed out when a call is full."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._waiting: defaultdict[tuple[System, str, str], list[Write]] = defaultdict(list)
        self._since: float | None = None
        self._added = 0.0
        self._kept: float | None = None
        self.were_used = False
        """Whether there ever was anything."""

    def add(self, writes: Sequence[Write], now: float) -> None:
        if writes:
            self._added = now
            self.were_used = True
        for write in writes:
            self._waiting[write.entry.key.system, write.resource, write.method].append(write)

    def left_of(self, patience: Wait, now: float) -> float:
        """Seconds that what waits here may go on waiting."""
        if self._since is None:
            self._since = now
        return min(self._since + patience.longest, self._added + patience.silence) - now

    def ready(self, *, everything: bool) -> list[list[Write]]:
        """Full calls, or all there is."""
        found = []
        for (source, _, _), waiting in self._waiting.items():
            most = self._targets[source].most
            while len(waiting) >= most or (everything and waiting):
                found.append(waiting[:most])
                del waiting[:most]
        if found:
            self._since = None
        return found

    def to_be_kept(self, now: float, every: float) -> list[Write]:
        """All that waits, each time that so many seconds have passed."""
        if self._kept is None:
            self._kept = now
        if now - self._kept < every:
            return []
        self._kept = now
        return self.left()

    def incomplete(self) -> list[Write]:
        """Those that do not fill a call."""
        found: list[Write] = []
        for (source, _, _), waiting in self._waiting.items():
            found += waiting[self._filling(source, waiting) :]
        return found

    def given_up(self) -> list[Write]:
        """Takes out those that do not fill a call."""
        found = self.incomplete()
        for (source, _, _), waiting in self._waiting.items():
            del waiting[self._filling(source, waiting) :]
        return found

    def _filling(self, source: System, waiting: Sequence[Write]) -> int:
        """How many of these go in full calls."""
        most = self._targets[source].most
        return len(waiting) // most * most

    def left(self) -> list[Write]:
        return [write for waiting in self._waiting.values() for write in waiting]
