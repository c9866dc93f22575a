"""Xero token sets, encrypted; one per Xero user, shared by that user's organisations."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import SecretStr
from pymongo import IndexModel
from pymongo.asynchronous.change_stream import AsyncChangeStream

from shared.clock import Clock
from shared.crypto import Vault
from shared.dates import EPOCH
from shared.store.database import STREAM_WAIT_MS, Database, Document

TOKENS = "tokens"
UNUSED_LIFE = dt.timedelta(days=60)
"""So long Xero keeps a refresh token that nobody uses."""

INDEXES: dict[str, list[IndexModel]] = {TOKENS: []}


@dataclass(frozen=True, slots=True)
class TokenSet:
    """Both tokens of a Xero user; `generation` rises with every refresh."""

    id: str
    generation: int
    access_token: SecretStr
    refresh_token: SecretStr
    expires_at: dt.datetime
    refreshed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Age:
    """How old a token set is, without its secrets."""

    id: str
    generation: int
    expires_at: dt.datetime
    refreshed_at: dt.datetime

    @property
    def dies_at(self) -> dt.datetime:
        """When the sign-in is lost if nothing renews it before."""
        return self.refreshed_at + UNUSED_LIFE


class Tokens:
    """Keeps token sets by compare-and-set on their generation; only the connector's OAuth writes."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._tokens = database.collection(TOKENS)
        self._vault = vault
        self._clock = clock

    async def get(self, token_set: str) -> TokenSet | None:
        """The present tokens."""
        row = await self._tokens.find_one({"_id": token_set})
        if row is None or "access_token" not in row:
            return None
        return TokenSet(
            id=row["_id"],
            generation=row["generation"],
            access_token=self._vault.unlock(bytes(row["access_token"])),
            refresh_token=self._vault.unlock(bytes(row["refresh_token"])),
            expires_at=row["expires_at"],
            refreshed_at=row["refreshed_at"],
        )

    async def put(self, tokens: TokenSet, *, replaces: int | None) -> bool:
        """Store a new generation before anybody uses it; False where another one was stored meanwhile.

        `replaces` is the generation refreshed from; None after a new consent, which always wins.
        """
        fields: Document = {
            "generation": tokens.generation,
            "access_token": self._vault.lock(tokens.access_token),
            "refresh_token": self._vault.lock(tokens.refresh_token),
            "expires_at": tokens.expires_at,
            "refreshed_at": tokens.refreshed_at,
        }
        if replaces is None:
            fields.pop("generation")
            await self._tokens.update_one({"_id": tokens.id}, {"$set": fields, "$inc": {"generation": 1}}, upsert=True)
            return True
        stored = await self._tokens.update_one({"_id": tokens.id, "generation": replaces}, {"$set": fields})
        return stored.modified_count == 1

    async def forget(self, token_set: str) -> None:
        """These tokens are of no use to anybody."""
        await self._tokens.delete_one({"_id": token_set})

    async def begin_refresh(self, token_set: str, owner: str, seconds: float) -> bool:
        """Become the only one who refreshes this set, for so long."""
        taken = await self._tokens.update_one(
            {
                "_id": token_set,
                "$expr": {
                    "$or": [
                        {"$eq": ["$refreshing_by", owner]},
                        {"$lte": [{"$ifNull": ["$refreshing_until", EPOCH]}, "$$NOW"]},
                    ]
                },
            },
            [{"$set": {"refreshing_by": owner, "refreshing_until": {"$add": ["$$NOW", int(seconds * 1000)]}}}],
        )
        return taken.matched_count == 1

    async def end_refresh(self, token_set: str, owner: str) -> None:
        """Let others refresh."""
        await self._tokens.update_one(
            {"_id": token_set, "refreshing_by": owner}, {"$unset": {"refreshing_by": "", "refreshing_until": ""}}
        )

    async def newer(self, token_set: str, generation: int, seconds: float) -> TokenSet | None:
        """The tokens once they are younger than that generation; None where that takes longer.

        The stream is open before the first look, so that no refresh falls between the two.
        """
        loop = asyncio.get_running_loop()
        ending = loop.time() + seconds
        async with await self._stream(token_set) as stream:
            while True:
                found = await self.get(token_set)
                if found is not None and found.generation > generation:
                    return found
                while await stream.try_next() is None:
                    if loop.time() >= ending:
                        return None

    async def _stream(self, token_set: str) -> AsyncChangeStream[Document]:
        return await self._tokens.watch(
            [{"$match": {"documentKey._id": token_set}}, {"$project": {"_id": 1}}], max_await_time_ms=STREAM_WAIT_MS
        )

    async def ages(self, token_sets: Iterable[str]) -> list[Age]:
        """When these must be refreshed."""
        found = self._tokens.find(
            {"_id": {"$in": list(token_sets)}, "access_token": {"$exists": True}},
            {"generation": 1, "expires_at": 1, "refreshed_at": 1},
        )
        return [Age(row["_id"], row["generation"], row["expires_at"], row["refreshed_at"]) async for row in found]
