"""The head of an object: which of its versions is the newest, and when that was read."""

import hashlib

from pymongo import UpdateOne

from shared.store.records import NewChange, ObjectKey

HEADS = "heads"


def head_id(key: ObjectKey) -> str:
    """The identity of an object's newest version."""
    return f"{key.connection_id}|{key}"


def content_hash(change: NewChange) -> str:
    """Equal hashes mean that nothing was changed between two reads."""
    return hashlib.blake2b(f"{change.deleted}{change.snapshot}".encode(), digest_size=16).hexdigest()


def made_newest(number: int, change: NewChange) -> UpdateOne:
    """Makes this version the newest."""
    return UpdateOne(
        {"_id": head_id(change.key)},
        {
            "$set": {
                "entry": number,
                "hash": content_hash(change),
                "read_started_at": change.read_started_at,
                "modified_at": change.modified_at,
                "deleted": change.deleted,
            }
        },
        upsert=True,
    )
