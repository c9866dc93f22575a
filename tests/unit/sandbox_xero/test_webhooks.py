"""Signatures, intent to receive, batches, sequences and the retry schedule."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from services.sandbox.common.server import running

KEY = "a webhook key"


class Receiver:
    """Checks signatures as Xero's guide says; can be told to fail."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.status = 200
        self.checks_signatures = True
        self.came = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        expected = base64.b64encode(hmac.digest(KEY.encode(), body, hashlib.sha256)).decode()
        is_right = request.headers.get("x-xero-signature") == expected
        if self.checks_signatures and not is_right:
            await Response(status_code=401)(scope, receive, send)
            return
        if (content := json.loads(body))["events"]:
            self.bodies.append(content)
        await Response(status_code=self.status)(scope, receive, send)
        self.came.set()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in body["events"]]


async def _lifespan(receive: Any, send: Any) -> None:
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    await send({"type": "lifespan.shutdown.complete"})


@pytest.fixture(name="receiver")
async def _receiver() -> Receiver:
    return Receiver()


@pytest.fixture(name="url")
async def _url(receiver: Receiver) -> AsyncIterator[str]:
    async with running(receiver) as url:
        yield url


async def register(xero: Any, url: str) -> dict[str, Any]:
    answer = (await xero.control("PUT", "/webhook", {"url": url, "key": KEY})).json()
    assert isinstance(answer, dict)
    return answer


async def flush(xero: Any) -> dict[str, Any]:
    answer = (await xero.control("POST", "/webhook/flush")).json()
    found: dict[str, Any] = answer[xero.sandbox.settings.client_id]
    return found


async def test_the_intent_to_receive_sends_right_and_wrong_signatures(xero: Any, url: str) -> None:
    answer = await register(xero, url)

    assert answer["status"] == "OK"
    assert [attempt["status"] for attempt in answer["attempts"]] == [200, 401, 200, 401]


async def test_a_receiver_that_checks_nothing_gets_nothing(xero: Any, url: str, receiver: Receiver) -> None:
    receiver.checks_signatures = False

    answer = await register(xero, url)
    await xero.contact()
    await flush(xero)

    assert answer["status"] == "PENDING"
    assert receiver.events == []


async def test_events_of_one_request_travel_together_in_sequence(xero: Any, url: str, receiver: Receiver) -> None:
    await register(xero, url)

    invoice = await xero.invoice()
    await flush(xero)

    body = receiver.bodies[0]
    assert [event["eventCategory"] for event in body["events"]] == ["CONTACT", "INVOICE"]
    assert (body["firstEventSequence"], body["lastEventSequence"]) == (1, 2)
    assert body["events"][1] == {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{invoice['InvoiceID']}",
        "resourceId": invoice["InvoiceID"],
        "tenantId": xero.ledger.organisation.id,
        "tenantType": "ORGANISATION",
        "eventCategory": "INVOICE",
        "eventType": "CREATE",
        "eventDateUtc": "2026-11-20T09:30:00.000",
    }


async def test_they_come_by_themselves(xero: Any, url: str, receiver: Receiver) -> None:
    await register(xero, url)
    receiver.came.clear()

    await xero.contact()

    async with asyncio.timeout(5):
        await receiver.came.wait()
    assert len(receiver.events) == 1


async def test_credit_notes_say_their_type_and_status(xero: Any, url: str, receiver: Receiver) -> None:
    await register(xero, url)
    line = {"Description": "x", "UnitAmount": 10, "AccountCode": "200"}
    body = {"Type": "ACCRECCREDIT", "Contact": {"Name": "Ada"}, "LineItems": [line]}

    await xero.call("PUT", "/CreditNotes", body)
    await flush(xero)

    assert receiver.events[-1]["data"] == {"Type": "ACCRECCREDIT", "Status": "DRAFT"}


async def test_payments_are_updates_of_the_invoice(xero: Any, url: str, receiver: Receiver) -> None:
    invoice = await xero.invoice()
    await register(xero, url)

    await xero.pay(invoice, "10")
    await flush(xero)

    assert [(event["eventCategory"], event["eventType"]) for event in receiver.events] == [("INVOICE", "UPDATE")]


async def test_refused_writes_tell_nothing(xero: Any, url: str, receiver: Receiver, an_invoice: dict[str, Any]) -> None:
    await register(xero, url)

    await xero.call("PUT", "/Invoices", an_invoice | {"DueDate": None})
    await flush(xero)

    assert receiver.events == []


async def test_retries_follow_at_once_and_then_every_quarter_of_an_hour(
    xero: Any, url: str, receiver: Receiver
) -> None:
    await register(xero, url)
    receiver.status = 500
    await xero.contact()

    failing = await flush(xero)

    assert (failing["failures"], failing["waiting"]) == (2, 1)
    assert failing["next_attempt"] == "2026-11-20T09:45:00+00:00"


async def test_the_retry_comes_with_the_clock_and_carries_everything(xero: Any, url: str, receiver: Receiver) -> None:
    await register(xero, url)
    receiver.status = 500
    await xero.contact("Ada")
    await flush(xero)
    await xero.contact("Bob")
    receiver.status = 200
    receiver.came.clear()
    receiver.bodies.clear()

    xero.advance(minutes=15)

    async with asyncio.timeout(5):
        await receiver.came.wait()
    assert receiver.bodies[0]["firstEventSequence"] == 1
    assert receiver.bodies[0]["lastEventSequence"] == 2


async def test_after_a_day_the_webhook_is_disabled_and_a_new_intent_replays(
    xero: Any, url: str, receiver: Receiver
) -> None:
    await register(xero, url)
    receiver.status = 500
    await xero.contact()
    await flush(xero)
    xero.advance(hours=24)
    assert (await flush(xero))["status"] == "DISABLED"
    receiver.status = 200
    receiver.bodies.clear()

    await register(xero, url)
    await flush(xero)

    assert [event["eventCategory"] for event in receiver.events] == ["CONTACT"]


async def test_an_organisation_that_is_not_connected_tells_nothing(xero: Any, url: str, receiver: Receiver) -> None:
    await register(xero, url)
    await xero.control("POST", "/disconnect", {"organisation": "Kiwi Ltd"})
    person = f"/organisations/{xero.ledger.organisation.id}/person"

    await xero.control("POST", person, {"action": "call", "method": "PUT", "path": "/Contacts", "body": {"Name": "X"}})
    await flush(xero)

    assert receiver.events == []


async def test_money_ahead_is_told_and_payments_batches_and_bank_are_not(
    xero: Any, url: str, receiver: Receiver
) -> None:
    invoice = await xero.invoice()
    await register(xero, url)

    made_by = await xero.bank("RECEIVE-PREPAYMENT")
    path = f"/Prepayments/{made_by['PrepaymentID']}/Allocations"
    await xero.call("PUT", path, {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 115})
    await xero.bank("SPEND-OVERPAYMENT")
    await xero.bank("RECEIVE")
    await flush(xero)

    assert [(event["eventCategory"], event["eventType"]) for event in receiver.events] == [
        ("PREPAYMENT", "CREATE"),
        ("PREPAYMENT", "UPDATE"),
        ("INVOICE", "UPDATE"),
        ("OVERPAYMENT", "CREATE"),
    ]
    assert receiver.events[1]["data"] == {"Type": "RECEIVE-PREPAYMENT", "Status": "PAID"}
    assert receiver.events[1]["resourceUrl"].endswith(f"/Prepayments/{made_by['PrepaymentID']}")
