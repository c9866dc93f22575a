"""Encrypting anew what lies at rest, after a key was put in front of the others."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from shared.crypto import UnreadableSecretError, Vault
from shared.store.consents import CONSENTS
from shared.store.database import Database, Document
from shared.store.gates import CONNECTIONS
from shared.store.tokens import TOKENS

LOCKED: Mapping[str, tuple[str, ...]] = {
    TOKENS: ("access_token", "refresh_token"),
    CONNECTIONS: ("api_key",),
    CONSENTS: ("verifier",),
}
"""Every field that is encrypted."""
LOOKED_AT = 20


class Rekeying:
    """Goes through all of them; safe to be run again, and while everything works."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def old(self) -> int:
        """How many secrets need a key that is not the first."""
        return sum([len([1 async for _ in self._behind(name)]) for name in LOCKED])

    async def renew(self) -> int:
        """Encrypt them with the first key; hands out how many.

        Raises UnreadableSecretError where a secret fits no key. What changes meanwhile is encrypted anew by that.
        """
        count = 0
        for name in LOCKED:
            async for row_id, field, locked in self._behind(name):
                renewed = self._vault.lock(self._vault.unlock(locked))
                done = await self._database.collection(name).update_one(
                    {"_id": row_id, field: locked}, {"$set": {field: renewed}}
                )
                count += done.modified_count
        return count

    async def check(self) -> None:
        """Look whether the keys belong to this database, by the API keys of some connections.

        Raises UnreadableSecretError where they open none of them, though there are some.
        """
        found = self._database.collection(CONNECTIONS).find({"api_key": {"$gt": b""}}, {"api_key": 1}).limit(LOOKED_AT)
        refusal: UnreadableSecretError | None = None
        async for row in found:
            try:
                self._vault.unlock(bytes(row["api_key"]))
            except UnreadableSecretError as error:
                refusal = error
            else:
                return
        if refusal is not None:
            raise refusal

    async def _behind(self, name: str) -> AsyncIterator[tuple[Any, str, bytes]]:
        fields: Document = dict.fromkeys(LOCKED[name], 1)
        async for row in self._database.collection(name).find({}, fields):
            for field in LOCKED[name]:
                locked = row.get(field)
                if locked and not self._vault.is_newest(bytes(locked)):
                    yield row["_id"], field, bytes(locked)
