"""Of a preview that was applied nothing else is written than what was shown; pure."""

from collections.abc import Iterable

from shared.errors import MendedBy, SyncError
from shared.sync.plans import Failed, Plan, Write


class NotAsApprovedError(SyncError):
    """What would be written now is another thing than a person approved."""

    code = "not_as_approved"
    mended_by = MendedBy.OPERATOR

    def __init__(self) -> None:
        super().__init__("what would be written now differs from what the preview showed")


def as_approved(plans: Iterable[Plan]) -> list[Plan]:
    """The plans, where each write that somebody approved in another form needs a person again."""
    return [_checked(plan) for plan in plans]


def _checked(plan: Plan) -> Plan:
    if not isinstance(plan, Write) or plan.entry.approved in (None, plan.fingerprint):
        return plan
    return Failed(plan.entry, NotAsApprovedError(), plan.money)
