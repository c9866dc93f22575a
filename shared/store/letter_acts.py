"""What people do with dead letters: each act is recorded with the letter it was done to."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from pymongo import ReturnDocument

from shared.clock import Clock
from shared.store.database import Database, Document, Session
from shared.store.dead_letters import DEAD_LETTERS, PARTS, DeadLetters
from shared.store.letters import FINISHED, DeadLetter, LetterState
from shared.store.trail import Trail

KEPT = dt.timedelta(days=90)
"""How long a letter is kept after it was finished with; one that is open is kept for ever."""
UNANSWERED_MS = 30_000
"""Whoever replays a letter has an answer by then, or is dead: somebody else may replay it."""
NOBODY_AT_IT: Document = {"$lte": ["$replaying_since", {"$subtract": ["$$NOW", UNANSWERED_MS]}]}
FREE: Document = {
    "$or": [{"state": LetterState.OPEN.value}, {"state": LetterState.REPLAYING.value, "$expr": NOBODY_AT_IT}]
}
DONE_WITH: Document = {"state": {"$in": [state.value for state in FINISHED]}}


class LetterActs:
    """Moves letters from state to state."""

    def __init__(self, database: Database, letters: DeadLetters, clock: Clock) -> None:
        self._database = database
        self._letters = database.collection(DEAD_LETTERS)
        self._trail = Trail(database, clock)
        self._parts = database.collection(PARTS)
        self._reads = letters
        self._clock = clock

    async def begin_replay(self, letter_id: str, *, author: str, why: str, again: bool) -> DeadLetter | None:
        """Make it *replaying* and give it the id of its copy; one whose replay was broken off keeps that id.

        None where somebody else is at it, or where it is finished with, unless `again`.
        """
        among: Document = {"_id": letter_id, "$or": [FREE, DONE_WITH] if again else [FREE]}
        broken_off = {"$eq": ["$state", LetterState.REPLAYING.value]}
        change: list[Document] = [
            {
                "$set": {
                    "state": LetterState.REPLAYING.value,
                    "open": True,
                    "replay_id": {"$cond": [broken_off, "$replay_id", str(uuid4())]},
                    "replaying_since": "$$NOW",
                    "acts": self._with_act("replay", author, why),
                }
            },
            {"$unset": ["expires_at", "finished_at"]},
        ]
        document = await self._done("letter_replayed", among, change, author, why)
        return await self._reads.whole(document) if document else None

    async def replayed(self, letter: DeadLetter) -> None:
        """Its copy is on the broker's disk."""
        await self._letters.update_one(
            self._under_way(letter),
            {"$set": {"state": LetterState.REPLAYED.value, "open": False, "finished_at": self._clock.now()}},
        )
        await self.settle(letter.origin)

    async def put_back(self, letter: DeadLetter) -> None:
        """Its copy was refused and is nowhere: open as before."""
        await self._letters.update_one(
            self._under_way(letter), {"$set": {"state": LetterState.OPEN.value}, "$unset": {"replaying_since": ""}}
        )

    async def discard(self, letter_id: str, *, author: str, why: str, what: str = "discard") -> bool:
        """Nobody will replay it; False where somebody is at it, or where it is finished with."""
        fields: Document = {
            "state": LetterState.DISCARDED.value,
            "open": False,
            "finished_at": self._clock.now(),
            "acts": self._with_act(what, author, why),
        }
        act = "letter_discarded" if what == "discard" else "letter_read_again"
        document = await self._done(act, {"_id": letter_id, **FREE}, [{"$set": fields}], author, why)
        if document is None:
            return False
        await self.settle(document["origin"])
        return True

    async def settle(self, origin: str) -> None:
        """Let a letter and its copies expire together once all are finished with, and none before."""
        unfinished = await self._letters.find_one({"origin": origin, "open": True}, {"_id": 1})
        change: Document = {"$unset": {"expires_at": ""}}
        if unfinished is None:
            change = {"$set": {"expires_at": self._clock.now() + KEPT}}
        await self._letters.update_many({"origin": origin, "open": False}, change)
        await self._parts.update_many({"origin": origin}, change)

    async def _done(self, act: str, among: Document, change: list[Document], author: str, why: str) -> Document | None:
        """A change of one letter together with its line of the audit trail; None where there is no such letter."""

        async def work(session: Session) -> Document | None:
            found = await self._letters.find_one_and_update(
                among, change, return_document=ReturnDocument.AFTER, session=session
            )
            if found is not None:
                about = found.get("about", {}).get("connection_id")
                what = {"letter": found["_id"], "kind": found["death"]["kind"], "why": why}
                await self._trail.act(about, act, author, session, **what)
            return found

        return await self._database.transaction(work)

    def _under_way(self, letter: DeadLetter) -> Document:
        return {"_id": letter.id, "state": LetterState.REPLAYING.value, "replay_id": letter.replay_id}

    def _with_act(self, what: str, author: str, why: str) -> Document:
        act: Sequence[Document] = [{"what": what, "who": author, "why": why, "at": self._clock.now()}]
        return {"$concatArrays": ["$acts", {"$literal": act}]}
