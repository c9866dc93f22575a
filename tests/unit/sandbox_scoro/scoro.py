"""A client that is nobody's: plain calls and a remote control, in process or over a socket."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import httpx

from services.sandbox.scoro.sandbox import ScoroSandbox

NOW = dt.datetime(2026, 3, 9, 12, 0, tzinfo=dt.UTC)
KEY = "ScoroAPI_sandbox"


class Scoro:
    def __init__(self, http: httpx.AsyncClient, sandbox: ScoroSandbox) -> None:
        self.http = http
        self.sandbox = sandbox
        self.entity = "acme_uk"

    async def post(self, path: str, **body: Any) -> httpx.Response:
        keys = {"apiKey": KEY, "company_account_id": self.entity}
        return await self.http.post(f"/api/v2/{path}", content=json.dumps(keys | body, default=str))

    async def data(self, path: str, **body: Any) -> Any:
        envelope = exact(await self.post(path, **body))
        assert envelope["status"] == "OK", envelope
        return envelope["data"]

    async def refusal(self, path: str, **body: Any) -> str:
        envelope = (await self.post(path, **body)).json()
        assert envelope["status"] == "ERROR", envelope
        return str(envelope["messages"])

    async def create(self, module: str, **request: Any) -> dict[str, Any]:
        created: dict[str, Any] = await self.data(f"{module}/modify", request=request, return_data=1)
        return created

    async def person(self, verb: str, path: str, **fields: Any) -> Any:
        answer = await self.http.request(verb, f"/_sandbox/ui/{self.entity}/{path}", json=fields)
        assert answer.is_success, answer.text
        return exact(answer)

    async def control(self, verb: str, path: str, **body: Any) -> Any:
        answer = await self.http.request(verb, f"/_sandbox/{path}", json=body or None)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def pass_time(self, **time: float) -> None:
        await self.control("POST", "clock/advance", seconds=dt.timedelta(**time).total_seconds())


def exact(answer: httpx.Response) -> Any:
    return json.loads(answer.content, parse_float=Decimal)


async def an_invoice(scoro: Scoro, client_id: int, **fields: Any) -> dict[str, Any]:
    """30.00 net and 6.00 VAT on two lines, unless it is told otherwise."""
    lines = [{"comment": "One", "price": 10, "amount": 1}, {"comment": "Two", "price": 20, "amount": 1}]
    return await scoro.create("invoices", company_id=client_id, **({"lines": lines} | fields))
