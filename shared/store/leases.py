"""Leases with a fencing number, by MongoDB's clock: one leader at a time."""

from pymongo import IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.dates import EPOCH
from shared.store.database import Database

LEASES = "leases"

INDEXES: dict[str, list[IndexModel]] = {LEASES: []}


class Leases:
    """Grants named leases."""

    def __init__(self, database: Database) -> None:
        self._leases = database.collection(LEASES)

    async def take(self, name: str, owner: str, seconds: float) -> int | None:
        """The fencing number of a lease that is ours for so long, renewed where it was; None where another holds it."""
        mine = {"$and": [{"$eq": ["$owner", owner]}, {"$gt": ["$until", "$$NOW"]}]}
        free = {"$or": ["$mine", {"$lte": [{"$ifNull": ["$until", EPOCH]}, "$$NOW"]}]}
        try:
            row = await self._leases.find_one_and_update(
                {"_id": name},
                [
                    {"$set": {"mine": mine}},
                    {"$set": {"free": free}},
                    {
                        "$set": {
                            "fence": {
                                "$cond": [
                                    {"$and": ["$free", {"$not": ["$mine"]}]},
                                    {"$add": [{"$ifNull": ["$fence", 0]}, 1]},
                                    "$fence",
                                ]
                            },
                            "owner": {"$cond": ["$free", owner, "$owner"]},
                            "until": {"$cond": ["$free", {"$add": ["$$NOW", int(seconds * 1000)]}, "$until"]},
                        }
                    },
                    {"$unset": ["mine", "free"]},
                ],
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:
            return None
        return int(row["fence"]) if row and row["owner"] == owner else None

    async def give_back(self, name: str, owner: str) -> None:
        """Let the next one in at once."""
        await self._leases.update_one({"_id": name, "owner": owner}, {"$set": {"until": EPOCH}})
