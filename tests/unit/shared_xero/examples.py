"""Recorded shapes of Xero's answers, and a client whose other side is a function."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import SecretStr

from shared.clock import FixedClock
from shared.http import Answer, HttpTransport
from shared.jsonio import dumps
from shared.turns import PacedBudget
from shared.xero.client import XeroClient
from shared.xero.limits import connection_limits, listen_connection
from shared.xero.tokens import AccessToken
from tests.fakes.ledger import memory_budget

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TENANT = "e51d2db1-0000-4000-8000-000000000000"

TOKEN_EXPIRED = (
    b'{"Type":null,"Title":"Unauthorized","Status":401,'
    b'"Detail":"TokenExpired: token expired at 04/09/2023 05:16:59",'
    b'"Instance":"6489df60-8891-470e-9268-a9a43f5da71e","Extensions":{}}'
)
UNAUTHORISED = b'{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"AuthorizationUnsuccessful","Extensions":{}}'
UNAUTHENTICATED = (
    b'{"Type":null,"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful","Extensions":{}}'
)
NOT_FOUND = Answer(
    404, {"content-type": "text/html; charset=utf-8"}, b"The resource you're looking for cannot be found"
)
MINUTE_LIMIT = Answer(
    429,
    {
        "x-daylimit-remaining": "344",
        "x-minlimit-remaining": "0",
        "retry-after": "26",
        "x-rate-limit-problem": "minute",
    },
)
NAME_TAKEN = (
    b'{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":['
    b'{"ContactID":"00000000-0000-0000-0000-000000000000","Name":"Acme Ltd","HasValidationErrors":true,'
    b'"ValidationErrors":[{"Message":"The contact name Acme Ltd is already assigned to another contact. '
    b'The contact name must be unique across all active contacts."}]}]}'
)
TWO_INVOICES = (
    b'{"Id":"2b1c","Status":"OK","ProviderName":"x","DateTimeUTC":"/Date(1789378199160)/","Invoices":['
    b'{"Type":"ACCREC","InvoiceID":"60aa","InvoiceNumber":"S-1","Total":25.20,"HasErrors":false,'
    b'"StatusAttributeString":"OK"},'
    b'{"Type":"ACCREC","InvoiceID":"00000000-0000-0000-0000-000000000000","Status":"AUTHORISED","HasErrors":true,'
    b'"StatusAttributeString":"ERROR","ValidationErrors":[{"Message":"Invoice # must be unique."}]}]}'
)

Respond = Callable[[httpx.Request], httpx.Response]


def page_of(resource: str, items: list[Any], *, page: int = 1, pages: int = 1) -> dict[str, Any]:
    return {
        "Status": "OK",
        "pagination": {"page": page, "pageSize": 1000, "pageCount": pages, "itemCount": len(items)},
        resource: items,
    }


class Tokens:
    """An access token that may have been renewed meanwhile."""

    def __init__(self, *, newest: int = 1) -> None:
        self.generation = 1
        self.newest = newest
        self.asked: list[int] = []

    async def current(self) -> AccessToken:
        return AccessToken(SecretStr(f"token-{self.generation}"), self.generation, TENANT)

    async def renewed(self, stale_generation: int) -> AccessToken:
        self.asked.append(stale_generation)
        self.generation = self.newest
        return await self.current()


class Xero:
    """A client, and the requests that reached the other side."""

    def __init__(self, respond: Respond, *, tokens: Tokens | None = None) -> None:
        self.seen: list[httpx.Request] = []
        self.clock = FixedClock(NOON)
        self.tokens = tokens or Tokens()
        self.budget: PacedBudget = memory_budget(connection_limits(), listen_connection, self.clock)
        self.client = XeroClient(
            HttpTransport(
                "https://api.xero.com/api.xro/2.0",
                user_agent="test",
                clock=self.clock,
                inner=httpx.MockTransport(self._noted(respond)),
            ),
            self.tokens,
            budget=self.budget,
            clock=self.clock,
        )

    def _noted(self, respond: Respond) -> Respond:
        def noted(request: httpx.Request) -> httpx.Response:
            self.seen.append(request)
            return respond(request)

        return noted


def answering(body: Any) -> Xero:
    """A client that hears this whatever it asks."""
    return Xero(lambda _request: httpx.Response(200, content=dumps(body)))
