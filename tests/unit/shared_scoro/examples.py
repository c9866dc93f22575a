"""Shapes of Scoro's answers, and a client whose other side is a function."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import SecretStr

from shared.clock import FixedClock
from shared.http import HttpTransport
from shared.jsonio import dumps, loads
from shared.scoro.client import ScoroClient, api_address
from shared.scoro.limits import listen_site, site_limits
from tests.fakes.ledger import memory_budget

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
KEY = "ScoroAPI_secret"

Respond = Callable[[httpx.Request], httpx.Response]


def ok(data: Any, status_code: Any = 200) -> httpx.Response:
    """A yes; some modules write the code as text."""
    return httpx.Response(
        200, content=dumps({"status": "OK", "statusCode": status_code, "messages": None, "data": data})
    )


class Scoro:
    """A client, and the requests that reached the other side."""

    def __init__(self, respond: Respond, *, app_id: str | None = None, language: str | None = None) -> None:
        self.seen: list[httpx.Request] = []
        self.clock = FixedClock(NOON)
        self.client = ScoroClient(
            HttpTransport(
                api_address("https://acme.scoro.com"),
                user_agent="scoro-xero-sync/1",
                clock=self.clock,
                inner=httpx.MockTransport(self._noted(respond)),
            ),
            api_key=SecretStr(KEY),
            entity="acme_uk",
            budget=memory_budget(site_limits(), listen_site, self.clock),
            clock=self.clock,
            app_id=app_id,
            language=language,
        )

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [loads(request.content) for request in self.seen]

    def _noted(self, respond: Respond) -> Respond:
        def noted(request: httpx.Request) -> httpx.Response:
            self.seen.append(request)
            return respond(request)

        return noted
