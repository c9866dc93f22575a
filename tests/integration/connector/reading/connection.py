"""A connection that works, for tests."""

import datetime as dt

from cryptography.fernet import Fernet
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.config import XeroSettings
from shared.contracts.envelope import Category
from shared.store.connections import Connection, ConnectionState
from shared.store.everything import Store
from shared.store.tokens import TokenSet
from shared.sync.settings import CategorySettings, Mode, SyncSettings
from tests.sandboxes import ENTITY, SandboxControl

CONNECTION = "acme"
DAY = dt.timedelta(days=1)


def settings_for(xero: SandboxControl, calls_a_minute: int) -> XeroSettings:
    return XeroSettings(
        _env_file=None,
        token_key=SecretStr(Fernet.generate_key().decode()),
        xero_api_url=xero.url,
        xero_minute_limit=calls_a_minute,
        scoro_window_limit=500,
        scoro_private_addresses=True,
        scoro_day_limit=5000,
        http_timeout=10,
    )


async def connect(
    store: Store, scoro: SandboxControl, xero: SandboxControl, organisation: str, clock: SystemClock
) -> None:
    answer = await xero.post("tokens", {"organisations": [organisation]})
    now = clock.now()
    tokens = TokenSet(
        "user", 1, SecretStr(answer["access_token"]), SecretStr(answer["refresh_token"]),
        now + dt.timedelta(minutes=30), now,
    )  # fmt: skip
    await store.tokens.put(tokens, replaces=None)
    await store.connections.add(
        Connection(
            id=CONNECTION,
            site_url=f"{scoro.url}/api/v2",
            entity=ENTITY,
            time_zone="Europe/London",
            state=ConnectionState.CONNECTED,
            api_key=store.connections.lock(SecretStr("ScoroAPI_sandbox")),
            tenant_id=organisation,
            token_set="user",
            first_connected_at=now - 10 * DAY,
        )
    )
    start = (now - 5 * DAY).date()
    on = {
        category: CategorySettings(enabled=True, start_date=start)
        for category in (Category.CONTACTS, Category.INVOICES)
    }
    await store.settings.save(CONNECTION, SyncSettings(mode=Mode.AUTOMATIC, categories=on), author="test")
