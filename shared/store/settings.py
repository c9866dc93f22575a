"""The operator's choices, every version kept."""

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.errors import InvalidChoiceError
from shared.store.database import Database
from shared.sync.settings import SyncSettings

SETTINGS = "settings"

INDEXES: dict[str, list[IndexModel]] = {
    SETTINGS: [IndexModel([("connection_id", ASCENDING), ("version", DESCENDING)], name="newest", unique=True)]
}


class SettingsStore:
    """Reads the newest version; a save is a new version or fails."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._settings = database.collection(SETTINGS)
        self._clock = clock

    async def get(self, connection_id: str) -> SyncSettings:
        """The newest choices; defaults (everything off) where none were made."""
        row = await self._settings.find_one({"connection_id": connection_id}, sort=[("version", DESCENDING)])
        return SyncSettings.model_validate(row["choices"]) if row else SyncSettings()

    async def save(self, connection_id: str, choices: SyncSettings, *, author: str) -> SyncSettings:
        """Keep as the version after `choices.version`.

        Raises InvalidChoiceError where somebody else saved meanwhile.
        """
        saved = choices.model_copy(
            update={"version": choices.version + 1, "author": author, "changed_at": self._clock.now()}
        )
        try:
            await self._settings.insert_one(
                {"connection_id": connection_id, "version": saved.version, "choices": saved.model_dump(mode="json")}
            )
        except DuplicateKeyError as error:
            raise InvalidChoiceError("settings", "somebody else saved other choices meanwhile; look again") from error
        return saved
