"""Why an action does not begin."""

from collections.abc import Sequence

from shared.errors import InvalidChoiceError, MendedBy, SyncError
from shared.store.gates import Gate
from shared.words import advice


class ObjectNotFoundError(InvalidChoiceError):
    """Neither system has it under this name or id."""

    code = "object_not_found"

    def __init__(self, reason: str) -> None:
        super().__init__("object", reason)


class SeveralFoundError(InvalidChoiceError):
    """The name does not say which one is meant."""

    code = "several_found"

    def __init__(self, what: str, ids: Sequence[str]) -> None:
        super().__init__("object", f"{what} may be any of these, name one by its id: {', '.join(ids)}")


class OtherDirectionError(InvalidChoiceError):
    """R141: the direction of the category is respected."""

    code = "other_direction"

    def __init__(self, category: str, *, sends: bool) -> None:
        way, verb = ("From Scoro", "sent") if sends else ("To Scoro", "pulled")
        super().__init__("action", f"{category} travel {way}, so they are {verb}")


class ActionOverError(SyncError):
    """Something is paid, credited or allocated: the object can no longer be sent (R136, R137)."""

    code = "action_over"
    mended_by = MendedBy.OPERATOR


class ConnectionRestsError(SyncError):
    """A gate is closed (`shared.store.gates`): nothing crosses now; some open by themselves."""

    code = "connection_rests"

    def __init__(self, gate: Gate) -> None:
        again = f", until {gate.until:%Y-%m-%d %H:%M} UTC" if gate.until else ""
        super().__init__(f"nothing can cross now: {advice.of(gate.code).title}{again}")
        self.mended_by = MendedBy.TIME if gate.until else MendedBy.OPERATOR
        self.until = gate.until


class WishDiffersError(SyncError):
    """The idempotency key was used for something else."""

    code = "wish_differs"
    mended_by = MendedBy.OPERATOR

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used for another request; take a new one")


class UnknownActionError(SyncError):
    """No action of this connection has this id."""

    code = "unknown_action"
    mended_by = MendedBy.OPERATOR

    def __init__(self, action_id: str) -> None:
        super().__init__(f"there is no action {action_id!r}; they are kept for ninety days")
