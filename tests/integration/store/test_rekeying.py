"""A key at rest is rotated without a secret lost."""

import datetime as dt

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from services.connector.rekeying import rekeyed
from services.connector.settings import ConnectorSettings
from shared.clock import FixedClock
from shared.crypto import UnreadableSecretError, Vault
from shared.store.connections import Connection, ConnectionState
from shared.store.database import opened
from shared.store.everything import Store
from shared.store.rekeying import Rekeying
from shared.store.tokens import TokenSet

NOW = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKENS = TokenSet("u1", 1, SecretStr("access"), SecretStr("refresh"), NOW, NOW)


async def test_after_rotating_the_old_key_is_needed_no_more(mongodb_url: str, mongodb_database: str) -> None:
    def settings(keys: str) -> ConnectorSettings:
        return ConnectorSettings(
            _env_file=None,
            token_key=SecretStr(keys),
            mongodb_url=SecretStr(mongodb_url),
            mongodb_database=mongodb_database,
        )

    async with opened(SecretStr(mongodb_url), mongodb_database) as database:
        store = Store.of(database, Vault(SecretStr(OLD)), FixedClock(NOW))
        await store.prepare()
        await Rekeying(database, Vault(SecretStr(NEW))).check()
        await store.tokens.put(TOKENS, replaces=None)
        key = store.connections.lock(SecretStr("ScoroAPI_x"))
        await store.connections.add(
            Connection("c1", "https://acme.scoro.com/api/v2", "1", "UTC", ConnectionState.ACTIVE, api_key=key)
        )

        with pytest.raises(UnreadableSecretError):
            await Rekeying(database, Vault(SecretStr(NEW))).check()
        await Rekeying(database, Vault(SecretStr(f"{NEW},{OLD}"))).check()

        assert await rekeyed(settings(f"{NEW},{OLD}"), check=True) == 1
        assert await rekeyed(settings(NEW), check=False) == 1, "without the old key nothing can be read"
        assert await rekeyed(settings(f"{NEW},{OLD}"), check=False) == 0
        assert await rekeyed(settings(f"{NEW},{OLD}"), check=True) == 0

        renewed = Store.of(database, Vault(SecretStr(NEW)), FixedClock(NOW))
        kept = await renewed.tokens.get("u1")
        assert kept is not None
        assert kept.refresh_token.get_secret_value() == "refresh"
        connection = await renewed.connections.get("c1")
        assert renewed.connections.api_key(connection).get_secret_value() == "ScoroAPI_x"
