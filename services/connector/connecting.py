"""Connecting an entity with an organisation: every check, then one write (R7, R10, R13, R14, R36)."""

from dataclasses import replace
from typing import Any

import structlog

from services.connector import checks
from services.connector.announcing import Announcing
from services.connector.asking import Asking
from services.connector.errors import OrganisationTakenError, OtherOrganisationError
from shared.clock import Clock
from shared.contracts.sync import SyncRequested, Trigger
from shared.messaging.publisher import NotPublishedError, Publishes
from shared.redaction import logged
from shared.store.connections import Connection, ConnectionState
from shared.store.consents import Candidate, Purpose
from shared.store.everything import Store
from shared.sync.settings import TICK

log = structlog.get_logger(__name__)


class Connecting:
    """The last step of every way to a connection that works: the first time, again, or after it was mended."""

    def __init__(
        self, store: Store, *, asking: Asking, announcing: Announcing, publisher: Publishes, clock: Clock
    ) -> None:
        self._store = store
        self._asking = asking
        self._announcing = announcing
        self._publisher = publisher
        self._clock = clock

    async def connect(self, connection: Connection, token_set: str, chosen: Candidate) -> Connection:
        """Two entities that come at the same moment meet the unique index. Links, settings and cursors are untouched.

        Raises OtherOrganisationError, OrganisationTakenError, or what Scoro or Xero say; then nothing is changed.
        """
        await self._refuse_strangers(connection, chosen)
        with_tenant = replace(connection, token_set=token_set, tenant_id=chosen.tenant_id)
        books = await self._asking.books(with_tenant)
        company, entity = await self._asking.company(connection)
        missing = checks.missing_currencies(books, company)
        blocked = bool(missing) and connection.first_connected_at is None
        unheard = connection.company.get("unheard", ())
        await self._store.connections.change(
            connection.id,
            tenant_id=chosen.tenant_id,
            token_set=token_set,
            organisation={"name": chosen.name, **books.organisation},
            company=checks.company_fields(company, entity, unheard=unheard),
            missing_currencies=list(missing),
            state=ConnectionState.BLOCKED_CURRENCY if blocked else await self._working(connection.id),
            farewell=[],
            next_tick=None if blocked else self._clock.now() + TICK,
        )
        await self._store.gates.open_ways(connection.id)
        await self._store.consents.drop(connection.id, list(Purpose))
        if blocked:
            log.warning("connection.blocked", connection_id=connection.id, currencies=missing)
            return await self._store.connections.get(connection.id)
        return await self._start(connection, chosen.tenant_id)

    async def _refuse_strangers(self, connection: Connection, chosen: Candidate) -> None:
        if is_another(connection, chosen):
            raise OtherOrganisationError(chosen.name, organisation_name(connection))
        for other in await self._store.connections.find(tenant_id=chosen.tenant_id):
            if other.id != connection.id and other.state is not ConnectionState.DISCONNECTED:
                raise OrganisationTakenError(chosen.name)

    async def _working(self, connection_id: str) -> ConnectionState:
        """R10: connected until something is switched on."""
        choices = await self._store.settings.get(connection_id)
        return ConnectionState.ACTIVE if choices.enabled() else ConnectionState.CONNECTED

    async def _start(self, before: Connection, tenant_id: str) -> Connection:
        """The date of the first connection (R36), news from Scoro, and a round where nothing was read lately.

        The first round is the one of R30; after an interruption what changed meanwhile is read from where the cursors
        stand, and the sweeper rings for what was held.
        """
        await self._store.connections.first_connected(before.id, tenant_id)
        now = await self._store.connections.get(before.id)
        fields: dict[str, Any] = {"company": {**now.company, "unheard": list(await self._announcing.subscribe(now))}}
        if not before.works and not await self._told(now.id, "tick" if before.first_connected_at else "first"):
            fields["next_tick"] = self._clock.now()
        log.info("connection.connected", connection_id=now.id, tenant_id=tenant_id, was=before.state)
        return await self._store.connections.change(now.id, **fields)

    async def _told(self, connection_id: str, trigger: Trigger) -> bool:
        try:
            await self._publisher.publish(
                SyncRequested(at=self._clock.now(), connection_id=connection_id, trigger=trigger)
            )
        except NotPublishedError as error:
            log.warning("connection.round_left_to_the_tick", connection_id=connection_id, error=logged(error))
            return False
        return True


def is_another(connection: Connection, chosen: Candidate) -> bool:
    """Whether this is not the organisation to which the links belong."""
    return connection.first_connected_at is not None and connection.tenant_id != chosen.tenant_id


def organisation_name(connection: Connection) -> str:
    """What people call the organisation of a connection."""
    return str(connection.organisation.get("name", "another organisation"))
