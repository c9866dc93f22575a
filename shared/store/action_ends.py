"""Telling actions how they ended, within the transactions that record it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pymongo import UpdateOne

from shared.clock import Clock
from shared.store.actions import ACTIONS, WITHOUT_CALL, Ended
from shared.store.database import Database, Document, Session
from shared.store.records import Call, ObjectKey
from shared.store.wire import key_of

if TYPE_CHECKING:
    from shared.store.outcomes import Result


class ActionEnds:
    """The only writer of ends."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._actions = database.collection(ACTIONS)
        self._clock = clock

    async def record(self, results: Sequence["Result"], call: Call | None, session: Session) -> None:
        """Tell the actions on these objects what became of the version they go with, or of a newer one."""
        told = {result.entry.key: result for result in results if result.state in WITHOUT_CALL or result.parked}
        rows = await self._open(told, session)
        updates = [
            UpdateOne({"_id": row["_id"]}, self._change(told[key_of(row)], call))
            for row in rows
            if row["entry"] <= told[key_of(row)].entry.id
        ]
        if updates:
            await self._actions.bulk_write(updates, ordered=False, session=session)

    async def rest(self, keys: Iterable[ObjectKey], session: Session) -> None:
        """What these objects wait for needs a person: for now nothing more happens by itself."""
        ids = [row["_id"] for row in await self._open(frozenset(keys), session)]
        if ids:
            await self._actions.update_many({"_id": {"$in": ids}}, {"$set": {"rests": True}}, session=session)

    async def _open(self, keys: Iterable[ObjectKey], session: Session) -> list[Document]:
        """Of objects of one connection."""
        wanted = frozenset(keys)
        if not wanted:
            return []
        match: Document = {
            "connection_id": next(iter(wanted)).connection_id,
            "category": {"$in": sorted({key.category.value for key in wanted})},
            "object_id": {"$in": [key.object_id for key in wanted]},
            "open": True,
        }
        return [row async for row in self._actions.find(match, session=session) if key_of(row) in wanted]

    def _change(self, result: "Result", call: Call | None) -> Document:
        if result.state not in WITHOUT_CALL:
            return {"$set": {"rests": True}}
        fields: Document = {
            "ended": ended_as(result, call).value,
            "code": result.reason,
            "entry": result.entry.id,
            "ended_at": self._clock.now(),
            "rests": False,
        }
        return {"$set": fields, "$unset": {"open": ""}}


def ended_as(result: "Result", call: Call | None) -> Ended:
    """In the words of whoever asked."""
    ended = WITHOUT_CALL[result.state]
    if ended is not Ended.IN_SYNC or not result.wrote or call is None:
        return ended
    return Ended.CREATED if call.creates else Ended.UPDATED
