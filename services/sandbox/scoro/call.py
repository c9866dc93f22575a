"""One API call on its way through the sandbox, and what it may reach."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.kinds import Wire
from services.sandbox.scoro.matches import Matches
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.scoro.state import Entity, Row, State

TRUE = frozenset({True, "1", "true"})  # 1 equals True


@dataclass(frozen=True, slots=True)
class Call:
    state: State
    settings: ScoroSettings
    entity: Entity
    now: dt.datetime
    """UTC, whole seconds, as Scoro keeps them."""
    wire: Wire
    body: dict[str, Any]
    matches: Matches = field(default_factory=Matches)
    action: str = ""
    """As in the path; empty where a person is at work."""
    user: Row | None = None
    """Whose user token asks, with that user's rights only."""
    actor_id: int = 0
    """Who is at work: that user, or a person in Scoro's pages; 0 is the company key, which is nobody in person."""

    @property
    def request(self) -> dict[str, Any]:
        """`[]`, PHP's empty object, counts as `{}`."""
        given = self.body.get("request") or {}
        if not isinstance(given, dict):
            raise BadRequestError.brief("request must be an object")
        return given

    def asks(self, name: str) -> bool:
        """Whether a top-level switch such as `detailed_response` is on."""
        return _is_on(self.body.get(name))

    @property
    def wants_deleted(self) -> bool:
        """Documented inside `request`, seen at the top: both count."""
        request = self.body.get("request")
        inside = request.get("include_deleted") if isinstance(request, dict) else None
        return _is_on(self.body.get("include_deleted")) or _is_on(inside)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.time_zone)


def _is_on(value: Any) -> bool:
    return isinstance(value, (bool, int, str)) and value in TRUE
