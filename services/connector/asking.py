"""Asking both systems what the checks judge."""

from dataclasses import replace

from services.connector import checks
from shared.budget import Lane
from shared.clients import Clients
from shared.scoro.errors import ScoroKeyRefusedError
from shared.store.connections import Connection

ANY_ENTITY = ""


class Asking:
    """On behalf of a person who waits."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def company(self, connection: Connection) -> tuple[checks.Company, checks.Entity]:
        """The site and the entity, which proves address, key and entity.

        Raises InvalidChoiceError for an entity that the site does not have, else what Scoro says.
        """
        try:
            company = await self._company(connection)
        except ScoroKeyRefusedError:
            site = await self._company(replace(connection, entity=ANY_ENTITY))
            checks.known_entity(site, connection.entity)
            raise
        return company, checks.known_entity(company, connection.entity)

    async def books(self, connection: Connection) -> checks.Books:
        """The organisation and the currencies used there (R9)."""
        xero = await self._clients.xero(connection)
        organisation = await xero.organisation(lane=Lane.CLICK)
        return checks.books(organisation, await xero.currencies(lane=Lane.CLICK))

    async def _company(self, connection: Connection) -> checks.Company:
        scoro = await self._clients.scoro(connection)
        return checks.Company.model_validate(await scoro.company_account(lane=Lane.CLICK))
