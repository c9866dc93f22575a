"""All processes, all that goes wrong, all commands: no log of any of them holds a secret or anything of a person."""

import asyncio
import contextlib
import json
import os
from collections.abc import Callable

import aio_pika
import httpx
import pytest

from deploy.demo.operator import CommandFailedError
from deploy.local.services import SANDBOXES
from deploy.local.waiting import until
from tests.e2e.conftest import System

NAME, EMAIL, PHONE = "Wilhelmina Ostertag", "wilhelmina.ostertag@harbour.example", "+44 113 496 0741"
ACCOUNT, STREET, LINE = "GB29NWBK60161331926819", "17 Marigold Terrace", "Counselling after bereavement"
PASSWORD = "correct horse of Wilhelmina"
PERSONAL = {"name": NAME, "e-mail": EMAIL, "telephone": PHONE, "account": ACCOUNT, "street": STREET, "line": LINE}
QUOTES = json.dumps({
    "ErrorNumber": 10, "Type": "ValidationException", "Message": f"{NAME} <{EMAIL}> was refused",
    "Elements": [{"ValidationErrors": [{"Message": f"The contact {NAME}, {PHONE}, account {ACCOUNT} is not valid"}]}],
})  # fmt: skip
OF_ANOTHER_SHAPE = json.dumps({"Contacts": [{"ContactID": {"of": NAME}, "EmailAddress": [EMAIL]}], "Invoices": NAME})
WRONG = (
    {"kind": "status", "path": "*/Contacts*", "status": 400, "body": QUOTES, "count": 1},
    {"kind": "status", "path": "*/Invoices*", "status": 400, "body": QUOTES, "count": 2},
    {"kind": "status", "path": "*/Invoices*", "status": 200, "body": OF_ANOTHER_SHAPE, "count": 1},
    {"kind": "status", "path": "*/Contacts*", "status": 200, "body": OF_ANOTHER_SHAPE, "count": 1},
    {"kind": "status", "path": "*/Invoices*", "status": 503, "body": QUOTES, "count": 1},
)
COMMANDS = (
    ("history", "contact", NAME), ("problems", "list"), ("status",), ("doctor",), ("reconcile", "--now"), ("plan",),
    ("audit", "list"), ("audit", "verify"), ("dead-letters", "list"), ("support-bundle",),
    ("api-keys", "create", "--name", "ERP"), ("undo", "invoices", "1001", "--dry-run"), ("pause", "--reason", EMAIL),
    ("resume", "--reason", NAME), ("erase", "contact", NAME, "--reason", f"asked by {EMAIL}", "--yes"),
)  # fmt: skip


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    return start("")


def a_person(system: System) -> int:
    means = {"email": [EMAIL], "phone": [PHONE]}
    address = {"street": STREET, "city": "Leeds", "country": "gbr"}
    return system.contact(name=NAME, bankaccount=ACCOUNT, means_of_contact=means, addresses=[address])


def an_invoice(system: System, client: int, number: str) -> None:
    line = {"product_id": 0, "comment": LINE, "price": "95", "amount": "1", **system.line_ids()}
    system.invoice(client, number, lines=[line])


def unreadable_messages() -> None:
    """Of every kind that a queue takes, quoting somebody."""

    async def work() -> None:
        async with await aio_pika.connect(os.environ["RABBITMQ_URL"]) as connection:
            channel = await connection.channel()
            body = json.dumps({"connection_id": {"of": NAME}, "entry": EMAIL, "object_id": [PHONE]}).encode()
            for exchange, key in (
                ("events", "contact.changed.v1.changed"), ("events", "object.synced.v1.contacts"),
                ("events", "object.wanted.v1.changed"), ("events", "sync.requested.v1"),
                ("announcements", "contact.changed.v1"),
            ):  # fmt: skip
                await (await channel.get_exchange(exchange)).publish(aio_pika.Message(body), key)

    asyncio.run(work())


def unwelcome_requests(system: System) -> None:
    """At both doors: wrong, of another shape, and with a secret in them."""
    around = system.stack.surroundings(system.stack.state())
    [connection] = system.database["connections"].find({})
    said = {"name": NAME, "password": PASSWORD, "email": EMAIL, "metadata": {"id": [EMAIL]}, "events": NAME}
    with httpx.Client(timeout=30, trust_env=False, follow_redirects=True) as http:
        for url in (around.public_url, around.console_url):
            for path in (
                f"/webhooks/scoro/{connection['hook']}", "/webhooks/scoro/none", "/webhooks/xero", "/connections",
                f"/connections/{connection['_id']}/actions", "/sign-in", f"/oauth/xero/callback?error={EMAIL}&state=x",
            ):  # fmt: skip
                for headers in ({}, {"Authorization": f"Bearer {around.keys.internal_api_key}"}):
                    http.post(url + path, json=said, headers=headers)
                    http.post(url + path, data={"name": NAME, "password": PASSWORD}, headers=headers)
                    http.get(url + path, headers=headers, params={"q": NAME})


def logs(system: System) -> dict[str, str]:
    return {path.stem: path.read_text(errors="replace") for path in system.stack.places.logs.glob("*.log")}


def secrets(system: System) -> dict[str, str]:
    keys = system.stack.surroundings(system.stack.state()).keys
    found = {name: str(value) for name, value in keys.model_dump().items() if name != "xero_client_id"}
    hooks = {f"hook {row['_id']}": row["hook"] for row in system.database["connections"].find({}) if row.get("hook")}
    return found | hooks | {"a password": PASSWORD}


def told(system: System, what: dict[str, str]) -> list[str]:
    """Which of it stands in whose log."""
    ours = {name: text for name, text in logs(system).items() if name not in SANDBOXES}
    shapes = {name: {value, json.dumps(value)[1:-1]} for name, value in what.items()}
    return [
        f"{name} in {log}"
        for log, text in ours.items()
        for name, forms in shapes.items()
        if any(form in text for form in forms)
    ]


def test_no_log_of_any_process_tells_a_secret_or_anything_of_a_person(system: System) -> None:
    client = a_person(system)
    for fault in WRONG:
        system.xero.post("faults", fault)
    for number in ("1001", "1002", "1003"):
        an_invoice(system, client, number)
    unreadable_messages()
    unwelcome_requests(system)
    system.operator.command("sync", "--follow")
    system.operator.command("problems", "retry", "--all")
    assert until(lambda: system.database["dead_letters"].count_documents({}) > 2, seconds=60)
    assert until(lambda: len(system.live_invoices()) > 0, seconds=60)
    for command in COMMANDS:
        with contextlib.suppress(CommandFailedError):  # what they come to is not the point
            system.operator.command(*command)

    members = {one.name for one in system.stack.state().members} - set(SANDBOXES)
    assert members <= logs(system).keys()
    assert all(logs(system)[name] for name in members)
    assert told(system, PERSONAL) == []
    assert told(system, secrets(system)) == []
