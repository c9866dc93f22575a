"""The life of a connection (R5–R17): created, signed in, organisation chosen, checked, connected."""

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import structlog
from pydantic import SecretStr

from services.connector import checks
from services.connector.asking import Asking
from services.connector.breaking import DISCONNECTED, SIGN_IN_LOST
from services.connector.connecting import Connecting, is_another, organisation_name
from services.connector.doubts import SCORO_ACCESS
from services.connector.errors import NoOrganisationError, OtherOrganisationError
from services.connector.oauth import OAuth
from shared.clock import Clock
from shared.dates import zone
from shared.errors import AccessLostError, InvalidChoiceError, SyncError
from shared.store.connections import Connection, ConnectionState
from shared.store.consents import Candidate, Consent, Purpose
from shared.store.everything import Store

log = structlog.get_logger(__name__)

CHOICE_TIME = dt.timedelta(minutes=15)
UNDER_WAY = (ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING)
RENEWABLE = (*UNDER_WAY, ConnectionState.BLOCKED_CURRENCY, ConnectionState.BROKEN)
"""States in which a person may come again with a new key."""


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
    again: bool = False
    """Whether it was connected before."""
    ticket: SecretStr | None = None
    refused: SyncError | None = None
    """Why the last choice came to nothing; another one may be made."""


class Accounts:
    """Takes a connection from one state to the next."""

    def __init__(
        self,
        store: Store,
        *,
        oauth: OAuth,
        asking: Asking,
        connecting: Connecting,
        clock: Clock,
        private: bool = False,
    ) -> None:
        self._private = private
        self._store = store
        self._oauth = oauth
        self._asking = asking
        self._connecting = connecting
        self._clock = clock

    async def create(self, wish: NewConnection) -> Connection:
        """Check the Scoro side and keep it; one that never got further, or broke, is taken up again with the new key.

        Raises InvalidChoiceError or what Scoro says.
        """
        zone(wish.time_zone)
        connection = Connection(
            id=uuid4().hex,
            site_url=checks.site_url(wish.site_url, private=self._private),
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
        ended = known[0].state is ConnectionState.DISCONNECTED and "scoro" not in known[0].farewell
        hook = connection.hook if ended else known[0].hook  # Scoro was told to call the former address no more
        return await self._store.connections.change(
            known[0].id,
            api_key=connection.api_key,
            time_zone=connection.time_zone,
            company=connection.company,
            hook=hook,
        )

    async def authorise(self, connection_id: str) -> str:
        """The address where a person signs in. What works goes on working meanwhile."""
        connection = await self._store.connections.get(connection_id)
        address = await self._oauth.begin(connection_id)
        begun: dict[str, Any] = {"refusal": None}
        if connection.state is ConnectionState.DISCONNECTED:
            begun["state"] = ConnectionState.AUTHORISING
        await self._store.connections.change(connection_id, **begun)
        return address

    async def refused(self, consent: Consent, code: str, message: str) -> None:
        """Keep why a sign-in came to nothing, for whoever waits for it elsewhere."""
        refusal = {"code": code, "message": message}
        await self._store.connections.change(consent.connection_id, refusal=refusal)

    async def arrive(self, consent: Consent, code: SecretStr) -> Arrived:
        """What the browser brings back from Xero: one organisation is taken, among several a person chooses.

        The choice stays open where something is away just now, so that nobody has to sign in twice.
        """
        try:
            return await self._arrive(consent, code)
        except SyncError as error:
            said = error.reason if isinstance(error, InvalidChoiceError) else str(error)
            await self.refused(consent, error.code, said)
            raise

    async def _arrive(self, consent: Consent, code: SecretStr) -> Arrived:
        signed_in = await self._oauth.exchange(consent, code)
        if not signed_in.grants:
            raise NoOrganisationError
        connection = await self._store.connections.get(signed_in.connection_id)
        granted = tuple(Candidate(grant.tenant_id, grant.tenant_name) for grant in signed_in.grants)
        candidates = tuple(one for one in granted if not is_another(connection, one))
        if not candidates:
            await self._as_before(connection)
            names = " and ".join(one.name for one in granted)
            raise OtherOrganisationError(names, organisation_name(connection))
        ticket = await self._open_choice(connection.id, signed_in.token_set, candidates)
        if len(candidates) > 1:
            return Arrived(connection, candidates, ticket=ticket)
        try:
            connected = await self._connect(connection, signed_in.token_set, candidates[0])
            return Arrived(connected, again=connection.first_connected_at is not None)
        except InvalidChoiceError:
            await self._store.consents.drop(connection.id, [Purpose.CHOOSE])  # choosing it again would not help
            raise

    async def _as_before(self, connection: Connection) -> None:
        """A sign-in that is refused leaves a connection that was ended as ended as it was."""
        if connection.state is ConnectionState.AUTHORISING:
            await self._store.connections.change(connection.id, state=ConnectionState.DISCONNECTED)

    async def choose(self, connection_id: str, tenant_id: str) -> Connection:
        """The organisation of a sign-in that let us into several.

        Raises InvalidChoiceError where no such choice is open.
        """
        consent = await self._store.consents.newest(connection_id, Purpose.CHOOSE)
        if consent is None:
            raise InvalidChoiceError("organisation", "there is nothing to choose; sign in at Xero again")
        return await self._choose(consent, tenant_id)

    async def choose_with(self, ticket: SecretStr, tenant_id: str) -> Arrived:
        """The same from the page, whose ticket is good once; a choice that comes to nothing may be made anew."""
        consent = await self._store.consents.take(ticket, Purpose.CHOOSE)
        if consent is None:
            raise InvalidChoiceError("organisation", "this page was used already or is too old; sign in at Xero again")
        try:
            return Arrived(await self._choose(consent, tenant_id))
        except SyncError as error:
            connection = await self._store.connections.get(consent.connection_id)
            another = await self._open_choice(connection.id, consent.token_set, consent.candidates)
            return Arrived(connection, consent.candidates, ticket=another, refused=error)

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
        return await self._connecting.connect(connection, connection.token_set, known)

    async def renew_key(self, connection_id: str, api_key: SecretStr) -> Connection:
        """A new API key for the same site: what the old one broke goes on. Xero is asked for nothing.

        Raises what Scoro says of the key; nothing is changed then.
        """
        connection = await self._store.connections.get(connection_id)
        renewed = replace(connection, api_key=self._store.connections.lock(api_key))
        await self._asking.company(renewed)
        await self._store.connections.change(connection_id, api_key=renewed.api_key)
        try:
            return await self.check(connection_id)
        except SyncError as error:  # the key is good all the same
            log.warning("connection.key_renewed_alone", connection_id=connection_id, code=error.code)
            await self._store.gates.open(connection_id, SCORO_ACCESS)
            return await self._store.connections.get(connection_id)

    async def _connect(self, connection: Connection, token_set: str, chosen: Candidate) -> Connection:
        await self._connecting.connect(connection, token_set, chosen)
        await self._revive(token_set)
        return await self._store.connections.change(connection.id, signed_in_at=self._clock.now(), refusal=None)

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
