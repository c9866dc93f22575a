"""The same once more through the pretend Xero's own HTTP API: written there, and read from its answers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import httpx
import uvicorn
from rich.console import Console

from deploy.proof.rounding import from_scoro
from deploy.proof.rounding.books import FOREIGN, OWN_RATES
from deploy.proof.rounding.scoro_papers import ScoroPaper, scoro_paper
from services.sandbox.xero.app import create_app
from services.sandbox.xero.seeding.bodies import OrganisationSeed, Seed
from services.sandbox.xero.settings import XeroSandboxSettings
from services.sandbox.xero.world import Limits
from shared import jsonio
from shared.documents import chart
from shared.documents.fields import RESOURCES, XeroDocument
from shared.documents.totals import predict
from shared.errors import SyncError

NAME = "Proof Ltd"
SCOPE = "accounting.invoices accounting.contacts accounting.settings"
AT_ONCE = 50
PLENTY = 100_000


@dataclass(frozen=True, slots=True)
class Xero:
    """Calls of one app."""

    http: httpx.AsyncClient
    headers: Mapping[str, str]

    async def call(self, verb: str, path: str, body: Any = None) -> Any:
        """Raises HTTPStatusError."""
        content = None if body is None else jsonio.dumps(body)
        answer = await self.http.request(
            verb, f"/api.xro/2.0/{path}", content=content, headers=self.headers,
            params={"unitdp": "4", "summarizeErrors": "false"},
        )  # fmt: skip
        answer.raise_for_status()
        return jsonio.loads(answer.content)


def over_http(size: int, seed: int, console: Console) -> Mapping[str, int]:
    """That many documents of Scoro, fifty in a call."""
    predicted, wrong = asyncio.run(_run(size, seed))
    console.print(f"  {predicted:>9,} written and answered, {wrong} of them otherwise than predicted")
    return {"documents_predicted": size, "mispredicted": wrong}


async def _run(size: int, seed: int) -> tuple[int, int]:
    async with _served() as xero:
        looked = await _looked_up(xero)
        contact = (await xero.call("PUT", "Contacts", {"Name": "Ada Ltd"}))["Contacts"][0]["ContactID"]
        sent = list(_elements(size, seed, looked, contact))
        wrong = 0
        for resource in sorted(set(RESOURCES.values())):
            some = [one for one in sent if RESOURCES[one[0].kind] == resource]
            for start in range(0, len(some), AT_ONCE):
                wrong += await _written(xero, resource, some[start : start + AT_ONCE])
        return len(sent), wrong


@asynccontextmanager
async def _served() -> AsyncIterator[Xero]:
    """A pretend Xero behind a socket of this machine."""
    app = create_app(XeroSandboxSettings(webhook_batch_seconds=0))
    sandbox = app.state.sandbox
    sandbox.world.default_limits = Limits(per_minute=PLENTY, per_day=PLENTY)
    sandbox.plant(Seed(organisations=[OrganisationSeed(name=NAME, currencies=FOREIGN)]))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=address, timeout=60) as http:
            asked = {"organisations": [NAME], "scope": SCOPE}
            token = (await http.post("/_sandbox/tokens", json=asked)).json()["access_token"]
            tenant = sandbox.world.ledger(NAME).organisation.id
            headers = {"authorization": f"Bearer {token}", "xero-tenant-id": tenant, "accept": "application/json"}
            yield Xero(http, headers)
    finally:
        server.should_exit = True
        await serving


async def _looked_up(xero: Xero) -> from_scoro.Looked:
    """What the product looks up, as it reads it."""
    for name, parts in OWN_RATES:
        components = [{"Name": part, "Rate": Decimal(rate), "IsCompound": flag} for part, rate, flag in parts]
        await xero.call("PUT", "TaxRates", {"Name": name, "TaxComponents": components})
    accounts, rates = await xero.call("GET", "Accounts"), await xero.call("GET", "TaxRates")
    return from_scoro.looked_up(chart.read(accounts["Accounts"], rates["TaxRates"]))


Sent = tuple[XeroDocument, dict[str, Any], Decimal, Decimal]
"""Element, as it is sent, its predicted total, and Scoro's."""


def _elements(size: int, seed: int, looked: from_scoro.Looked, contact: str) -> Iterator[Sent]:
    rates = dict(looked["sales", False].tax_rates)
    for number in range(1, size + 1):
        draw = Random(f"{seed}:http:{number}")  # noqa: S311 made-up documents, the same for the same seed
        paper: ScoroPaper = scoro_paper(draw, number, rates)
        known = from_scoro.known_of(paper, looked, has_account=draw.random() < 1 / 2)
        try:
            element = from_scoro.element_of(paper, known)
        except SyncError:
            continue
        said = element.as_json() | {"Contact": {"ContactID": contact}}
        yield element, said, predict(element, known.tax_rates).gross, abs(paper.gross)


async def _written(xero: Xero, resource: str, part: Sequence[Sent]) -> int:
    """How many came out otherwise, or were refused."""
    answer = await xero.call("PUT", resource, {resource: [said for _, said, _, _ in part]})
    found = zip(part, answer[resource], strict=True)
    return sum(
        one.get("StatusAttributeString") == "ERROR" or not predicted == wanted == Decimal(one["Total"])
        for (_, _, predicted, wanted), one in found
    )
