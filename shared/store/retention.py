"""Forgetting what was in objects: what is long over by itself, a person's data on request. Links and history stay."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.jsonio import dumps
from shared.store.actions import ACTIONS
from shared.store.changes import CALLS, CHANGES, COUNTERS
from shared.store.database import Database, Document, Session
from shared.store.decisions import Act, Decision, Decisions
from shared.store.heads import HEADS, head_id
from shared.store.links import LINKS
from shared.store.outcomes import PROBLEMS
from shared.store.previews import LINES as PREVIEW_LINES
from shared.store.records import FINAL, UNFINISHED, CallState, ObjectKey
from shared.store.reference import XERO_CONTACTS
from shared.store.scoro_contacts import SCORO_CONTACTS
from shared.store.wire import key_fields, key_of

POSITION = "retention"
PORTION = 1000
FINISHED = [state.value for state in FINAL]
FORGOTTEN: Document = {"$set": {"body": b"", "answer": b"", "forgotten": True}}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much lost its content."""

    versions: int = 0
    calls: int = 0


class Retention:
    """Empties snapshots and bodies of calls."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._changes = database.collection(CHANGES)
        self._heads = database.collection(HEADS)
        self._calls = database.collection(CALLS)
        self._counters = database.collection(COUNTERS)
        self._decisions = Decisions(database, clock)
        self._clock = clock

    async def age_out(self, days: int) -> Forgotten:
        """One portion of the log: final versions that are older and not the newest of their object, and their calls.

        Goes through the log from its beginning to that day and then begins again: what was not final then is now.
        """
        before = self._clock.now() - dt.timedelta(days=days)
        place = await self._counters.find_one({"_id": POSITION}) or {"value": 0}
        found = self._changes.find({"_id": {"$gt": place["value"]}}, {"snapshot": 0}).sort("_id", 1).limit(PORTION)
        rows = [row async for row in found]
        old = [row for row in rows if row["recorded_at"] < before]
        last = old[-1]["_id"] if len(old) == PORTION else 0
        await self._counters.update_one({"_id": POSITION}, {"$set": {"value": last}}, upsert=True)
        over = [row for row in old if row["state"] in FINISHED and row.get("finished_at", before) < before]
        heads = [head_id(key_of(row)) for row in over]
        newest = {head["entry"] async for head in self._heads.find({"_id": {"$in": heads}}, {"entry": 1})}
        ids = [row["_id"] for row in over if row["_id"] not in newest]
        emptied = await self._changes.update_many(
            {"_id": {"$in": ids}, "snapshot": {"$ne": ""}}, {"$set": {"snapshot": ""}}
        )
        calls = [row["call_id"] for row in over if row.get("call_id")]
        settled: Document = {"state": {"$in": [CallState.SETTLED.value, CallState.VOID.value]}}
        done = await self._calls.update_many(
            {"_id": {"$in": calls}, **settled, "sent_at": {"$lt": before}, "forgotten": {"$ne": True}}, FORGOTTEN
        )
        return Forgotten(emptied.modified_count, done.modified_count)

    async def erase(self, scoro_id: str | None, xero_id: str | None, decision: Decision) -> Forgotten:
        """Everything that says who a contact is; ids, states, times and links stay, so that nothing is doubled later.

        Raises InvalidChoiceError while something of it is on its way.
        """
        connection = str(decision.connection_id)
        keys = [ObjectKey(connection, Category.CONTACTS, "scoro", scoro_id)] if scoro_id else []
        keys += [ObjectKey(connection, Category.CONTACTS, "xero", xero_id)] if xero_id else []

        async def work(session: Session) -> Forgotten:
            either: Document = {"$or": [key_fields(key) for key in keys]}
            rows = [row async for row in self._changes.find(either, {"state": 1, "call_id": 1}, session=session)]
            if any(row["state"] in {state.value for state in UNFINISHED} for row in rows):
                raise InvalidChoiceError("contact", "something of it is on its way; wait until that has ended")
            versions = await self._versions(keys, session)
            calls = await self._of_calls([row["_id"] for row in rows], session)
            await self._beside(keys, session)
            await self._decisions.keep(decision, session)
            return Forgotten(versions, calls)

        return await self._database.transaction(work)

    async def _versions(self, keys: Sequence[ObjectKey], session: Session) -> int:
        count = 0
        for key in keys:
            bare: Document = {"contact_id": int(key.object_id)} if key.object_id.isdecimal() else {}
            if key.system == "xero":
                bare = {"ContactID": key.object_id}
            emptied: Document = {"$set": {"snapshot": dumps({**bare, "name": "", "Name": ""}).decode(), "number": ""}}
            count += (await self._changes.update_many(key_fields(key), emptied, session=session)).modified_count
        return count

    async def _of_calls(self, entry_ids: Sequence[int], session: Session) -> int:
        """A call carries others too: its whole body goes, of the rest only what recognises this contact."""
        among: Document = {"entries.entry_id": {"$in": list(entry_ids)}}
        await self._calls.update_many(
            among,
            {"$set": {"entries.$[one].memo": {}}},
            array_filters=[{"one.entry_id": {"$in": list(entry_ids)}}],
            session=session,
        )
        return (await self._calls.update_many(among, FORGOTTEN, session=session)).modified_count

    async def _beside(self, keys: Sequence[ObjectKey], session: Session) -> None:
        """Problems, links, previews, and the indexes by which contacts are found."""
        for key in keys:
            here: Document = {"connection_id": key.connection_id, f"{key.system}_id": key.object_id}
            words: Document = {"text": "", "number": "", "about": []}
            await self._database.collection(PROBLEMS).update_many(key_fields(key), {"$set": words}, session=session)
            await self._database.collection(ACTIONS).update_many(
                key_fields(key), {"$set": {"number": "", "text": ""}}, session=session
            )
            await self._database.collection(PREVIEW_LINES).update_many(
                key_fields(key), {"$set": {"number": "", "element": "", "said": ""}}, session=session
            )
            await self._database.collection(LINKS).update_many(
                {**here, "category": key.category.value, "twin.name": {"$exists": True}},
                {"$set": {"twin.name": ""}},
                session=session,
            )
            index = SCORO_CONTACTS if key.system == "scoro" else XERO_CONTACTS
            await self._database.collection(index).delete_many(here, session=session)


def erasing(connection_id: str, *, by: str, why: str) -> Decision:
    """What is remembered of it: that it was done, by whom and why."""
    return Decision(Act.ERASED, by, why, connection_id, categories=(Category.CONTACTS,), count=1)
