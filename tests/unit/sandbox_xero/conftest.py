"""A pretend Xero with a frozen clock and one New Zealand organisation (15 % tax), spoken to without a socket."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.sandbox.common.json import decode, encode
from services.sandbox.xero.app import create_app
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.sandbox import XeroSandbox
from services.sandbox.xero.seeding.bodies import OrganisationSeed, Seed
from services.sandbox.xero.settings import XeroSandboxSettings

START = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
KIWI = "Kiwi Ltd"
SCOPE = (
    "offline_access accounting.invoices accounting.payments accounting.banktransactions accounting.contacts "
    "accounting.settings"
)


@dataclass
class Answer:
    status: int
    body: Any
    headers: httpx.Headers

    @property
    def messages(self) -> list[str]:
        """Validation messages of all elements, whichever way they came."""
        elements = self.body.get("Elements") or next(v for v in self.body.values() if isinstance(v, list))
        return [error["Message"] for element in elements for error in element.get("ValidationErrors", [])]


@dataclass
class Xero:
    """Calls as the app `settings.client_id` on Kiwi Ltd."""

    sandbox: XeroSandbox
    http: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, verb: str, path: str, body: Any = None, **options: Any) -> Answer:
        headers = self.headers | options.pop("headers", {})
        content = None if body is None else encode(body)
        answer = await self.http.request(verb, f"/api.xro/2.0{path}", content=content, headers=headers, params=options)
        is_json = bool(answer.content) and answer.headers.get("content-type", "").startswith("application/json")
        return Answer(answer.status_code, decode(answer.content) if is_json else answer.text, answer.headers)

    async def sign_in(self) -> None:
        tokens = (await self.control("POST", "/tokens", {"organisations": [KIWI], "scope": SCOPE})).json()
        self.headers = {
            "authorization": f"Bearer {tokens['access_token']}",
            "xero-tenant-id": self.ledger.organisation.id,
            "accept": "application/json",
        }

    async def control(self, verb: str, path: str, body: Any = None) -> httpx.Response:
        return await self.http.request(verb, f"/_sandbox{path}", json=body)

    async def contact(self, name: str = "Ada Ltd", **fields: Any) -> str:
        answer = await self.call("PUT", "/Contacts", {"Name": name, **fields})
        return str(answer.body["Contacts"][0]["ContactID"])

    async def invoice(self, **fields: Any) -> dict[str, Any]:
        """A saved invoice; the contact is made on the first call."""
        answer = await self.call("PUT", "/Invoices", AN_INVOICE | fields, unitdp=4)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.body["Invoices"][0]
        return found

    async def bank(self, kind: str, amount: str = "115", **fields: Any) -> dict[str, Any]:
        """A saved bank transaction of one line."""
        code = "200" if kind.startswith("RECEIVE") else "429"
        line = {"Description": "Ahead", "Quantity": 1, "UnitAmount": Decimal(amount), "AccountCode": code}
        body = {"Type": kind, "Contact": {"Name": "Ada Ltd"}, "BankAccount": {"Code": "090"}, "Date": "2026-11-20"}
        answer = await self.call("PUT", "/BankTransactions", body | {"LineItems": [line]} | fields)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.body["BankTransactions"][0]
        return found

    async def read(self, resource: str, object_id: str) -> dict[str, Any]:
        """One object as it is now."""
        found: dict[str, Any] = (await self.call("GET", f"/{resource}/{object_id}")).body[resource][0]
        return found

    async def person(self, action: str, **wish: Any) -> httpx.Response:
        """Somebody in Xero's screens."""
        path = f"/organisations/{self.ledger.organisation.id}/person"
        return await self.control("POST", path, {"action": action, **wish})

    async def pay(self, invoice: dict[str, Any], amount: str) -> Answer:
        body = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"Code": "090"},
            "Date": "2026-11-20",
            "Amount": Decimal(amount),
        }
        return await self.call("PUT", "/Payments", body)

    @property
    def ledger(self) -> Ledger:
        return self.sandbox.world.ledger(KIWI)

    def advance(self, **by: float) -> None:
        self.sandbox.controls.clock.advance(dt.timedelta(**by))


A_LINE = {"Description": "Design", "Quantity": 1, "UnitAmount": Decimal("100.00"), "AccountCode": "200"}
AN_INVOICE: dict[str, Any] = {
    "Type": "ACCREC",
    "Contact": {"Name": "Ada Ltd"},
    "Date": "2026-11-20",
    "DueDate": "2026-12-04",
    "Status": "AUTHORISED",
    "LineItems": [A_LINE],
}


@pytest.fixture(name="an_invoice")
def _an_invoice() -> dict[str, Any]:
    return AN_INVOICE


@pytest.fixture(scope="session", name="app")
def _app() -> FastAPI:
    """Made once; every test starts it over."""
    return create_app(XeroSandboxSettings(webhook_batch_seconds=0))


@pytest.fixture(name="xero")
async def _xero(app: FastAPI) -> AsyncIterator[Xero]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        xero = Xero(app.state.sandbox, http)
        await xero.control("POST", "/reset")
        xero.sandbox.controls.clock.set(START, frozen=True)
        kiwi = OrganisationSeed(name=KIWI, base_currency="NZD", region="NZ", country_code="NZ", zone="Pacific/Auckland")
        xero.sandbox.plant(Seed(organisations=[kiwi]))
        await xero.sign_in()
        yield xero
    await xero.sandbox.runtime.deliverer.close()
