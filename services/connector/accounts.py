"""The life of a connection (R5–R17): created, signed in, organisation chosen, checked, connected."""

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from uuid import uuid4

import structlog
from pydantic import SecretStr

from services.connector import checks
from services.connector.announcing import Announcing
from services.connector.asking import Asking
from services.connector.breaking import DISCONNECTED, SIGN_IN_LOST
from services.connector.oauth import OAuth
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.sync import SyncRequested
from shared.dates import zone
from shared.errors import AccessLostError, InvalidChoiceError, SyncError
from shared.messaging.publisher import NotPublishedError, Publishes
from shared.store.connections import Connection, ConnectionState
from shared.store.consents import Candidate, Consent, Purpose
from shared.store.everything import Store

log = structlog.get_logger(__name__)

TICK = dt.timedelta(minutes=5)
CHOICE_TIME = dt.timedelta(minutes=15)
UNDER_WAY = (ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING)
RENEWABLE = (*UNDER_WAY, ConnectionState.BLOCKED_CURRENCY, ConnectionState.BROKEN)
"""States in which a person may come again with a new key."""


class NoOrganisationError(InvalidChoiceError):
    """The person signed in but let us into no organisation."""

    code = "no_organisation"

    def __init__(self) -> None:
        super().__init__("organisation", "no Xero organisation was allowed; connect again and choose one")


class OrganisationTakenError(InvalidChoiceError):
    """R13, R14: one organisation, one entity; nothing is taken away silently."""

    code = "organisation_taken"

    def __init__(self, name: str) -> None:
        super().__init__("organisation", f"{name} is already connected to another Scoro entity")


class OtherOrganisationError(InvalidChoiceError):
    """R10: links belong to the organisation that was connected first."""

    code = "other_organisation"

    def __init__(self, name: str, first: str) -> None:
        super().__init__(
            "organisation", f"this connection belongs to {first}; {name} needs a connection of its own or a reset"
        )


@dataclass(frozen=True, slots=True)
class NewConnection:
    """What a person says to begin with."""

    site_url: str
    entity: str
    api_key: SecretStr
    time_zone: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """How a sign-in ended: with a connection, or with a choice still to be made under a ticket."""

    connection: Connection
    candidates: tuple[Candidate, ...] = ()
    ticket: SecretStr | None = None


class Accounts:
    """Takes a connection from one state to the next."""

    def __init__(
        self,
        store: Store,
        *,
        oauth: OAuth,
        clients: Clients,
        announcing: Announcing,
        publisher: Publishes,
        clock: Clock,
    ) -> None:
        self._store = store
        self._oauth = oauth
        self._asking = Asking(clients)
        self._announcing = announcing
        self._publisher = publisher
        self._clock = clock

    async def create(self, wish: NewConnection) -> Connection:
        """Check the Scoro side and keep it; one that never got further, or broke, is taken up again with the new key.

        Raises InvalidChoiceError or what Scoro says.
        """
        zone(wish.time_zone)
        connection = Connection(
            id=uuid4().hex,
            site_url=checks.site_url(wish.site_url),
            entity=wish.entity.strip(),
            time_zone=wish.time_zone,
            state=ConnectionState.DISCONNECTED,
            api_key=self._store.connections.lock(wish.api_key),
            hook=secrets.token_urlsafe(32),
        )
        known = await self._store.connections.find(site_url=connection.site_url, entity=connection.entity)
        if known and known[0].state not in RENEWABLE:
            raise InvalidChoiceError("entity", f"{connection.entity} of this site is already connected")
        connection = replace(connection, company=checks.company_fields(*await self._asking.company(connection)))
        if not known:
            await self._store.connections.add(connection)
            return connection
        return await self._store.connections.change(
            known[0].id, api_key=connection.api_key, time_zone=connection.time_zone, company=connection.company
        )

    async def authorise(self, connection_id: str) -> str:
        """The address where a person signs in. What works goes on working meanwhile."""
        connection = await self._store.connections.get(connection_id)
        address = await self._oauth.begin(connection_id)
        if connection.state is ConnectionState.DISCONNECTED:
            await self._store.connections.change(connection_id, state=ConnectionState.AUTHORISING)
        return address

    async def arrive(self, consent: Consent, code: SecretStr) -> Arrived:
        """What the browser brings back from Xero: one organisation is taken, among several a person chooses.

        The choice stays open where something is away just now, so that nobody has to sign in twice.
        """
        signed_in = await self._oauth.exchange(consent, code)
        if not signed_in.grants:
            raise NoOrganisationError
        connection = await self._store.connections.get(signed_in.connection_id)
        candidates = tuple(Candidate(grant.tenant_id, grant.tenant_name) for grant in signed_in.grants)
        ticket = await self._open_choice(connection.id, signed_in.token_set, candidates)
        known = [one for one in candidates if one.tenant_id == connection.tenant_id and connection.first_connected_at]
        if len(known or candidates) > 1:
            return Arrived(connection, candidates, ticket)
        connected = await self._connect(connection, signed_in.token_set, (known or list(candidates))[0])
        await self._revive(signed_in.token_set)
        return Arrived(connected)

    async def choose(self, connection_id: str, tenant_id: str) -> Connection:
        """The organisation of a sign-in that let us into several.

        Raises InvalidChoiceError where no such choice is open.
        """
        consent = await self._store.consents.newest(connection_id, Purpose.CHOOSE)
        if consent is None:
            raise InvalidChoiceError("organisation", "there is nothing to choose; sign in at Xero again")
        return await self._choose(consent, tenant_id)

    async def choose_with(self, ticket: SecretStr, tenant_id: str) -> Connection:
        """The same from the page, whose ticket is good once."""
        consent = await self._store.consents.take(ticket, Purpose.CHOOSE)
        if consent is None:
            raise InvalidChoiceError("organisation", "this page was used already or is too old; sign in at Xero again")
        return await self._choose(consent, tenant_id)

    async def candidates(self, connection_id: str) -> tuple[Candidate, ...]:
        """Organisations that wait for a choice."""
        consent = await self._store.consents.newest(connection_id, Purpose.CHOOSE)
        return consent.candidates if consent else ()

    async def check(self, connection_id: str) -> Connection:
        """Look again, without another sign-in (R8).

        Raises InvalidChoiceError where the sign-in has to come first.
        """
        connection = await self._store.connections.get(connection_id)
        if connection.token_set is None or connection.tenant_id is None or connection.state in UNDER_WAY:
            raise InvalidChoiceError("connection", "sign in at Xero first")
        await self._oauth.verify(connection.token_set)
        if (await self._store.connections.get(connection_id)).broken == DISCONNECTED:
            raise AccessLostError("the organisation no longer lets us in; connect again")
        known = Candidate(connection.tenant_id, str(connection.organisation.get("name", "")))
        return await self._connect(connection, connection.token_set, known)

    async def _revive(self, token_set: str) -> None:
        """A new sign-in of a user serves all organisations of that user: those that lost theirs go on as well."""
        for connection in await self._store.connections.find(token_set=token_set, **{"gates.code": SIGN_IN_LOST}):
            try:
                await self.check(connection.id)
            except SyncError as error:
                log.warning("connection.not_revived", connection_id=connection.id, code=error.code)

    async def _open_choice(self, connection_id: str, token_set: str, candidates: tuple[Candidate, ...]) -> SecretStr:
        ticket = SecretStr(secrets.token_urlsafe(32))
        until = self._clock.now() + CHOICE_TIME
        await self._store.consents.drop(connection_id, [Purpose.CHOOSE])
        await self._store.consents.add(
            ticket, Consent(connection_id, Purpose.CHOOSE, until, token_set=token_set, candidates=candidates)
        )
        return ticket

    async def _choose(self, consent: Consent, tenant_id: str) -> Connection:
        chosen = next((one for one in consent.candidates if one.tenant_id == tenant_id), None)
        if chosen is None:
            raise InvalidChoiceError("tenant_id", "this organisation was not allowed at Xero")
        connection = await self._store.connections.get(consent.connection_id)
        return await self._connect(connection, consent.token_set, chosen)

    async def _connect(self, connection: Connection, token_set: str, chosen: Candidate) -> Connection:
        """Every check, then one write: two entities that come at the same moment meet the unique index."""
        await self._refuse_strangers(connection, chosen)
        with_tenant = replace(connection, token_set=token_set, tenant_id=chosen.tenant_id)
        books = await self._asking.books(with_tenant)
        company, entity = await self._asking.company(connection)
        missing = checks.missing_currencies(books, company)
        blocked = bool(missing) and connection.first_connected_at is None
        unheard = connection.company.get("unheard", ())
        connected = await self._store.connections.change(
            connection.id,
            tenant_id=chosen.tenant_id,
            token_set=token_set,
            organisation={"name": chosen.name, **books.organisation},
            company=checks.company_fields(company, entity, unheard=unheard),
            missing_currencies=list(missing),
            state=ConnectionState.BLOCKED_CURRENCY if blocked else await self._working(connection.id),
            gates=[],
            next_tick=None if blocked else self._clock.now() + TICK,
        )
        await self._store.consents.drop(connection.id, list(Purpose))
        if blocked:
            log.warning("connection.blocked", connection_id=connection.id, currencies=missing)
            return connected
        return await self._start(connected, chosen.tenant_id, first=not connection.works)

    async def _refuse_strangers(self, connection: Connection, chosen: Candidate) -> None:
        if connection.first_connected_at and connection.tenant_id != chosen.tenant_id:
            raise OtherOrganisationError(chosen.name, str(connection.organisation.get("name", "another organisation")))
        for other in await self._store.connections.find(tenant_id=chosen.tenant_id):
            if other.id != connection.id and other.state is not ConnectionState.DISCONNECTED:
                raise OrganisationTakenError(chosen.name)

    async def _working(self, connection_id: str) -> ConnectionState:
        """R10: connected until something is switched on."""
        choices = await self._store.settings.get(connection_id)
        return ConnectionState.ACTIVE if choices.enabled() else ConnectionState.CONNECTED

    async def _start(self, connection: Connection, tenant_id: str, *, first: bool) -> Connection:
        """The date of the first connection (R36), news from Scoro, the first round (R30)."""
        await self._store.connections.first_connected(connection.id, tenant_id)
        unheard = await self._announcing.subscribe(connection)
        fields: dict[str, object] = {"company": {**connection.company, "unheard": list(unheard)}}
        if first and not await self._told(connection):
            fields["next_tick"] = self._clock.now()
        log.info("connection.connected", connection_id=connection.id, tenant_id=tenant_id)
        return await self._store.connections.change(connection.id, **fields)

    async def _told(self, connection: Connection) -> bool:
        wish = SyncRequested(at=self._clock.now(), connection_id=connection.id, trigger="first")
        try:
            await self._publisher.publish(wish)
        except NotPublishedError as error:
            log.warning("connection.first_round_left_to_the_tick", connection_id=connection.id, error=str(error))
            return False
        return True
