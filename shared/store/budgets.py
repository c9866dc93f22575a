"""Budgets that all workers share: one document each, changed by compare-and-set, by MongoDB's clock."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bson.codec_options import CodecOptions
from pymongo import IndexModel, ReturnDocument, WriteConcern
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern

from shared.budget import DayResets, Lane, Limits
from shared.budget_state import Held, State, Use, Waiting
from shared.clock import Clock
from shared.ending import Ending
from shared.store.database import Collection, Database, Document
from shared.turns import LedgerUnavailableError, Listen, PacedBudget

BUDGETS = "budgets"

INDEXES: dict[str, list[IndexModel]] = {BUDGETS: []}


@dataclass(frozen=True, slots=True)
class Known:
    """A budget as people may look at it."""

    state: State
    limits: Limits | None
    """By which the last caller counted; None where only an older version called."""


class MongoLedger:
    """The state of one budget.

    An exchange always answers with what is stored now, so that a lost race costs no reading, and with MongoDB's
    time, which all workers measure against. Written without waiting for a majority: what a crash may lose is the
    memory of a few calls, and the answers bring it back.
    """

    def __init__(
        self, database: Database, key: str, clock: Clock, *, own_time: bool = False, limits: Limits | None = None
    ) -> None:
        self._budgets = budgets(database)
        self._limits = {"limits": _limits_document(limits)} if limits else {}
        self._key = key
        self._clock = clock
        self._own_time = own_time
        self._ahead: dt.timedelta | None = None

    def now(self) -> dt.datetime:
        """MongoDB's time as last measured; the clock's own where `own_time` says so, for tests that move it."""
        return self._clock.now() + (self._ahead or dt.timedelta())

    async def read(self) -> State:
        """A write in form, because only those tell MongoDB's time."""
        return (await self._exchange(None))[1]

    async def swap(self, new: State) -> tuple[bool, State]:
        """One round trip, won or lost."""
        return await self._exchange(new)

    async def _exchange(self, new: State | None) -> tuple[bool, State]:
        steps: list[Document] = [{"$set": {"won": False, "told_at": "$$NOW"}}]
        if new is not None:
            follows = {"$eq": [{"$ifNull": ["$version", 0]}, new.version - 1]}
            news = {"$cond": ["$won", {"$literal": _document(new) | self._limits}, {}]}
            steps += [{"$set": {"won": follows}}, {"$replaceWith": {"$mergeObjects": ["$$ROOT", news]}}]
        asked = self._clock.now()
        try:
            row: Any = await self._budgets.find_one_and_update(
                {"_id": self._key}, steps, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:  # two workers made the first document at once; it is there now
            return await self._exchange(new)
        except PyMongoError as error:
            raise LedgerUnavailableError(f"budget {self._key}: {type(error).__name__}") from error
        self._measure(asked, row["told_at"])
        return bool(row["won"]), _state(row)

    def _measure(self, asked: dt.datetime, told: dt.datetime) -> None:
        """MongoDB's time is from somewhere between question and answer: correct only what contradicts that."""
        if self._own_time:
            return
        least, most = told - self._clock.now(), told - asked
        self._ahead = least + (most - least) / 2 if self._ahead is None else min(max(self._ahead, least), most)


def budgets(database: Database) -> Collection:
    """Written without waiting for a majority, and read as it was written."""
    return database.collection(BUDGETS).with_options(
        codec_options=CodecOptions(tz_aware=True, tzinfo=dt.UTC),
        write_concern=WriteConcern(w=1),
        read_concern=ReadConcern("local"),
    )


def mongo_budget(
    database: Database, key: str, limits: Limits, listen: Listen, clock: Clock, ending: Ending | None = None
) -> PacedBudget:
    """A budget shared by every process that names the same key."""
    return PacedBudget(MongoLedger(database, key, clock, limits=limits), limits, listen, clock, ending)


async def granted(database: Database, key: str) -> dict[str, int]:
    """Lane → calls ever granted by that budget."""
    row = await budgets(database).find_one({"_id": key}, {"granted": 1})
    return dict(row.get("granted", {})) if row else {}


async def known(database: Database, key: str) -> State | None:
    """The state of a budget, for people; None where nobody called yet."""
    found = (await all_known(database, [key])).get(key)
    return found.state if found else None


async def all_known(database: Database, keys: Iterable[str]) -> dict[str, Known]:
    """These budgets, without those that nobody called yet."""
    found = budgets(database).find({"_id": {"$in": list(keys)}})
    return {str(row["_id"]): Known(_state(row), _limits(row.get("limits"))) async for row in found}


def scoro_key(site_url: str) -> str:
    """One budget per site, whatever its entities."""
    host = urlsplit(site_url).netloc.lower()
    return f"scoro-site:{hashlib.sha256(host.encode()).hexdigest()[:16]}"


def xero_key(tenant_id: str) -> str:
    """One budget per organisation."""
    return f"xero-organisation:{tenant_id}"


XERO_APP = "xero-app"


def _document(state: State) -> Document:
    return {
        "version": state.version,
        "uses": [{"lane": use.lane.value, "at": use.at, "count": use.count} for use in state.uses],
        "held": [{"id": held.id, "lane": held.lane.value, "since": held.since} for held in state.held],
        "waiting": [{"id": one.id, "lane": one.lane.value, "until": one.until} for one in state.waiting],
        "typical_ms": state.typical / dt.timedelta(milliseconds=1),
        "others": state.others,
        "others_until": state.others_until,
        "closed_until": state.closed_until,
        "day_left": state.day_left,
        "day_size": state.day_size,
        "day_heard": state.day_heard,
        "day_closed_until": state.day_closed_until,
        "granted": {lane.value: count for lane, count in state.granted.items()},
    }


def _limits_document(limits: Limits) -> Document:
    return {
        "per_window": limits.per_window,
        "window_ms": limits.window // dt.timedelta(milliseconds=1),
        "at_once": limits.at_once,
        "per_day": limits.per_day,
        "day_resets": limits.day_resets.value,
        "system": limits.system,
    }


def _limits(row: Document | None) -> Limits | None:
    if row is None:
        return None
    return Limits(
        per_window=row["per_window"],
        window=dt.timedelta(milliseconds=row["window_ms"]),
        at_once=row["at_once"],
        per_day=row["per_day"],
        day_resets=DayResets(row["day_resets"]),
        system=row["system"],
    )


def _state(row: Document) -> State:
    if "version" not in row:
        return State()
    return State(
        version=row["version"],
        uses=tuple(Use(Lane(use["lane"]), use["at"], use["count"]) for use in row["uses"]),
        held=tuple(Held(held["id"], Lane(held["lane"]), held["since"]) for held in row["held"]),
        waiting=tuple(Waiting(one["id"], Lane(one["lane"]), one["until"]) for one in row["waiting"]),
        typical=dt.timedelta(milliseconds=row["typical_ms"]),
        others=row["others"],
        others_until=row["others_until"],
        closed_until=row["closed_until"],
        day_left=row["day_left"],
        day_size=row["day_size"],
        day_heard=row["day_heard"],
        day_closed_until=row["day_closed_until"],
        granted={Lane(lane): count for lane, count in row.get("granted", {}).items()},
    )
