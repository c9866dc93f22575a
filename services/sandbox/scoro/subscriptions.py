"""Webhook subscriptions: who may subscribe to what, and whether the receiver's address passes Scoro's checks."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from services.sandbox.common.webhooks import WebhookSender
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError, NotFoundError
from services.sandbox.scoro.fields import SUBSCRIPTIONS
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.reading import new_row

TABLE = "webhooks"
MODULES = (
    "bills",
    "calendar",
    "companies",
    "expenses",
    "invoices",
    "orders",
    "persons",
    "prepayments",
    "projects",
    "purchaseOrders",
    "quotes",
    "tasks",
)
ACTIONS = ("any", "create", "modify", "delete")
RELATIONS = ("created_by", "assigned_to", "managed_by", "owned_by")
OK = 200

MODULE = Module(
    name=TABLE,
    key="id",
    fields=SUBSCRIPTIONS,
    belongs=lambda row, call: bool(row["_entity"] == call.entity.entity_id),
    can_view=False,
)


async def subscribe(call: Call, sender: WebhookSender) -> dict[str, Any]:
    """Refused unless the address answers as Scoro wants it; checked once, when saving."""
    request = call.request
    row = new_row(SUBSCRIPTIONS) | {
        "module": _one_of(request, "module", MODULES),
        "action": _one_of(request, "action", ACTIONS),
        "relation_type": _one_of(request, "relation_type", ("", *RELATIONS)),
        "url": await checked_url(request.get("url"), call, sender),
        "fields": _list(request, "fields"),
        "owners": _list(request, "owners"),
        "actors": _list(request, "actors"),
        "bookmark_id": _bookmark_id(request.get("bookmark_id"), call),
        "status": "active",
        "_entity": call.entity.entity_id,
        "_user_id": call.actor_id,
    }
    row["id"] = call.state.next_id(TABLE)
    call.state.table(TABLE)[row["id"]] = row
    call.state.version += 1
    return MODULE.shown(row, call, detailed=True)


def unsubscribe(call: Call, subscription_id: int) -> None:
    row = call.state.find(TABLE, subscription_id)
    if row is None or not MODULE.belongs(row, call):
        raise NotFoundError("Object not found")
    del call.state.table(TABLE)[subscription_id]
    call.state.version += 1


def _one_of(request: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    given = request.get(name, "")
    if given not in allowed:
        raise BadRequestError.field(name, f"must be one of {', '.join(filter(None, allowed))}")
    return str(given)


def _list(request: Mapping[str, Any], name: str) -> list[Any]:
    given = request.get(name)
    if given is None or given == "":
        return []
    listed = given if isinstance(given, list) else [given]
    if not all(isinstance(one, (str, int)) for one in listed):
        raise BadRequestError.field(name, "must be a list of texts or ids")
    return listed


def _bookmark_id(given: Any, call: Call) -> int:
    if not given:
        return 0
    if not str(given).isdecimal() or call.state.find("bookmarks", int(given)) is None:
        raise BadRequestError.field("bookmark_id", f"bookmark {given} not found")
    return int(given)


async def checked_url(given: Any, call: Call, sender: WebhookSender) -> str:
    """An address to which Scoro may post; refused unless it answers and its host is proven to be the owner's."""
    if not isinstance(given, str) or not (parts := urlsplit(given)).hostname or parts.scheme not in {"http", "https"}:
        raise BadRequestError.field("url", "must be a full web address")
    if call.settings.hook_https_only and parts.scheme != "https":
        raise BadRequestError.field("url", "must begin with https://")
    if call.settings.hook_url_check:
        await _must_answer("GET", given, sender)
        await _must_answer("POST", given, sender)
    if call.settings.hook_ownership_check:
        await _must_be_owned(f"{parts.scheme}://{parts.netloc}/scoro.txt", sender)
    return given


async def _must_answer(method: str, url: str, sender: WebhookSender) -> None:
    answer = await sender.probe(method, url)
    if answer is None or answer.status_code != OK:
        seen = "nothing" if answer is None else str(answer.status_code)
        raise BadRequestError.field("url", f"must answer {method} with HTTP 200, answered {seen}")


async def _must_be_owned(url: str, sender: WebhookSender) -> None:
    """Scoro also takes a DNS TXT record; a sandbox knows no DNS."""
    answer = await sender.probe("GET", url)
    if answer is None or answer.status_code != OK or not answer.text.strip() or "<html" in answer.text.lower():
        raise BadRequestError.field("url", f"domain ownership is not proven: no text at {url}")
