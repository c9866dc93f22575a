"""The connector's API, as far as the command line and the pages need it."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from pydantic import BaseModel, Field, SecretStr, TypeAdapter, ValidationError

from services.console.addresses import Addresses
from shared.contracts.envelope import Category
from shared.documents.tracking import TrackingCategoryThere
from shared.errors import AwayError, InvalidChoiceError, MendedBy, SyncError
from shared.http import trusted

ANSWER_SECONDS = 60
AWAY = range(502, 505)
TRACKING = TypeAdapter(list[TrackingCategoryThere])


class ConnectorRefusedError(SyncError):
    """The connector said no, in its own words."""

    code = "connector_refused"
    mended_by = MendedBy.OPERATOR


class Choice(BaseModel):
    """An organisation that may be chosen."""

    tenant_id: str
    name: str


class Warned(BaseModel):
    """Worth knowing."""

    code: str
    message: str


class Refusal(BaseModel):
    """Why the last sign-in came to nothing."""

    code: str
    message: str


class Connected(BaseModel):
    """A connection as it stands."""

    id: str
    site_url: str
    entity: str
    time_zone: str
    state: str
    works: bool
    organisation: dict[str, Any] = Field(default_factory=dict)
    company: dict[str, Any] = Field(default_factory=dict)
    first_connected_at: dt.datetime | None = None
    missing_currencies: list[str] = Field(default_factory=list)
    broken: str | None = None
    warnings: list[Warned] = Field(default_factory=list)
    choices: list[Choice] = Field(default_factory=list)
    farewell: list[str] = Field(default_factory=list)
    signed_in_at: dt.datetime | None = None
    refusal: Refusal | None = None

    def sign_in_ended(self, before: "Connected") -> bool:
        """Whether the sign-in that was begun then has come to something, good or bad."""
        return (self.refusal is not None and not self.choices) or self.signed_in_at != before.signed_in_at


class Advised(BaseModel):
    """What to do about it."""

    title: str
    why: str
    fix: str


class Parent(BaseModel):
    """Something that must cross first."""

    kind: str
    id: str
    number: str
    code: str | None = None


class Acted(BaseModel):
    """A single object that somebody sent or pulled, as it stands."""

    id: str
    action: str
    kind: str
    number: str
    scoro_id: str | None = None
    xero_id: str | None = None
    state: str
    done: bool
    message: str
    code: str | None = None
    advice: Advised | None = None
    said: str | None = None
    waits_for: list[Parent] = Field(default_factory=list)
    due_at: dt.datetime | None = None
    asked_at: dt.datetime
    asked_by: str
    asked_via: str
    ended_at: dt.datetime | None = None
    others: list[str] = Field(default_factory=list)


class ConnectorApi:
    """Calls the internal API. Every method raises ConnectorRefusedError, InvalidChoiceError or AwayError."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def create(self, *, site_url: str, entity: str, api_key: SecretStr, time_zone: str) -> tuple[Connected, str]:
        """A new connection, or new keys for one that exists; with the address of the sign-in."""
        body = {
            "site_url": site_url,
            "entity": entity,
            "api_key": api_key.get_secret_value(),
            "time_zone": time_zone,
        }
        answer = await self._ask("POST", "/connections", body)
        return Connected.model_validate(answer["connection"]), str(answer["authorise_url"])

    async def authorise(self, connection_id: str) -> str:
        """The address of a new sign-in."""
        answer = await self._ask("POST", f"/connections/{connection_id}/authorise")
        return str(answer["authorise_url"])

    async def one(self, connection_id: str) -> Connected:
        """As it stands."""
        return Connected.model_validate(await self._ask("GET", f"/connections/{connection_id}"))

    async def everyone(self) -> list[Connected]:
        """All connections."""
        return [Connected.model_validate(row) for row in await self._ask("GET", "/connections")]

    async def choose(self, connection_id: str, tenant_id: str) -> Connected:
        """Choose among the organisations that a sign-in allowed."""
        answer = await self._ask("POST", f"/connections/{connection_id}/organisation", {"tenant_id": tenant_id})
        return Connected.model_validate(answer)

    async def check(self, connection_id: str) -> Connected:
        """Look at the currencies again (R8)."""
        return Connected.model_validate(await self._ask("POST", f"/connections/{connection_id}/checks"))

    async def renew_key(self, connection_id: str, api_key: SecretStr) -> Connected:
        """A new API key of the same Scoro site."""
        body = {"api_key": api_key.get_secret_value()}
        return Connected.model_validate(await self._ask("PUT", f"/connections/{connection_id}/key", body))

    async def disconnect(self, connection_id: str) -> Connected:
        """End it; `farewell` names who could not be told yet (R11)."""
        return Connected.model_validate(await self._ask("DELETE", f"/connections/{connection_id}"))

    async def bookmarks(self, connection_id: str, category: Category) -> dict[str, str]:
        """Id → name of the bookmarks that can select objects of a category (R120)."""
        rows = await self._ask("GET", f"/connections/{connection_id}/bookmarks/{category}")
        return {str(row["id"]): str(row["name"]) for row in rows}

    async def tracking(self, connection_id: str) -> list[TrackingCategoryThere]:
        """Xero's tracking categories (R123). Raises AwayError where the connector is of another version."""
        rows = await self._ask("GET", f"/connections/{connection_id}/tracking")
        try:
            return TRACKING.validate_python(rows)
        except ValidationError as error:
            raise AwayError("the connector is of another version; try again once all services are upgraded") from error

    async def button(self, connection_id: str, *, receipts: bool = False) -> str:
        """The address for a *Trigger button* in Scoro: for its object, or for what was paid on it."""
        told = await self._ask("GET", f"/connections/{connection_id}/button")
        return str(told["receipts_url" if receipts else "url"])

    async def undoing(self, connection_id: str, wish: Mapping[str, Any]) -> str:
        """What it takes to undo a run or chosen objects, worked out and kept; its id."""
        answer = await self._ask("POST", f"/connections/{connection_id}/undoings", dict(wish))
        return str(answer["id"])

    async def act(self, connection_id: str, wish: dict[str, str]) -> Acted:
        """Let one object cross now; sent twice it is asked for once."""
        once = {"Idempotency-Key": uuid4().hex}
        return Acted.model_validate(await self._ask("POST", f"/connections/{connection_id}/actions", wish, once))

    async def acted(self, connection_id: str, action_id: str, *, wait: int = 0) -> Acted:
        """How it stands, once it is done or so many seconds have passed."""
        prefer = {"Prefer": f"wait={wait}"} if wait else {}
        answer = await self._ask("GET", f"/connections/{connection_id}/actions/{action_id}", headers=prefer)
        return Acted.model_validate(answer)

    async def actions(self, connection_id: str, limit: int) -> list[Acted]:
        """The last ones, newest first."""
        rows = await self._ask("GET", f"/connections/{connection_id}/actions?limit={limit}")
        return [Acted.model_validate(row) for row in rows]

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        try:
            answer = await self._client.request(method, path, json=body, headers=headers)
        except httpx.TransportError as error:
            raise AwayError(f"the connector does not answer at {self._client.base_url}") from error
        if not answer.is_success:
            raise _refusal(answer)
        try:
            return answer.json()
        except ValueError as error:
            raise AwayError(f"what answers at {self._client.base_url} is not the connector") from error


def _refusal(answer: httpx.Response) -> SyncError:
    try:
        said = answer.json()
        message, field = str(said.get("message", "")), said.get("field")
    except (ValueError, AttributeError):
        message, field = "", None
    words = message or f"the connector answered {answer.status_code}"
    if field:
        return InvalidChoiceError(str(field), words.removeprefix(f"{field}: "))
    return AwayError(words) if answer.status_code in AWAY else ConnectorRefusedError(words)


@asynccontextmanager
async def connector(found: Addresses) -> AsyncIterator[ConnectorApi]:
    """A client for the life of a command."""
    headers = {"Authorization": f"Bearer {found.internal_api_key.get_secret_value()}"}
    async with httpx.AsyncClient(
        base_url=found.connector_url, headers=headers, timeout=ANSWER_SECONDS, trust_env=False, verify=trusted()
    ) as client:
        yield ConnectorApi(client)


@dataclass(frozen=True, slots=True)
class LateConnector:
    """Speaks to the connector when something is asked: most commands ask nothing (`AsksConnector`)."""

    addresses: Addresses

    async def bookmarks(self, connection_id: str, category: Category) -> Mapping[str, str]:
        """See `ConnectorApi`."""
        async with connector(self.addresses) as api:
            return await api.bookmarks(connection_id, category)

    async def tracking(self, connection_id: str) -> list[TrackingCategoryThere]:
        """See `ConnectorApi`."""
        async with connector(self.addresses) as api:
            return await api.tracking(connection_id)

    async def undoing(self, connection_id: str, wish: Mapping[str, Any]) -> str:
        """See `ConnectorApi`."""
        async with connector(self.addresses) as api:
            return await api.undoing(connection_id, wish)
