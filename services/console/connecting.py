"""What people do with a connection itself: the connector does it, the audit keeps who did."""

from pydantic import SecretStr

from services.console.connector_api import Connected, ConnectorApi
from shared.store.decisions import Act, Decision, Decisions


class Connecting:
    """The same acts for pages and command line; each raises as `ConnectorApi` does, and what is refused is not kept."""

    def __init__(self, api: ConnectorApi, decisions: Decisions, *, by: str) -> None:
        self._api = api
        self._decisions = decisions
        self._by = by

    async def create(self, *, site_url: str, entity: str, api_key: SecretStr, time_zone: str) -> tuple[Connected, str]:
        """A new connection, or new keys for one that exists; with the address of the sign-in."""
        made, address = await self._api.create(site_url=site_url, entity=entity, api_key=api_key, time_zone=time_zone)
        await self._keep(Act.SIGNED_IN if made.first_connected_at else Act.CONNECTED, made.id)
        return made, address

    async def sign_in(self, connection_id: str) -> str:
        """Again, at Xero: the address for it."""
        address = await self._api.authorise(connection_id)
        await self._keep(Act.SIGNED_IN, connection_id)
        return address

    async def choose(self, connection_id: str, tenant_id: str) -> Connected:
        """One of the organisations that a sign-in allowed."""
        now = await self._api.choose(connection_id, tenant_id)
        await self._keep(Act.CHOSE, connection_id, str(now.organisation.get("name") or tenant_id))
        return now

    async def check(self, connection_id: str) -> Connected:
        """Look again at the currencies, and whether both let us in (R8)."""
        now = await self._api.check(connection_id)
        await self._keep(Act.CHECKED, connection_id, _found(now))
        return now

    async def renew_key(self, connection_id: str, api_key: SecretStr) -> Connected:
        """A new API key of the same Scoro site."""
        now = await self._api.renew_key(connection_id, api_key)
        await self._keep(Act.NEW_KEY, connection_id)
        return now

    async def disconnect(self, connection_id: str) -> Connected:
        """End it (R11)."""
        ended = await self._api.disconnect(connection_id)
        await self._keep(Act.DISCONNECTED, connection_id)
        return ended

    async def _keep(self, act: Act, connection_id: str, about: str = "") -> None:
        await self._decisions.keep(Decision(act, self._by, "", connection_id, about=about), None)


def _found(now: Connected) -> str:
    """What a look came to."""
    if now.missing_currencies:
        return f"not active in Scoro: {', '.join(now.missing_currencies)}"
    return "it works" if now.works else now.state.replace("_", " ")
