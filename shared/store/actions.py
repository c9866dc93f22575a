"""Single objects that somebody sent or pulled by hand, and how it ended (R135–R142).

An action goes with an entry of the change log and is kept in the transaction that records it. It ends in the
transaction that records what became of that entry, or of a newer version that took its place (`action_ends`). So it
cannot get lost in between, and whoever waits for it is told by MongoDB.
"""

import asyncio
import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.asynchronous.change_stream import AsyncChangeStream
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.errors import MendedBy, SyncError
from shared.store.database import STREAM_WAIT_MS, Database, Document, Session
from shared.store.heads import HEADS, head_id
from shared.store.records import ObjectKey, State
from shared.store.trail import Trail
from shared.store.wire import key_fields, key_of

ACTIONS = "actions"
KEPT = dt.timedelta(days=90)

INDEXES: dict[str, list[IndexModel]] = {
    ACTIONS: [
        IndexModel(
            [("connection_id", ASCENDING), ("category", ASCENDING), ("object_id", ASCENDING)],
            name="open",
            partialFilterExpression={"open": True},
        ),
        IndexModel(
            [("connection_id", ASCENDING), ("once", ASCENDING)],
            name="once",
            unique=True,
            partialFilterExpression={"once": {"$type": "string"}},
        ),
        IndexModel([("connection_id", ASCENDING), ("asked_at", DESCENDING)], name="newest"),
        IndexModel([("beside", ASCENDING)], name="beside", partialFilterExpression={"beside": {"$type": "string"}}),
        IndexModel([("asked_at", ASCENDING)], name="forgotten", expireAfterSeconds=int(KEPT.total_seconds())),
    ]
}


class Ended(StrEnum):
    """How an action came to its end."""

    CREATED = "created"
    UPDATED = "updated"
    IN_SYNC = "in_sync"  # nothing was to be written
    LEFT_OUT = "left_out"
    NEEDS_ATTENTION = "needs_attention"
    REFUSED = "refused"  # it never began; `text` says why


WITHOUT_CALL = {
    State.SYNCED.value: Ended.IN_SYNC,
    State.LEFT_OUT.value: Ended.LEFT_OUT,
    State.FAILED.value: Ended.NEEDS_ATTENTION,
}
"""How the final states of an entry are told to whoever asked for it."""


class Via(StrEnum):
    """From where somebody asked."""

    COMMAND_LINE = "command_line"
    API = "api"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Action:
    """One object, asked for by one person or program."""

    id: str
    key: ObjectKey
    kind: str
    """What people call it: `invoice`, `credit_note`, `contact`."""
    number: str
    via: Via
    by: str
    asked_at: dt.datetime
    once: str | None = None
    """The asker's idempotency key, together with whose it is."""
    wish: str = ""
    """What exactly was asked under that key."""
    entry: int | None = None
    """The version of the object that it goes with; None where it was refused."""
    ended: Ended | None = None
    code: str | None = None
    text: str = ""
    ended_at: dt.datetime | None = None
    rests: bool = False
    """Not ended, but nothing more happens by itself for now."""
    about: str = ""
    """What tells it from others on the same document: `120.00 GBP`."""
    beside: str | None = None
    """The action that was asked for; this one was begun with it."""

    @property
    def is_over(self) -> bool:
        """Whether waiting any longer is of no use."""
        return self.ended is not None or self.rests


class AskedBeforeError(SyncError):
    """The action, or its idempotency key, is known already."""

    code = "asked_before"
    mended_by = MendedBy.TIME


class OvertakenError(SyncError):
    """Somebody else read the object later and was faster: it is to be read again."""

    code = "overtaken"
    mended_by = MendedBy.TIME


class Actions:
    """Keeps actions, and waits for their end."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._actions = database.collection(ACTIONS)
        self._heads = database.collection(HEADS)
        self._trail = Trail(database, clock)
        self._clock = clock

    async def begin(self, action: Action, read_started_at: dt.datetime, session: Session) -> None:
        """Let it go with the version of its object that was read then, within the transaction that records it.

        Raises OvertakenError where a version that was read later is known, and AskedBeforeError; nothing is recorded.
        """
        head = await self._heads.find_one({"_id": head_id(action.key)}, session=session)
        if head is None or head["read_started_at"] > read_started_at:
            raise OvertakenError(f"{action.key} was read again meanwhile")
        try:
            await self._actions.insert_one(_document(replace(action, entry=head["entry"])), session=session)
        except DuplicateKeyError as error:
            raise AskedBeforeError(action.id) from error
        act = "sent" if action.key.system == "scoro" else "pulled"
        asked = {"action": action.id, "via": action.via.value, "objects": [str(action.key)]}
        await self._trail.act(action.key.connection_id, act, action.by, session, **asked)

    async def refuse(self, action: Action, code: str, text: str) -> None:
        """Remember one that never began, for whoever cannot be answered at once."""
        refused = replace(action, ended=Ended.REFUSED, code=code, text=text, ended_at=self._clock.now())
        try:
            await self._actions.insert_one(_document(refused))
        except DuplicateKeyError:  # the same request came twice
            return

    async def get(self, connection_id: str, action_id: str) -> Action | None:
        """One action of that connection."""
        row = await self._actions.find_one({"_id": action_id, "connection_id": connection_id})
        return _action(row) if row else None

    async def known(self, connection_id: str, once: str) -> Action | None:
        """What was asked before under that idempotency key."""
        row = await self._actions.find_one({"connection_id": connection_id, "once": once})
        return _action(row) if row else None

    async def begun_with(self, action: Action) -> list[str]:
        """Ids of those that the same wish began."""
        mine: Document = {"beside": {"$eq": action.id, "$type": "string"}, "connection_id": action.key.connection_id}
        return [row["_id"] async for row in self._actions.find(mine, {"_id": 1}).sort("entry", ASCENDING)]

    async def newest(self, connection_id: str, limit: int, *, before: dt.datetime | None = None) -> list[Action]:
        """The last ones, newest first; from before a moment, where one is named."""
        match: Document = {"connection_id": connection_id}
        if before is not None:
            match["asked_at"] = {"$lt": before}
        found = self._actions.find(match).sort("asked_at", DESCENDING).limit(limit)
        return [_action(row) async for row in found]

    async def over(self, action: Action, seconds: float) -> Action:
        """The action once it is over, or as it stands when time runs out.

        The stream is open before the first look, so that no end falls between the two.
        """
        loop = asyncio.get_running_loop()
        ending = loop.time() + seconds
        async with await self._stream(action.id) as stream:
            while True:
                action = await self.get(action.key.connection_id, action.id) or action
                while not action.is_over and await stream.try_next() is None:
                    if loop.time() >= ending:
                        return action
                if action.is_over:
                    return action

    async def _stream(self, action_id: str) -> AsyncChangeStream[Document]:
        return await self._actions.watch(
            [{"$match": {"documentKey._id": action_id}}, {"$project": {"_id": 1}}], max_await_time_ms=STREAM_WAIT_MS
        )


def _document(action: Action) -> Document:
    row: Document = {
        "_id": action.id,
        **key_fields(action.key),
        "kind": action.kind,
        "number": action.number,
        "via": action.via.value,
        "by": action.by,
        "asked_at": action.asked_at,
        "wish": action.wish,
        "entry": action.entry,
        "ended": action.ended.value if action.ended else None,
        "code": action.code,
        "text": action.text,
        "ended_at": action.ended_at,
        "rests": False,
        "about": action.about,
    }
    if action.once is not None:
        row["once"] = action.once
    if action.beside is not None:
        row["beside"] = action.beside
    return row if action.ended else row | {"open": True}


def _action(row: Document) -> Action:
    return Action(
        id=row["_id"],
        key=key_of(row),
        kind=row["kind"],
        number=row["number"],
        via=Via(row["via"]),
        by=row["by"],
        asked_at=row["asked_at"],
        once=row.get("once"),
        wish=row["wish"],
        entry=row["entry"],
        ended=Ended(row["ended"]) if row["ended"] else None,
        code=row["code"],
        text=row["text"],
        ended_at=row["ended_at"],
        rests=row["rests"],
        about=row.get("about", ""),
        beside=row.get("beside"),
    )
