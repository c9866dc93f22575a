"""Everything that the database keeps of one connection, to be compared before and after others were at work."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import AsyncMongoClient

Kept = Mapping[str, Mapping[str, Any]]
"""Collection → id → row."""


async def kept(mongodb_url: str, database: str, connection_id: str) -> Kept:
    """Rows that name it anywhere, rows whose id begins with its id, and rows that name one of those by its id."""
    begins = re.compile(rf"{re.escape(connection_id)}([^0-9A-Za-z].*)?", re.DOTALL)
    async with AsyncMongoClient[dict[str, Any]](mongodb_url) as client:
        names = sorted(await client[database].list_collection_names())
        rows = {name: [row async for row in client[database][name].find()] for name in names}
    own = {(name, _id(row)) for name, found in rows.items() for row in found if any(map(begins.fullmatch, texts(row)))}
    parents = {known for _, known in own if len(known) >= len("00000000")}
    return {
        name: {
            _id(row): row for row in found if (name, _id(row)) in own or not parents.isdisjoint(texts(row))
        }
        for name, found in rows.items()
    }  # fmt: skip


def changed(before: Kept, after: Kept) -> dict[str, Any]:
    """Rows that are new, gone or other than they were; empty where nothing was touched."""
    return {
        f"{name}/{known}": (before.get(name, {}).get(known), after.get(name, {}).get(known))
        for name in before.keys() | after.keys()
        for known in before.get(name, {}).keys() | after.get(name, {}).keys()
        if before.get(name, {}).get(known) != after.get(name, {}).get(known)
    }


def texts(value: Any) -> Iterator[str]:
    """Every text in a row, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def _id(row: Mapping[str, Any]) -> str:
    return str(row["_id"])
