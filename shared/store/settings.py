"""The operator's choices, every version kept."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.dates import milliseconds
from shared.errors import InvalidChoiceError
from shared.store.database import Database, Document, Session
from shared.store.trail import Trail, digest
from shared.sync.settings import Direction, SyncSettings

SETTINGS = "settings"

INDEXES: dict[str, list[IndexModel]] = {
    SETTINGS: [
        IndexModel([("connection_id", ASCENDING), ("version", DESCENDING)], name="newest", unique=True),
        IndexModel([("turning", ASCENDING)], name="turning", partialFilterExpression={"turning": {"$exists": True}}),
    ]
}


@dataclass(frozen=True, slots=True)
class Turned:
    """A category that got another direction, of which open changes of the former one are not closed yet (R28)."""

    connection_id: str
    version: int
    category: Category
    was: Direction
    at: dt.datetime


class SettingsStore:
    """Reads the newest version; a save is a new version or fails."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._settings = database.collection(SETTINGS)
        self._trail = Trail(database, clock)
        self._clock = clock

    async def get(self, connection_id: str) -> SyncSettings:
        """The newest choices; defaults (everything off) where none were made."""
        row = await self._settings.find_one({"connection_id": connection_id}, sort=[("version", DESCENDING)])
        return SyncSettings.model_validate(row["choices"]) if row else SyncSettings()

    async def of(self, connection_ids: Sequence[str]) -> dict[str, SyncSettings]:
        """The newest choices of each of several connections; defaults where none were made."""
        cursor = await self._settings.aggregate(
            [
                {"$match": {"connection_id": {"$in": list(connection_ids)}}},
                {"$sort": {"connection_id": ASCENDING, "version": DESCENDING}},
                {"$group": {"_id": "$connection_id", "choices": {"$first": "$choices"}}},
            ]
        )
        found = {row["_id"]: SyncSettings.model_validate(row["choices"]) async for row in cursor}
        return {one: found.get(one, SyncSettings()) for one in connection_ids}

    async def versions(
        self, connection_id: str, limit: int = 50, *, before: dt.datetime | None = None
    ) -> list[SyncSettings]:
        """What was chosen, by whom and when; newest first, from within the second of a moment on."""
        match: Document = {"connection_id": connection_id}
        if before is not None:  # moments are kept as text
            end = before.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None) + dt.timedelta(seconds=1)
            match["choices.changed_at"] = {"$lt": end.isoformat()}
        found = self._settings.find(match).sort("version", DESCENDING).limit(limit)
        return [SyncSettings.model_validate(row["choices"]) async for row in found]

    async def save(self, connection_id: str, choices: SyncSettings, *, author: str) -> SyncSettings:
        """Keep as the version after `choices.version`; a direction that was turned begins now (R28).

        Raises InvalidChoiceError where somebody else saved meanwhile.
        """
        now = milliseconds(self._clock.now())
        turned = await self._turned(connection_id, choices)
        saved = choices.model_copy(
            update={
                "version": choices.version + 1,
                "author": author,
                "changed_at": now,
                "categories": {
                    category: own.model_copy(update={"turned_at": now}) if category in turned else own
                    for category, own in choices.categories.items()
                },
            }
        )
        row: Document = {"connection_id": connection_id, "version": saved.version}

        async def work(session: Session) -> None:
            await self._settings.insert_one({**row, "choices": saved.model_dump(mode="json")}, session=session)
            kept = digest(saved.model_dump_json().encode())
            await self._trail.act(
                connection_id, "settings_saved", author, session, version=saved.version, settings=kept
            )

        if turned:
            row["turning"] = {category.value: way.value for category, way in turned.items()}
        try:
            await self._database.transaction(work)
        except DuplicateKeyError as error:
            raise InvalidChoiceError("settings", "somebody else saved other choices meanwhile; look again") from error
        return saved

    async def _turned(self, connection_id: str, choices: SyncSettings) -> dict[Category, Direction]:
        """Category → its former direction, of those that were ever on; others have nothing to turn."""
        before = await self.get(connection_id)
        return {
            category: before.of(category).direction
            for category, own in choices.categories.items()
            if own.direction is not before.of(category).direction and await self._was_on(connection_id, category)
        }

    async def _was_on(self, connection_id: str, category: Category) -> bool:
        match: Document = {"connection_id": connection_id, f"choices.categories.{category}.enabled": True}
        return await self._settings.find_one(match, {"_id": 1}) is not None

    async def turning(self, connection_id: str | None = None) -> list[Turned]:
        """Turns that are not settled yet, of one connection or of all."""
        match: Document = {"turning": {"$exists": True}}
        if connection_id is not None:
            match["connection_id"] = connection_id
        return [one async for row in self._settings.find(match).sort("version") for one in _turned(row)]

    async def settled(self, turned: Iterable[Turned]) -> None:
        """Nothing of the former direction is open any more."""
        for one in turned:
            mine: Document = {"connection_id": one.connection_id, "version": one.version}
            await self._settings.update_one(mine, {"$unset": {f"turning.{one.category}": ""}})
            await self._settings.update_one({**mine, "turning": {}}, {"$unset": {"turning": ""}})


def _turned(row: Document) -> list[Turned]:
    at = SyncSettings.model_validate(row["choices"]).changed_at or row["_id"].generation_time
    return [
        Turned(row["connection_id"], row["version"], Category(category), Direction(way), at)
        for category, way in row["turning"].items()
    ]
