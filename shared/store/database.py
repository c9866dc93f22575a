"""The connection to MongoDB: majority writes, aware dates, transactions per batch."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr
from pymongo import AsyncMongoClient, DeleteMany, IndexModel, ReplaceOne, UpdateOne, WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError, ConnectionFailure, ExecutionTimeout, OperationFailure, WriteConcernError
from pymongo.read_concern import ReadConcern
from pymongo.results import BulkWriteResult

Document = dict[str, Any]
Session = AsyncClientSession
Collection = AsyncCollection[Document]
Result = TypeVar("Result")
Write = UpdateOne | ReplaceOne[Document] | DeleteMany

TIMEOUT_MS = 10_000
OPTIONS: Mapping[str, Any] = {
    "retryWrites": True,
    "timeoutMS": TIMEOUT_MS,
    "serverSelectionTimeoutMS": TIMEOUT_MS,
    "maxPoolSize": 50,
}
STREAM_WAIT_MS = 1_000
"""How long the server lets a change stream wait for news; longer than TIMEOUT_MS would be taken for an absence."""
UNAUTHORIZED, ALREADY_THERE = 13, 48
TRANSIENT: tuple[type[Exception], ...] = (ConnectionFailure, ExecutionTimeout, WriteConcernError)
"""What time mends: the server is away, electing, or too slow just now, or lost its office before others had a write."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a database takes on disk."""

    documents: int
    data_bytes: int
    index_bytes: int


class Database:
    """One database; `collection` hands out handles, `transaction` runs a batch as a whole."""

    def __init__(self, client: AsyncMongoClient[Document], name: str) -> None:
        self._client = client
        self._database: AsyncDatabase[Document] = client.get_database(
            name, write_concern=WriteConcern("majority", j=True), read_concern=ReadConcern("majority")
        )

    def collection(self, name: str) -> Collection:
        """A handle; creates nothing."""
        return self._database[name]

    async def transaction(self, work: Callable[[Session], Awaitable[Result]]) -> Result:
        """Do `work` completely or not at all. It may be run again after a conflict: no side effects in it."""
        async with self._client.start_session() as session:
            return await session.with_transaction(work)

    async def ping(self) -> None:
        """Raise where MongoDB does not answer."""
        await self._database.command("ping")

    async def version(self) -> str:
        """Of the server."""
        return str((await self._client.server_info())["version"])

    async def size(self) -> Size | None:
        """As the server counts it; None where our user may not ask."""
        try:
            said = await self._database.command("dbStats")
        except OperationFailure as error:
            if error.code != UNAUTHORIZED:
                raise
            return None
        return Size(int(said["objects"]), int(said["storageSize"]), int(said["indexSize"]))

    async def server_time(self) -> dt.datetime:
        """The server's own clock, by which claims expire; of a replica set only, where transactions exist too.

        Raises ValueError where the server is no member of a replica set.
        """
        hello = await self._client.admin.command("hello")
        if "setName" not in hello:
            raise ValueError("not a replica set")
        theirs: dt.datetime = hello["localTime"].replace(tzinfo=dt.UTC)  # answers to commands come without a zone
        return theirs

    async def missing(self, indexes: Mapping[str, list[IndexModel]]) -> list[str]:
        """Declared indexes that are not there, as `collection.name`."""
        found: list[str] = []
        for name, models in indexes.items():
            present = set(await self._database[name].index_information())
            found += [f"{name}.{model.document['name']}" for model in models if model.document["name"] not in present]
        return found

    async def prepare(self, indexes: Mapping[str, list[IndexModel]]) -> None:
        """Create what is missing; safe to run by every service at every start."""
        present = set(await self._database.list_collection_names())
        for name in indexes.keys() - present:
            await self._create(name)
        for name, models in indexes.items():
            if models:
                await self._database[name].create_indexes(models)

    async def _create(self, name: str) -> None:
        try:
            await self._database.create_collection(name, check_exists=False)
        except OperationFailure as error:
            if error.code != ALREADY_THERE:  # another service starts at the same moment
                raise

    async def drop(self) -> None:
        """Forget everything; for tests and demonstrations."""
        await self._client.drop_database(self._database.name)


async def write_all(collection: Collection, writes: Sequence[Write], *, ordered: bool = False) -> BulkWriteResult:
    """Several writes in as few messages as that takes, outside a transaction.

    Raises WriteConcernError where none is certain to last: to be done again, which also tells what was refused;
    BulkWriteError where MongoDB refused one.
    """
    try:
        return await collection.bulk_write(writes, ordered=ordered)
    except BulkWriteError as error:
        unsure = (error.details or {}).get("writeConcernErrors") or []
        if not unsure:
            raise
        raise WriteConcernError(str(unsure[0].get("errmsg", "")), unsure[0].get("code"), unsure[0]) from error


@asynccontextmanager
async def opened(url: SecretStr, name: str) -> AsyncIterator[Database]:
    """A database for the life of a process; options in the address win over ours."""
    address = url.get_secret_value()
    chosen = {option.lower() for option in parse_qs(urlsplit(address).query)}
    ours = {option: value for option, value in OPTIONS.items() if option.lower() not in chosen}
    client: AsyncMongoClient[Document] = AsyncMongoClient(address, tz_aware=True, **ours)
    try:
        yield Database(client, name)
    finally:
        await client.close()
