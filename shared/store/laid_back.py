"""Taking back what a stopped run had not begun: it lies recorded until a later run of its category takes it over."""

from typing import Any
from uuid import UUID

from pymongo.asynchronous.collection import AsyncCollection

from shared.store.claims import UNCLAIMED
from shared.store.database import Document, Session
from shared.store.records import REPLACEABLE, State


async def lay_back(changes: AsyncCollection[Any], run_id: UUID, session: Session | None = None) -> int:
    """Whatever no worker has in its hands; hands out how many. What waits for a person's decision goes on waiting."""
    match: Document = {
        "run_id": str(run_id),
        "state": {"$in": [state.value for state in REPLACEABLE]},
        "parked": {"$ne": True},
        **UNCLAIMED,
    }
    change: Document = {
        "$set": {"state": State.RECORDED.value, "run_id": None, "laid_back": True},
        "$unset": dict.fromkeys(("waits_for", "waiting_since", "due_at", "owner", "until", "claim"), ""),
    }
    return (await changes.update_many(match, change, session=session)).modified_count
