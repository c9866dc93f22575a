"""What one request changed: how to undo it, and what webhooks tell about it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Happening:
    """Something webhooks tell about."""

    category: str
    resource_id: str
    is_new: bool
    at: dt.datetime
    details: dict[str, str] | None = None


@dataclass(slots=True)
class Changes:
    _undo: list[Callable[[], None]] = field(default_factory=list)
    _happenings: list[Happening] = field(default_factory=list)

    def stand(self) -> None:
        """What was done before stays."""
        self._undo.clear()

    def note(self, undo: Callable[[], None]) -> None:
        self._undo.append(undo)

    def tell(self, happening: Happening) -> None:
        self._happenings.append(happening)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo whatever was noted inside if it ends with an exception."""
        kept, told = len(self._undo), len(self._happenings)
        try:
            yield
        except BaseException:
            while len(self._undo) > kept:
                self._undo.pop()()
            del self._happenings[told:]
            raise

    def taken(self) -> list[Happening]:
        """What happened since the last call; several changes of one object in one request are one event."""
        found: dict[tuple[str, str], Happening] = {}
        for happening in self._happenings:
            key = (happening.category, happening.resource_id)
            earlier = found.pop(key, None)
            is_new = happening.is_new or (earlier is not None and earlier.is_new)
            found[key] = Happening(*key, is_new, happening.at, happening.details)
        self._happenings.clear()
        return list(found.values())
