"""Calls to one entity of one Scoro site: everything is POST, answers come back as parsed objects.

A write is a Request without the API key, so that it can be stored before it leaves (design §3.3); the key goes in
front of its body when it is sent.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from shared.budget import Budget, Lane
from shared.clock import Clock
from shared.errors import InvalidChoiceError
from shared.http import NOTHING, Answer, Request, Transport
from shared.jsonio import dumps
from shared.scoro import wire
from shared.scoro.errors import DamagedAnswerError, ScoroNotFoundError, data_of
from shared.turns import Turn, send_in_turn, turn_of
from shared.witness import Witness, nobody

Row = dict[str, Any]

MAX_ROWS = 100
MAX_DETAILED_ROWS = 25
"""Scoro silently returns no more, which would make every page look like the last one."""

API = "/api/v2"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; Scoro tells no totals."""

    rows: list[Row]
    page: int
    per_page: int

    @property
    def is_last(self) -> bool:
        return len(self.rows) < self.per_page


class ScoroClient:
    """One entity; `transport` is bound to `api_address(site)`."""

    def __init__(
        self,
        transport: Transport,
        *,
        api_key: SecretStr,
        entity: str,
        budget: Budget,
        clock: Clock,
        app_id: str | None = None,
        language: str | None = None,
        witness: Witness = nobody,
    ) -> None:
        self._witness = witness
        self._transport = transport
        self._api_key = api_key
        self._addressed = {"company_account_id": entity} | ({"lang": language} if language else {})
        self._budget = budget
        self._clock = clock
        self._app_id = app_id

    async def list_page(
        self,
        module: str,
        page: int,
        *,
        lane: Lane,
        per_page: int | None = None,
        detailed: bool = False,
        filters: Mapping[str, Any] = NOTHING,
        include_deleted: bool = False,
        bookmark: str | None = None,
        request: Mapping[str, Any] = NOTHING,
    ) -> Page:
        """One page, 1 being the first; keep `per_page` the same during a walk. Ends with a page that is not full."""
        most = MAX_DETAILED_ROWS if detailed else MAX_ROWS
        rows = per_page or most
        if page < 1 or not 1 <= rows <= most:
            raise ValueError(f"page {page} of {rows} rows does not exist; at most {most} fit")
        body = {
            "page": page,
            "per_page": rows,
            **({"detailed_response": True} if detailed else {}),
            **({"include_deleted": "1"} if include_deleted else {}),
            **({"bookmark": {"bookmark_id": bookmark}} if bookmark else {}),
            **({"filter": dict(filters)} if filters else {}),
            "request": dict(request),
        }
        asked = self._request(f"/{module}/list", body)
        return Page(self._rows(asked, await self._data(asked, lane)), page, rows)

    async def view(self, module: str, object_id: str | int, *, lane: Lane) -> Row:
        """One object in full.

        Raises ScoroNotFoundError.
        """
        asked = self._request(f"/{module}/view/{quote(str(object_id), safe='')}", {"request": {}})
        data = await self._data(asked, lane)
        if not data:
            raise ScoroNotFoundError(f"{asked}: Scoro knows nothing of that id")
        return self._object(asked, data)

    async def modify(
        self,
        module: str,
        object_id: str | int | None,
        payload: Mapping[str, Any],
        *,
        lane: Lane,
        return_data: bool = True,
    ) -> Row:
        """Create (no id) or update; the stored object where `return_data` asks for it, else `{}`."""
        request = self.build_modify(module, object_id, payload, return_data=return_data)
        return self.read_object(request, await self._seen(request, lane))

    async def delete(self, module: str, object_id: str | int, *, lane: Lane) -> None:
        request = self.build_delete(module, object_id)
        self.read_object(request, await self._seen(request, lane))

    async def company_account(self, *, lane: Lane) -> Row:
        """The site: its entities, base currency and active currencies (R7)."""
        asked = self._request("/companyAccount/list", {"request": {}})
        rows = self._rows(asked, await self._data(asked, lane))
        if not rows:
            raise DamagedAnswerError(f"{asked}: no company account")
        return rows[0]

    async def webhooks_list(self, *, lane: Lane) -> list[Row]:
        asked = self._request("/webhooks/list", {"request": {}})
        return self._rows(asked, await self._data(asked, lane))

    async def webhooks_subscribe(self, module: str, url: str, *, lane: Lane, action: str = "any") -> Row:
        """Scoro calls the address at once to see whether it answers, and refuses the subscription if not."""
        wish = {"module": module, "action": action, "url": url, "owners": ["any"], "actors": ["any"]}
        asked = self._request("/webhooks/subscribe", {"request": wish})
        return self._object(asked, self._judged(asked, await self._seen(asked, lane)))

    async def webhooks_unsubscribe(self, webhook_id: str | int, *, lane: Lane) -> None:
        asked = self._request(f"/webhooks/unsubscribe/{webhook_id}", {"request": {}})
        self._judged(asked, await self._seen(asked, lane))

    def build_modify(
        self, module: str, object_id: str | int | None, payload: Mapping[str, Any], *, return_data: bool = True
    ) -> Request:
        """The write to be recorded: everything but the API key. Lines that are sent replace all lines."""
        path = f"/{module}/modify" if object_id is None else f"/{module}/modify/{quote(str(object_id), safe='')}"
        return self._request(path, {"return_data": int(return_data), "request": dict(payload)})

    def build_delete(self, module: str, object_id: str | int) -> Request:
        return self._request(f"/{module}/delete/{quote(str(object_id), safe='')}", {"request": {}})

    async def turn(self, lane: Lane) -> Turn:
        """Wait here until a call may be sent, before it is made."""
        return await turn_of(self._budget, lane)

    async def send(self, request: Request, *, lane: Lane, turn: Turn | None = None) -> Answer:
        """Send in turn and give back whatever Scoro answers, to be stored before it is judged.

        Raises UnclearError where it may have been carried out without an answer; any other error says it was not.
        """
        key = dumps({"apiKey": self._api_key.get_secret_value()})
        signed = replace(request, body=key[:-1] + b"," + request.body[1:])
        if self._app_id:
            signed = signed.with_headers(scoro_app_id=self._app_id)
        return await send_in_turn(self._transport, self._budget, lane, signed, turn)

    def read_object(self, request: Request, answer: Answer) -> Row:
        """The object that a write returned, `{}` where it returns none; raises the error that the answer is."""
        return self._object(request, data_of(answer, asked=str(request), now=self._clock.now()))

    def _request(self, path: str, body: Mapping[str, Any]) -> Request:
        return rebuilt(path, dumps({**self._addressed, **body}))

    async def _data(self, request: Request, lane: Lane) -> Any:
        return self._judged(request, await self.send(request, lane=lane))

    def _judged(self, request: Request, answer: Answer) -> Any:
        return data_of(answer, asked=str(request), now=self._clock.now())

    async def _seen(self, request: Request, lane: Lane) -> Answer:
        """A write that is no recorded call."""
        return await self._witness(request, partial(self.send, request, lane=lane))

    def _object(self, request: Request, data: Any) -> Row:
        """Some actions wrap their one object into a list."""
        only = data[0] if isinstance(data, list) and len(data) == 1 else data
        try:
            return wire.object_of(only)
        except wire.UnreadableValueError as error:
            raise DamagedAnswerError(f"{request}: {error}") from error

    def _rows(self, request: Request, data: Any) -> list[Row]:
        try:
            return wire.rows_of(data)
        except wire.UnreadableValueError as error:
            raise DamagedAnswerError(f"{request}: {error}") from error


def rebuilt(path: str, body: bytes) -> Request:
    """A recorded write as it was first sent, but for the API key."""
    return Request("POST", path, headers={"Content-Type": "application/json"}, body=body)


def api_address(site: str) -> str:
    """The base address of a site's API, from what people copy out of their browser's address bar.

    Raises InvalidChoiceError where that is no address of a site.
    """
    parts = urlsplit(site.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise InvalidChoiceError("scoro_site", f"{site!r} is not an address like https://company.scoro.com")
    return f"{parts.scheme}://{parts.netloc}{API}"


def modified_from(day: dt.date) -> dict[str, Any]:
    """The filter of an incremental read: Scoro compares with midnight, so the caller must look at the time itself."""
    return {"modified_date": {"from_date": day.isoformat()}}
