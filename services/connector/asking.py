"""Asking both systems what checks judge and what choices name."""

from dataclasses import replace

from services.connector import bookmarks, checks
from services.connector.sources.scoro_rows import KINDS
from shared.budget import Lane
from shared.clients import Clients
from shared.contracts.envelope import Category
from shared.documents import tracking
from shared.documents.tracking import TrackingCategoryThere
from shared.errors import InvalidChoiceError
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

    async def bookmarks(self, connection: Connection, category: Category) -> dict[str, str]:
        """Id → name of the bookmarks in Scoro that can select objects of a category (R120).

        Raises InvalidChoiceError for a category that is not read from Scoro, else what Scoro says.
        """
        kind = KINDS.get(category)
        if kind is None:
            raise InvalidChoiceError("category", f"{category} are not read from Scoro, so no bookmark selects them")
        return await bookmarks.named(await self._clients.scoro(connection), kind, lane=Lane.CLICK)

    async def tracking(self, connection: Connection) -> list[TrackingCategoryThere]:
        """Xero's tracking categories (R123)."""
        xero = await self._clients.xero(connection)
        return tracking.categories_from_xero(await xero.tracking_categories(lane=Lane.CLICK))

    async def _company(self, connection: Connection) -> checks.Company:
        scoro = await self._clients.scoro(connection)
        return checks.Company.model_validate(await scoro.company_account(lane=Lane.CLICK))
