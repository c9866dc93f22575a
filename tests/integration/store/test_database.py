"""Services that start at the same moment prepare the same database."""

import asyncio

from cryptography.fernet import Fernet
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.crypto import Vault
from shared.store.database import opened
from shared.store.everything import Store
from tests.servers import MongoServer


async def test_six_services_may_prepare_a_new_database_at_once(mongodb_server: MongoServer) -> None:
    with mongodb_server.database() as name:
        async with opened(SecretStr(mongodb_server.url), name) as database:
            vault = Vault(SecretStr(Fernet.generate_key().decode()))
            stores = [Store.of(database, vault, SystemClock()) for _ in range(6)]

            await asyncio.gather(*(store.prepare() for store in stores))

            assert await stores[0].connections.find() == []
