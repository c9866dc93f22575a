"""
A real RabbitMQ and a real MongoDB for tests, started when the first test asks.

`RABBITMQ_URL` and `MONGODB_URL` where they are set; else containers where a Docker engine answers; else private
servers of `deploy.local` in a temporary folder, in memory where there is room: what they confirm waits for no disk
then. Every test has a virtual host of its own and an empty database.
"""

import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local import servers, settings
from deploy.local.guard import guarded
from deploy.local.mongodb import PrivateMongo
from deploy.local.places import Places
from deploy.local.rabbitmq import PrivateRabbit
from deploy.local.waiting import until
from tests import containers

PLACES = Places()
ANSWER_SECONDS = 120
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 3 * 2**30
"""Bytes; the servers of a session take a third of it."""


@dataclass(frozen=True, slots=True)
class RabbitServer:
    """A broker that all tests of a session share."""

    url: str
    management: httpx.Client

    @contextlib.contextmanager
    def virtual_host(self) -> Iterator[str]:
        """Gives the AMQP address of a fresh virtual host, which ends with the block."""
        name = f"test-{uuid.uuid4().hex[:12]}"
        parts = urlsplit(self.url)
        user = quote(parts.username or "guest", safe="%")
        self._put(f"/api/vhosts/{name}", {})
        try:
            self._put(f"/api/permissions/{name}/{user}", {"configure": ".*", "write": ".*", "read": ".*"})
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            self.management.delete(f"/api/vhosts/{name}").raise_for_status()

    def _put(self, path: str, body: dict[str, str]) -> None:
        self.management.put(path, json=body).raise_for_status()


@dataclass(frozen=True, slots=True)
class MongoServer:
    """A replica set that all tests of a session share, and a client to prepare and clean up with."""

    url: str
    client: MongoClient[dict[str, Any]]

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """Gives the name of a database that does not exist yet; it is dropped with the block."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        try:
            yield name
        finally:
            self.client.drop_database(name)

    def empty(self, name: str) -> None:
        """No document and no learned query plan is left; collections and indexes, slow to make, stay."""
        database = self.client[name]
        names = database.list_collection_names()
        ours = [one for one in names if not one.startswith("system.")]
        for collection in set(names).difference(ours):
            database.drop_collection(collection)
        filled = [one["name"] for one in _of_all(database, ours, {"$collStats": {"count": {}}}) if one["count"]]
        planned = {one["name"] for one in _of_all(database, ours, {"$planCacheStats": {}})}
        for collection in filled:
            database[collection].delete_many({})
        for collection in planned:
            database.command("planCacheClear", collection)


def _of_all(database: Database[dict[str, Any]], names: Sequence[str], stage: dict[str, Any]) -> list[dict[str, Any]]:
    """What this stage says of each collection, with its name, in one question instead of one for each."""
    asked = {name: [stage, {"$set": {"name": name}}] for name in names}
    pipeline: list[dict[str, Any]] = []
    for name, steps in asked.items():
        pipeline += [{"$unionWith": {"coll": name, "pipeline": steps}}] if pipeline else steps
    return list(database[names[0]].aggregate(pipeline)) if names else []


@pytest.fixture(scope="session")
def rabbitmq_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitServer]:
    """The broker of this session, ready, with its management API."""
    with (
        _rabbitmq(tmp_path_factory) as (url, management_url),
        httpx.Client(base_url=management_url, timeout=20, trust_env=False) as management,
    ):
        assert until(lambda: _answers(management), seconds=ANSWER_SECONDS), "RabbitMQ's management API is silent"
        yield RabbitServer(url, management)


@pytest.fixture
def rabbitmq_url(rabbitmq_server: RabbitServer) -> Iterator[str]:
    """An AMQP address with a virtual host that only this test uses."""
    with rabbitmq_server.virtual_host() as url:
        yield url


@pytest.fixture(scope="session")
def mongodb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """The replica set of this session, with a primary."""
    with _mongodb(tmp_path_factory) as url, MongoClient[dict[str, Any]](url, tz_aware=True) as client:
        yield MongoServer(url, client)


@pytest.fixture
def mongodb_url(mongodb_server: MongoServer) -> str:
    """Names no database: take `mongodb_database` with it."""
    return mongodb_server.url


@pytest.fixture(scope="session")
def mongodb_session_database(mongodb_server: MongoServer) -> Iterator[str]:
    with mongodb_server.database() as name:
        yield name


@pytest.fixture
def mongodb_database(mongodb_server: MongoServer, mongodb_session_database: str) -> str:
    """The name of an empty database that only this test uses; indexes of earlier tests may be there already."""
    mongodb_server.empty(mongodb_session_database)
    return mongodb_session_database


def _folder(folders: pytest.TempPathFactory, name: str) -> Path:
    """The server removes it, or its guard does."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return Path(tempfile.mkdtemp(prefix=f"test-{name}-", dir=MEMORY))
    return folders.mktemp(name)


@contextlib.contextmanager
def _rabbitmq(folders: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    chosen = settings.load(PLACES.checkout)
    if chosen.rabbitmq_url:
        yield servers.Servers(PLACES, chosen).rabbitmq()
    elif containers.engine_answers():
        with containers.rabbitmq() as addresses:
            yield addresses
    else:
        with _private_rabbitmq(_folder(folders, "rabbitmq"), chosen.rabbitmq_debian) as addresses:
            yield addresses


@contextlib.contextmanager
def _private_rabbitmq(folder: Path, suite: str) -> Iterator[tuple[str, str]]:
    private = PrivateRabbit(folder, lambda: servers.rabbit_program(PLACES, suite))
    try:
        record = private.up()
        with guarded(folder, *record.processes):
            yield record.url, record.management_url
    finally:
        private.discard()


@contextlib.contextmanager
def _mongodb(folders: pytest.TempPathFactory) -> Iterator[str]:
    chosen = settings.load(PLACES.checkout)
    if chosen.mongodb_url:
        yield chosen.mongodb_url.get_secret_value()
    elif containers.engine_answers():
        with containers.mongodb() as url:
            yield url
    else:
        with _private_mongodb(_folder(folders, "mongodb")) as url:
            yield url


@contextlib.contextmanager
def _private_mongodb(folder: Path) -> Iterator[str]:
    private = PrivateMongo(folder, lambda: servers.mongo_program(PLACES))
    try:
        record = private.up()
        with guarded(folder, *record.processes):
            yield record.url
    finally:
        private.discard()


def _answers(management: httpx.Client) -> bool:
    try:
        return management.get("/api/overview").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
