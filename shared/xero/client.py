"""Calls to one Xero organisation: reads return parsed objects, writes are built, recorded, sent and read apart.

A write is a Request with its exact bytes, so that it can be stored before it leaves and sent again unchanged
(design §3.3). Every call takes its turn in the budget; an expired token is replaced once.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal
from urllib.parse import quote

from shared.answers import ElementResult
from shared.budget import Budget, Lane
from shared.clock import Clock
from shared.http import NOTHING, Answer, Request, Transport
from shared.jsonio import dumps
from shared.turns import Turn, send_in_turn, turn_of
from shared.witness import Witness, nobody
from shared.xero import wire
from shared.xero.elements import Element, result_of
from shared.xero.errors import DamagedAnswerError, body_of, deletion_of, error_of, is_stale_token
from shared.xero.tokens import AccessToken, AccessTokens

MAX_PAGE_SIZE = 1_000
FOUR_DECIMALS = frozenset({"Invoices", "CreditNotes", "Items", "Prepayments", "Overpayments", "BankTransactions"})
"""Resources whose prices are rounded to two decimals unless `unitdp=4` is asked for."""
ID_OF = {
    "Invoices": "InvoiceID",
    "CreditNotes": "CreditNoteID",
    "Contacts": "ContactID",
    "Items": "ItemID",
    "Payments": "PaymentID",
    "Prepayments": "PrepaymentID",
    "Overpayments": "OverpaymentID",
}
NUMBER_OF = {"Invoices": "InvoiceNumber", "CreditNotes": "CreditNoteNumber"}
_TAKES_IDS = frozenset({"Invoices", "Contacts"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; the count is Xero's own and may change during a walk."""

    items: list[Element]
    page: int
    page_size: int
    page_count: int | None = None

    @property
    def is_last(self) -> bool:
        if self.page_count is not None:
            return self.page >= self.page_count
        return len(self.items) < self.page_size


class XeroClient:
    """One organisation."""

    def __init__(
        self,
        transport: Transport,
        access: AccessTokens,
        *,
        budget: Budget,
        clock: Clock,
        witness: Witness = nobody,
    ) -> None:
        self._witness = witness
        self._transport = transport
        self._access = access
        self._budget = budget
        self._clock = clock

    async def organisation(self, *, lane: Lane) -> Element:
        return (await self.whole("Organisation", lane=lane))[0]

    async def allowed(self, *, lane: Lane) -> frozenset[str]:
        """The actions that whoever signed in may do in this organisation."""
        actions = await self.whole("Organisation/Actions", lane=lane)
        return frozenset(str(one.get("Name")) for one in actions if one.get("Status") == "ALLOWED")

    async def accounts(self, *, lane: Lane) -> list[Element]:
        return await self.whole("Accounts", lane=lane)

    async def tax_rates(self, *, lane: Lane) -> list[Element]:
        return await self.whole("TaxRates", lane=lane)

    async def tracking_categories(self, *, lane: Lane) -> list[Element]:
        """With their options, archived ones too."""
        return await self.whole("TrackingCategories", lane=lane, params={"includeArchived": "true"})

    async def currencies(self, *, lane: Lane) -> list[Element]:
        return await self.whole("Currencies", lane=lane)

    async def whole(
        self,
        resource: str,
        *,
        lane: Lane,
        modified_since: dt.datetime | None = None,
        where: str | None = None,
        params: Mapping[str, str] = NOTHING,
    ) -> list[Element]:
        """A list that has no pages: settings and items."""
        request = _list_request(resource, modified_since, {"where": where, **params})
        return _list(resource, await self._read(request, lane), request)

    async def page(
        self,
        resource: str,
        page: int,
        *,
        lane: Lane,
        page_size: int = MAX_PAGE_SIZE,
        modified_since: dt.datetime | None = None,
        where: str | None = None,
        order: str | None = None,
        params: Mapping[str, str] = NOTHING,
    ) -> Page:
        """One page with all fields, 1 being the first."""
        if page < 1 or not 1 <= page_size <= MAX_PAGE_SIZE:
            raise ValueError(f"page {page} of {page_size} rows does not exist")
        asked = {"page": str(page), "pageSize": str(page_size), "where": where, "order": order, **params}
        request = _list_request(resource, modified_since, asked)
        body = await self._read(request, lane)
        counts = body.get("pagination") or {}
        return Page(_list(resource, body, request), page, page_size, counts.get("pageCount"))

    async def by_numbers(self, resource: str, numbers: Sequence[str], *, lane: Lane) -> list[Element]:
        """Documents that carry one of these numbers, in full; bills may share a number."""
        field = NUMBER_OF[resource]
        listable = [number for number in numbers if resource == "Invoices" and "," not in number]
        found: list[Element] = []
        for group in wire.chunks(listable):
            found += await self._all_pages(resource, {"InvoiceNumbers": ",".join(group)}, lane)
        rest = [f"{field}=={wire.quoted(number)}" for number in numbers if number not in listable]
        return found + await self._all_of(resource, rest, lane)

    async def by_ids(self, resource: str, ids: Sequence[str], *, lane: Lane) -> list[Element]:
        """Objects with these ids, archived ones included; unknown ids are simply missing."""
        if resource not in _TAKES_IDS:
            return await self._all_of(resource, [f'{ID_OF[resource]}==Guid("{known}")' for known in ids], lane)
        archived = {"includeArchived": "true"} if resource == "Contacts" else {}
        found: list[Element] = []
        for group in wire.chunks(ids):
            found += await self._all_pages(resource, {"IDs": ",".join(group), **archived}, lane)
        return found

    async def payments_on(self, document_id: str, *, lane: Lane) -> list[Element]:
        """Every payment on a document, deleted ones and refunds of credit notes included."""
        return await self._all_of("Payments", [f'Invoice.InvoiceID==Guid("{document_id}")'], lane)

    async def contacts_named(self, names: Sequence[str], *, numbers: Sequence[str] = (), lane: Lane) -> list[Element]:
        """Contacts with one of these names, in any letter case, or ContactNumbers, archived ones included."""
        conditions = [f"Name=={wire.quoted(name)}" for name in names]
        conditions += [f"ContactNumber=={wire.quoted(number)}" for number in numbers]
        return await self._all_of("Contacts", conditions, lane, params={"includeArchived": "true"})

    async def get(self, resource: str, object_id: str, *, lane: Lane) -> Element:
        """One object in full.

        Raises XeroNotFoundError.
        """
        request = _list_request(f"{resource}/{quote(object_id, safe='')}", None, _decimals(resource))
        items = _list(resource, await self._read(request, lane), request)
        if len(items) != 1:
            raise DamagedAnswerError(f"{request}: {len(items)} objects instead of one")
        return items[0]

    async def turn(self, lane: Lane) -> Turn:
        """Wait here until a call may be sent, before it is made."""
        return await turn_of(self._budget, lane)

    async def send(self, request: Request, *, lane: Lane, turn: Turn | None = None) -> Answer:
        """Send in turn and give back whatever Xero answers, to be stored before it is judged.

        Raises UnclearError where it may have been carried out without an answer; any other error (NotSentError,
        BudgetExhaustedError, a lost access) says that it was not.
        """
        token = await self._access.current()
        answer = await self._send_as(token, request, lane, turn)
        if is_stale_token(answer):
            token = await self._access.renewed(token.generation)
            answer = await self._send_as(token, request, lane)
        return answer

    async def send_seen(self, request: Request, *, lane: Lane) -> Answer:
        """A write that is no recorded call."""
        return await self._witness(request, partial(self.send, request, lane=lane))

    def read_elements(self, resource: str, answer: Answer, *, sent: int) -> list[ElementResult]:
        """What became of each of the `sent` elements of a write, in their order.

        Raises the error of a call that was refused as a whole, and DamagedAnswerError where the answer does not
        hold one element for each.
        """
        asked = f"write of {resource}"
        if (error := error_of(answer, asked=asked, now=self._clock.now())) is not None:
            raise error
        items = body_of(answer, asked=asked).get(_key(resource))
        if not isinstance(items, list) or len(items) != sent or not all(isinstance(item, dict) for item in items):
            count = len(items) if isinstance(items, list) else "no"
            raise DamagedAnswerError(f"{asked}: {count} elements answer {sent}")
        return [result_of(position, item) for position, item in enumerate(items)]

    def read_deleted(self, resource: str, answer: Answer) -> ElementResult:
        """What became of a deletion; raises the error of a refusal, but not that there was nothing to delete."""
        return deletion_of(answer, asked=f"deletion of {resource}", now=self._clock.now())

    async def _send_as(self, token: AccessToken, request: Request, lane: Lane, turn: Turn | None = None) -> Answer:
        signed = request.with_headers(
            Accept="application/json",
            Authorization=f"Bearer {token.value.get_secret_value()}",
            xero_tenant_id=token.tenant_id,
        )
        return await send_in_turn(self._transport, self._budget, lane, signed, turn)

    async def _read(self, request: Request, lane: Lane) -> dict[str, Any]:
        answer = await self.send(request, lane=lane)
        if (error := error_of(answer, asked=str(request), now=self._clock.now())) is not None:
            raise error
        return body_of(answer, asked=str(request))

    async def _all_of(
        self, resource: str, conditions: Sequence[str], lane: Lane, params: Mapping[str, str] = NOTHING
    ) -> list[Element]:
        found: list[Element] = []
        for group in wire.chunks(conditions, joint=" OR "):
            found += await self._all_pages(resource, {"where": wire.any_of(group), **params}, lane)
        return found

    async def _all_pages(self, resource: str, params: Mapping[str, str], lane: Lane) -> list[Element]:
        found: list[Element] = []
        page = await self.page(resource, 1, lane=lane, params=params)
        found += page.items
        while not page.is_last:
            page = await self.page(resource, page.page + 1, lane=lane, params=params)
            found += page.items
        return found


def build_write(
    resource: str,
    method: Literal["PUT", "POST"],
    elements: Sequence[Mapping[str, Any]],
    *,
    idempotency_key: str,
    object_id: str | None = None,
) -> Request:
    """The exact request that writes these elements: PUT creates, POST updates what Xero already has an id for.

    `resource` may name a sub-list such as `CreditNotes/{id}/Allocations`; `object_id` is for `POST /Payments/{id}`.
    """
    path = f"/{resource}" if object_id is None else f"/{resource}/{quote(object_id, safe='')}"
    params = {} if object_id is not None else {"summarizeErrors": "false"}
    body = dumps({_key(resource): list(elements)})
    return rebuilt(method, path, {**params, **_decimals(resource)}, body=body, idempotency_key=idempotency_key)


def build_delete(path: str) -> Request:
    """The request that deletes what has this path; Xero knows no idempotency key for it, and needs none."""
    return rebuilt("DELETE", f"/{path}", {}, body=b"", idempotency_key="")


def rebuilt(method: str, path: str, params: Mapping[str, str], *, body: bytes, idempotency_key: str) -> Request:
    """A recorded write as it was first sent: the same bytes under the same key."""
    if method == "DELETE":
        return Request(method, path, params, {}, body)
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": idempotency_key}
    return Request(method, path, params, headers, body)


def _list_request(resource: str, modified_since: dt.datetime | None, asked: Mapping[str, str | None]) -> Request:
    params = {name: value for name, value in asked.items() if value is not None}
    headers = {} if modified_since is None else {"If-Modified-Since": wire.modified_since(modified_since)}
    return Request("GET", f"/{resource}", {**params, **_decimals(resource)}, headers)


def _decimals(resource: str) -> dict[str, str]:
    """For the resource and its single objects, not for lists below them."""
    name, _, below = resource.partition("/")
    return {"unitdp": "4"} if name in FOUR_DECIMALS and "/" not in below else {}


def _key(resource: str) -> str:
    """The name of the list in the envelope: that of the last part which is a resource, not an id."""
    parts = resource.split("/")
    name = next((part for part in reversed(parts) if part.isalpha()), parts[-1])
    return "Organisations" if name == "Organisation" else name


def _list(resource: str, body: Mapping[str, Any], request: Request) -> list[Element]:
    items = body.get(_key(resource))
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DamagedAnswerError(f"{request}: no list of {resource}")
    return items
