"""From what happened in the books to signed request bodies."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable

from services.sandbox.xero.books.changes import Happening
from services.sandbox.xero.world import Event, Subscription, World

KEPT = dt.timedelta(days=31)
MOST_PER_BATCH = 100
_PATHS = {
    "CONTACT": "Contacts",
    "INVOICE": "Invoices",
    "CREDITNOTE": "CreditNotes",
    "PREPAYMENT": "Prepayments",
    "OVERPAYMENT": "Overpayments",
}


def note(world: World, tenant_id: str, happenings: Iterable[Happening], *, base_url: str) -> bool:
    """Queue events for every app that is connected to the organisation; whether there is anything to send."""
    subscribed = [
        subscription
        for client_id, subscription in world.subscriptions.items()
        if any(one.tenant_id == tenant_id for one in world.live_connections(client_id))
    ]
    for happening in happenings:
        for subscription in subscribed:
            subscription.last_sequence += 1
            content = _content(happening, tenant_id, base_url)
            subscription.waiting.append(Event(subscription.last_sequence, happening.at, content))
    return any(subscription.waiting for subscription in subscribed)


def drop_old(subscription: Subscription, now: dt.datetime) -> None:
    subscription.waiting = [event for event in subscription.waiting if now - event.at <= KEPT]


def batch_body(events: list[Event]) -> bytes:
    return _body([event.content for event in events], events[0].sequence, events[-1].sequence)


def intent_body() -> bytes:
    return _body([], 0, 0)


def signature(body: bytes, key: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


def _body(events: list[dict[str, object]], first: int, last: int) -> bytes:
    whole = {
        "events": events,
        "firstEventSequence": first,
        "lastEventSequence": last,
        "entropy": "".join(secrets.choice(_LETTERS) for _ in range(20)),
    }
    return json.dumps(whole, separators=(",", ":")).encode()


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _content(happening: Happening, tenant_id: str, base_url: str) -> dict[str, object]:
    content: dict[str, object] = {
        "resourceUrl": f"{base_url}/api.xro/2.0/{_PATHS[happening.category]}/{happening.resource_id}",
        "resourceId": happening.resource_id,
        "tenantId": tenant_id,
        "tenantType": "ORGANISATION",
        "eventCategory": happening.category,
        "eventType": "CREATE" if happening.is_new else "UPDATE",
        "eventDateUtc": f"{happening.at:%Y-%m-%dT%H:%M:%S}.{happening.at.microsecond // 1000:03}",
    }
    return content | {"data": happening.details} if happening.details is not None else content
