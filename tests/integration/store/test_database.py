"""Services that start at the same moment prepare the same database."""

import asyncio

from cryptography.fernet import Fernet
from pydantic import SecretStr
from pymongo import AsyncMongoClient

from deploy.local import replica_set
from shared.clock import SystemClock
from shared.crypto import Vault
from shared.store.database import TIMEOUT_MS, Document, opened
from shared.store.everything import Store
from tests.servers import MongoServer


async def test_six_services_may_prepare_a_new_database_at_once(mongodb_server: MongoServer) -> None:
    with mongodb_server.database() as name:
        async with opened(SecretStr(mongodb_server.url), name) as database:
            vault = Vault(SecretStr(Fernet.generate_key().decode()))
            stores = [Store.of(database, vault, SystemClock()) for _ in range(6)]

            await asyncio.gather(*(store.prepare() for store in stores))

            assert await stores[0].connections.find() == []


async def test_what_a_dead_process_began_ends_soon(mongodb_server: MongoServer) -> None:
    name, seconds = replica_set.LIFETIME.split("=")
    client: AsyncMongoClient[Document]
    async with AsyncMongoClient(mongodb_server.url) as client:
        told = await client.admin.command({"getParameter": 1, name: 1})

    assert told[name] == int(seconds)
    assert TIMEOUT_MS / 1000 < told[name] < 30
