"""The head of an object: which of its versions is the newest, and when that was read."""

import hashlib

from pymongo import ASCENDING, IndexModel, UpdateOne

from shared.contracts.envelope import Category
from shared.store.database import Document
from shared.store.records import NewChange, ObjectKey

HEADS = "heads"

INDEXES: dict[str, list[IndexModel]] = {
    HEADS: [IndexModel([("part_of", ASCENDING)], name="parts", partialFilterExpression={"part_of": {"$exists": True}})]
}


def head_id(key: ObjectKey) -> str:
    """The identity of an object's newest version."""
    return f"{key.connection_id}|{key}"


def content_hash(change: NewChange) -> str:
    """Equal hashes mean that nothing was changed between two reads."""
    return hashlib.blake2b(f"{change.deleted}{change.snapshot}".encode(), digest_size=16).hexdigest()


def part_of(connection_id: str, category: Category, whole: str) -> str:
    """Of which whole an object is a part, as its head says it."""
    return f"{connection_id}|{category}|{whole}"


def made_newest(number: int, change: NewChange) -> UpdateOne:
    """Makes this version the newest."""
    fields: Document = {
        "entry": number,
        "hash": content_hash(change),
        "read_started_at": change.read_started_at,
        "modified_at": change.modified_at,
        "deleted": change.deleted,
    }
    if change.part_of is not None:
        fields["part_of"] = part_of(change.key.connection_id, change.key.category, change.part_of)
    return UpdateOne({"_id": head_id(change.key)}, {"$set": fields}, upsert=True)
