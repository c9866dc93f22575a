"""Asking Scoro to announce changes; where it does not, the five-minute reading is the net."""

import structlog

from shared.budget import Lane
from shared.clients import Clients
from shared.errors import SyncError
from shared.scoro.client import Row, ScoroClient
from shared.store.connections import Connection

log = structlog.get_logger(__name__)

MODULES = ("companies", "persons", "invoices", "bills")
HOOK_PATH = "/webhooks/scoro"


class Announcing:
    """Subscribes what is missing, ends what is ours and outdated; safe to do again."""

    def __init__(self, clients: Clients, *, public_url: str) -> None:
        self._clients = clients
        self._public_url = public_url

    async def subscribe(self, connection: Connection) -> tuple[str, ...]:
        """The modules of which Scoro will announce nothing."""
        try:
            scoro = await self._clients.scoro(connection)
            present = await scoro.webhooks_list(lane=Lane.CLICK)
        except SyncError as error:
            log.warning("scoro.webhooks_unknown", connection_id=connection.id, code=error.code)
            return MODULES
        address = hook_address(self._public_url, connection)
        heard = {str(row.get("module")) for row in present if row.get("url") == address}
        unheard = [name for name in MODULES if name not in heard and not await self._added(scoro, name, address)]
        await self._end_outdated(scoro, present, connection.hook or "", address)
        return tuple(unheard)

    async def unsubscribe(self, connection: Connection) -> None:
        """End all that are ours, under whatever address.

        Raises what keeps Scoro from it.
        """
        scoro = await self._clients.scoro(connection)
        for row in await scoro.webhooks_list(lane=Lane.CLICK):
            if self._is_ours(row, connection.hook or "") and row.get("id"):
                await scoro.webhooks_unsubscribe(str(row["id"]), lane=Lane.CLICK)

    def _is_ours(self, row: Row, hook: str) -> bool:
        """By its unguessable end."""
        return bool(hook) and str(row.get("url", "")).endswith(f"{HOOK_PATH}/{hook}")

    async def _added(self, scoro: ScoroClient, module: str, address: str) -> bool:
        try:
            await scoro.webhooks_subscribe(module, address, lane=Lane.CLICK)
        except SyncError as error:
            log.warning("scoro.webhook_refused", module=module, code=error.code)
            return False
        return True

    async def _end_outdated(self, scoro: ScoroClient, present: list[Row], hook: str, address: str) -> None:
        """Ours, under an address that is no longer ours."""
        for row in present:
            if self._is_ours(row, hook) and row.get("url") != address and row.get("id"):
                try:
                    await scoro.webhooks_unsubscribe(str(row["id"]), lane=Lane.CLICK)
                except SyncError as error:
                    log.warning("scoro.webhook_not_ended", code=error.code)


def hook_address(public_url: str, connection: Connection) -> str:
    """Where Scoro posts; the last part is as good as a password."""
    return f"{public_url.rstrip('/')}{HOOK_PATH}/{connection.hook}"
