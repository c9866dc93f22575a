"""What a newer version of an object takes over from the one whose place it takes; pure."""

from dataclasses import replace
from uuid import UUID

from shared.contracts.envelope import Lane
from shared.store.database import Document
from shared.store.records import DEPENDENCY, PARENTS, PERSON, REWRITE, NewChange


def inheriting(change: NewChange, older: Document | None) -> NewChange:
    """The change as it is to be recorded; `older` is the entry that it supersedes, None where there is none.

    What somebody asked for is still asked for, and as urgent, when news overtakes it. Contacts and products cross
    whenever a document needs them (R37, R59); a document that its payment needs is asked for as it was before: rules
    that keep it still do, and those that let it go still do (R34, R114).
    """
    if older is None:
        return change
    if change.asked == DEPENDENCY and change.key.category not in PARENTS:
        run_id = change.run_id or (UUID(older["run_id"]) if older.get("run_id") else None)
        return _as_urgent(replace(change, asked=older.get("asked"), run_id=run_id), older)
    if older.get("asked") == REWRITE and change.asked == PERSON:
        return replace(change, asked=REWRITE)
    if change.asked == DEPENDENCY:
        return _as_urgent(change, older)
    if change.asked is None and older.get("asked") is not None:
        return _as_urgent(replace(change, asked=older["asked"]), older)
    return change


def _as_urgent(change: NewChange, older: Document) -> NewChange:
    return replace(change, lane=min(change.lane, Lane(older["lane"]), key=list(Lane).index))
