"""Wires the outward side: sign-in, connections, webhooks, web."""

from dataclasses import dataclass

from services.connector import handlers_access, handlers_actions
from services.connector.accounts import Accounts
from services.connector.actions.acting import Acting
from services.connector.actions.buttons import Buttons
from services.connector.actions.standing import Standings
from services.connector.announcing import Announcing
from services.connector.asking import Asking
from services.connector.breaking import Breaking
from services.connector.connecting import Connecting
from services.connector.disconnecting import Disconnecting
from services.connector.doubts import Doubts
from services.connector.keepalive import KeepAlive
from services.connector.oauth import DirectAccess, OAuth
from services.connector.oauth_http import App, Identity
from services.connector.settings import SCOPES, ConnectorSettings
from services.connector.undoing.working_out import WorkingOut
from services.connector.web.app import create_app
from services.connector.web.parts import Parts
from services.connector.webhooks.keeping import Keep
from services.connector.webhooks.scoro import ScoroHooks
from services.connector.webhooks.xero import XeroHooks
from shared.clients import Clients, transport, who
from shared.service import Running
from shared.store.connections import Connection
from shared.xero.tokens import AccessTokens

IDENTITY_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Access:
    """To both systems."""

    oauth: OAuth
    breaking: Breaking
    clients: Clients


async def build_access(running: Running, settings: ConnectorSettings) -> Access:
    """What both sides of the connector call the systems with."""
    breaking = Breaking(running.store, running.messaging.publisher, running.clock)
    oauth = OAuth(await _identity(running, settings), running.store, breaking, running.clock)

    def direct(connection: Connection) -> AccessTokens:
        known = who(connection)
        return DirectAccess(oauth, known.token_set, known.tenant_id)

    clients = Clients(
        running.store, settings, running.clock, running.messaging.publisher, access=direct, ending=running.ending
    )
    running.stack.push_async_callback(clients.close)
    return Access(oauth, breaking, clients)


def build_outward(running: Running, settings: ConnectorSettings, access: Access, keep: Keep) -> None:
    """Leaves handlers, background work and web with `running`."""
    oauth, breaking = access.oauth, access.breaking
    parts = _parts(running, settings, access, keep)
    doubts = Doubts(running.store, oauth=oauth, asking=parts.asking, breaking=breaking, clock=running.clock)
    running.messaging.listen(handlers_access.router, oauth=oauth, store=running.store, doubts=doubts)
    running.messaging.listen(handlers_actions.router, buttons=Buttons(running.store, parts.acting, running.clock))
    running.work += [KeepAlive(running.store, oauth, running.clock).run, parts.disconnecting.run]
    running.web = create_app(parts)


async def _identity(running: Running, settings: ConnectorSettings) -> Identity:
    app = App(
        client_id=settings.xero_client_id,
        client_secret=settings.xero_client_secret,
        redirect_uri=settings.redirect_uri,
        scopes=SCOPES,
        login_url=settings.xero_login_url,
    )
    enter, quick = running.stack.enter_async_context, _quick(settings)
    return Identity(
        app,
        identity=await enter(transport(settings.xero_identity_url, quick, running.clock, system="xero_identity")),
        api=await enter(transport(settings.xero_api_url, quick, running.clock, system="xero_identity")),
        clock=running.clock,
    )


def _quick(settings: ConnectorSettings) -> ConnectorSettings:
    """All attempts of a refresh fit into the time for which one refresher keeps others away."""
    return settings.model_copy(update={"http_timeout": min(settings.http_timeout, IDENTITY_SECONDS)})


def _parts(running: Running, settings: ConnectorSettings, access: Access, keep: Keep) -> Parts:
    oauth, clients = access.oauth, access.clients
    store, publisher, clock = running.store, running.messaging.publisher, running.clock
    asking, announcing = Asking(clients), Announcing(clients, public_url=settings.public_url)
    connecting = Connecting(store, asking=asking, announcing=announcing, publisher=publisher, clock=clock)
    return Parts(
        accounts=Accounts(
            store,
            oauth=oauth,
            asking=asking,
            connecting=connecting,
            clock=clock,
            private=settings.scoro_private_addresses,
        ),
        disconnecting=Disconnecting(store, oauth=oauth, announcing=announcing, clock=clock),
        asking=asking,
        oauth=oauth,
        store=store,
        acting=Acting(store, clients, publisher, clock),
        standings=Standings(store),
        undoing=WorkingOut(store, clients, clock),
        scoro_hooks=ScoroHooks(store, keep, publisher, clock),
        xero_hooks=XeroHooks(store, keep, clock, key=settings.xero_webhook_key),
        internal_key=settings.internal_api_key,
        public_url=settings.public_url,
        healthy=running.healthy,
    )
