"""Seed, organisations, dump, limits, tokens, webhooks, and a person's hands, all under `/_sandbox/`."""

from dataclasses import asdict, replace
from typing import Any

from fastapi import APIRouter, HTTPException, Response

from services.sandbox.common.json import encode
from services.sandbox.xero.books import currencies
from services.sandbox.xero.books.chart import stable_id
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.control import bodies
from services.sandbox.xero.control.person import Person
from services.sandbox.xero.identity import scopes
from services.sandbox.xero.identity.connections import connect
from services.sandbox.xero.sandbox import XeroSandbox
from services.sandbox.xero.seeding.bodies import Seed, SeedRefusedError
from services.sandbox.xero.views import contacts, documents, money, setup, tracking
from services.sandbox.xero.views.bank import bank_transaction
from services.sandbox.xero.views.common import Flavour
from services.sandbox.xero.views.prepaid import prepaid
from services.sandbox.xero.world import Grant, Subscription, UnknownOrganisationError, fresh_id


def control_routes(sandbox: XeroSandbox) -> APIRouter:
    router = APIRouter(prefix="/_sandbox", tags=["xero"])
    _books(router, sandbox)
    _limits(router, sandbox)
    _tokens(router, sandbox)
    _losses(router, sandbox)
    _webhooks(router, sandbox)
    return router


def _ledger(sandbox: XeroSandbox, organisation: str) -> Ledger:
    try:
        return sandbox.world.ledger(organisation)
    except UnknownOrganisationError as error:
        raise HTTPException(404, str(error)) from error


def _client(sandbox: XeroSandbox, client_id: str | None) -> str:
    chosen = client_id or sandbox.settings.client_id
    if chosen not in sandbox.world.apps:
        raise HTTPException(404, f"no app {chosen!r}")
    return chosen


def _json(content: object, status: int = 200) -> Response:
    """Decimals as numbers."""
    return Response(encode(content), status, media_type="application/json")


def _books(router: APIRouter, sandbox: XeroSandbox) -> None:
    @router.post("/seed", status_code=201)
    async def seed(body: Seed) -> Response:
        try:
            sandbox.plant(body)
        except SeedRefusedError as error:
            raise HTTPException(422, str(error)) from error
        return _json([_organisation(ledger) for ledger in sandbox.world.books.values()], 201)

    @router.get("/organisations")
    async def organisations() -> Response:
        return _json([_organisation(ledger) for ledger in sandbox.world.books.values()])

    @router.patch("/organisations/{organisation}")
    async def change_organisation(organisation: str, body: bodies.OrganisationBody) -> Response:
        ledger = _ledger(sandbox, organisation)
        sent = body.model_dump(exclude_unset=True)
        if (codes := sent.pop("currencies", None)) is not None:
            if unknown := set(codes) - set(currencies.NAMES):
                raise HTTPException(422, f"unknown currencies {', '.join(sorted(unknown))}")
            wanted = dict.fromkeys((ledger.organisation.base_currency, *codes))
            ledger.currencies = {code: currencies.NAMES[code] for code in wanted}
        ledger.organisation = replace(ledger.organisation, **sent)
        return _json(_organisation(ledger))

    @router.get("/dump")
    async def dump(organisation: str) -> Response:
        return _json(dumped(_ledger(sandbox, organisation)))

    @router.post("/organisations/{organisation}/person")
    async def person(organisation: str, body: bodies.PersonBody) -> Response:
        """A person's action in Xero's screens; the answer has the API's status and body."""
        done = Person(sandbox, _ledger(sandbox, organisation)).act(body)
        return Response(encode(done), 200 if done["status"] < 400 else 409, media_type="application/json")  # noqa: PLR2004 HTTP


def _organisation(ledger: Ledger) -> dict[str, Any]:
    counted = {
        "contacts": len(ledger.contacts),
        "items": len(ledger.items),
        "invoices": len(ledger.invoices),
        "credit_notes": len(ledger.credit_notes),
        "prepayments": len(ledger.prepayments),
        "overpayments": len(ledger.overpayments),
        "payments": len(ledger.payments),
    }
    organisation = ledger.organisation
    named = {"id": organisation.id, "name": organisation.name, "base_currency": organisation.base_currency}
    return named | {"currencies": list(ledger.currencies), "counts": counted}


def dumped(ledger: Ledger) -> dict[str, Any]:
    """Everything in the form of single reads, unit prices with four decimals."""

    def shown(one: Any) -> dict[str, Any]:
        return documents.document(ledger, one, Flavour.SINGLE, unit_places=4)

    def ahead(one: Any) -> dict[str, Any]:
        return prepaid(ledger, one, Flavour.SINGLE, unit_places=4)

    return {
        "Organisation": setup.organisation(ledger.organisation),
        "Accounts": [setup.account(one) for one in ledger.accounts.values()],
        "TaxRates": [setup.tax_rate(one) for one in ledger.tax_rates.values()],
        "TrackingCategories": [tracking.category(one, with_archived=True) for one in ledger.categories.values()],
        "Currencies": [setup.currency(*one) for one in ledger.currencies.items()],
        "Items": [setup.item(ledger, one, is_written=False, unit_places=4) for one in ledger.items.values()],
        "Contacts": [contacts.contact(ledger, one, Flavour.SINGLE) for one in ledger.contacts.values()],
        "ContactGroups": [contacts.group(ledger, one) for one in ledger.groups.values()],
        "Invoices": [shown(one) for one in ledger.invoices.values()],
        "CreditNotes": [shown(one) for one in ledger.credit_notes.values()],
        "Prepayments": [ahead(one) for one in ledger.prepayments.values()],
        "Overpayments": [ahead(one) for one in ledger.overpayments.values()],
        "Payments": [money.payment(ledger, one, Flavour.SINGLE) for one in ledger.payments.values()],
        "BatchPayments": [money.batch(ledger, one) for one in ledger.batches.values()],
        "BankTransactions": [
            bank_transaction(ledger, one, Flavour.SINGLE, unit_places=4) for one in ledger.bank_transactions.values()
        ],
    }


def _limits(router: APIRouter, sandbox: XeroSandbox) -> None:
    def shown() -> dict[str, Any]:
        world = sandbox.world
        return {
            "default": asdict(world.default_limits),
            "app_per_minute": world.app_per_minute,
            "organisations": {tenant: asdict(limits) for tenant, limits in world.limits.items()},
        }

    @router.get("/limits")
    async def get_limits() -> dict[str, Any]:
        return shown()

    @router.put("/limits")
    async def set_limits(body: bodies.LimitsBody) -> dict[str, Any]:
        world = sandbox.world
        sent = body.model_dump(exclude_none=True, exclude={"organisation", "app_per_minute"})
        if body.organisation is None:
            world.default_limits = replace(world.default_limits, **sent)
        else:
            tenant = _ledger(sandbox, body.organisation).organisation.id
            world.limits[tenant] = replace(world.limits_of(tenant), **sent)
        world.app_per_minute = body.app_per_minute or world.app_per_minute
        return shown()

    @router.put("/switches")
    async def set_switches(body: bodies.SwitchesBody) -> bodies.SwitchesBody:
        sandbox.world.missing_scope_status = body.missing_scope_status
        return body


def _tokens(router: APIRouter, sandbox: XeroSandbox) -> None:
    @router.post("/tokens", status_code=201)
    async def mint_tokens(body: bodies.TokensBody) -> dict[str, Any]:
        """A token answer as the token endpoint gives it, with the connections made."""
        world, event_id = sandbox.world, fresh_id()
        client_id = _client(sandbox, body.client_id)
        user_id = stable_id("user", body.user) if body.user else next(iter(world.users))
        if user_id not in world.users:
            raise HTTPException(404, f"no user {body.user!r}")
        if scopes.refused(body.scope.split(), world.apps[client_id].scopes):
            raise HTTPException(422, "unknown scope")
        tenants = [_ledger(sandbox, one).organisation.id for one in body.organisations]
        connect(world, client_id, user_id, tenants, auth_event_id=event_id, now=sandbox.now)
        grant = world.grants[event_id] = Grant(event_id, client_id, user_id, body.scope, event_id)
        return sandbox.runtime.mint.issue(grant, sandbox.now)


def _losses(router: APIRouter, sandbox: XeroSandbox) -> None:
    @router.post("/tokens/expire", status_code=204)
    async def expire_tokens(body: bodies.ExpireBody) -> None:
        """Access tokens get TokenExpired; refresh tokens get invalid_grant."""
        world, client_id = sandbox.world, _client(sandbox, body.client_id)
        for token in world.access_tokens.values():
            if body.kind in {"access", "all"} and world.grants[token.grant_id].client_id == client_id:
                token.expires = min(token.expires, sandbox.now)
        for grant in world.grants.values():
            if body.kind in {"refresh", "all"} and grant.client_id == client_id:
                grant.is_dead = True

    @router.post("/disconnect", status_code=204)
    async def disconnect(body: bodies.DisconnectBody) -> None:
        """As a person under Connected apps: 403 from the next call on, refreshing still works."""
        tenant, client_id = _ledger(sandbox, body.organisation).organisation.id, _client(sandbox, body.client_id)
        for connection in sandbox.world.live_connections(client_id):
            if connection.tenant_id == tenant:
                connection.is_live = False


def _webhooks(router: APIRouter, sandbox: XeroSandbox) -> None:
    def shown(subscription: Subscription) -> dict[str, Any]:
        return {
            "url": subscription.url,
            "status": subscription.status,
            "last_sequence": subscription.last_sequence,
            "waiting": len(subscription.waiting),
            "failures": subscription.failures,
            "next_attempt": subscription.next_attempt.isoformat() if subscription.next_attempt else None,
        }

    @router.put("/webhook")
    async def register_webhook(body: bodies.WebhookBody) -> dict[str, Any]:
        """Register or change an app's webhook; answers how the intent to receive went."""
        subscriptions, client_id = sandbox.world.subscriptions, _client(sandbox, body.client_id)
        known = subscriptions.setdefault(client_id, Subscription(body.url, body.key))
        known.url, known.key = body.url, body.key
        attempts = await sandbox.runtime.deliverer.intend(known)
        return shown(known) | {"attempts": [asdict(attempt) for attempt in attempts]}

    @router.get("/webhook")
    async def get_webhook(client_id: str | None = None) -> dict[str, Any]:
        known = sandbox.world.subscriptions.get(_client(sandbox, client_id))
        if known is None:
            raise HTTPException(404, "no webhook is registered")
        return shown(known)

    @router.delete("/webhook", status_code=204)
    async def remove_webhook(client_id: str | None = None) -> None:
        sandbox.world.subscriptions.pop(_client(sandbox, client_id), None)

    @router.post("/webhook/flush")
    async def flush_webhooks() -> dict[str, Any]:
        """Deliver whatever waits now, before its retry is due."""
        await sandbox.runtime.deliverer.flush()
        return {client_id: shown(one) for client_id, one in sandbox.world.subscriptions.items()}

    @router.get("/webhook/attempts")
    async def list_attempts(limit: int = 200) -> list[dict[str, Any]]:
        return sandbox.runtime.deliverer.sender.log(limit)
