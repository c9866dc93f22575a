"""`scoro-xero dead-letters` and `status`: what people see of dead letters."""

import json
import re
from typing import Any

import pytest

from shared.messaging.headers import Header
from shared.store.connections import Connection, ConnectionState
from tests.integration.console.conftest import Command, aside
from tests.integration.dead_letters.parts import EVERY_STATE, Office, death

Said = dict[str, Any]
ACME = Connection(
    id="acme",
    site_url="https://acme.example/api/v2",
    entity="1",
    time_zone="Europe/Tallinn",
    state=ConnectionState.ACTIVE,
    tenant_id="tenant",
)
OF_CONTACTS: Said = {
    Header.SERVICE: "contacts",
    Header.QUEUE: "contacts.now",
    Header.ROUTING_KEY: "contact.changed.v1.now",
}
DIVIDED: Said = {Header.ERROR: "ZeroDivisionError: rate", Header.ERROR_TYPE: "ZeroDivisionError"}


async def kept(office: Office, *batches: tuple[tuple[int, ...], dict[str, Any]]) -> None:
    async with office.keeping():
        for numbers, fields in batches:
            await office.die(*numbers, **fields)
        await office.kept(sum(len(numbers) for numbers, _ in batches))


async def test_letters_are_grouped_by_service_message_and_error_with_counts_and_times(
    office: Office, command: Command
) -> None:
    await kept(
        office,
        ((1, 2, 3), {}),
        ((4,), DIVIDED),
        ((5,), OF_CONTACTS),
    )

    said = await aside(command, "dead-letters", "list", "--json")

    groups = {(one["service"], one["kind"], one["error"]): one for one in said.json["groups"]}
    three = groups["invoices", "InvoiceChanged v1", "KeyError: 'DueDate'"]
    assert said.code == 1
    assert [one["letters"] for one in said.json["groups"]] == [1, 1, 3]
    assert groups.keys() >= {
        ("invoices", "InvoiceChanged v1", "ZeroDivisionError: rate"),
        ("contacts", "ContactChanged v1", "KeyError: 'DueDate'"),
    }
    assert (three["first_at"], three["last_at"]) == ("2026-11-22T12:00:00.001000Z", "2026-11-22T12:00:00.003000Z")
    assert three["id"].startswith("invoices/")


async def test_without_letters_it_says_so_and_ends_well(office: Office, command: Command) -> None:
    assert await office.letters() == 0

    said = await aside(command, "dead-letters")

    assert (said.code, said.out) == (0, "There are none.\n")


FOUND_BY = {
    "service=invoices": 3,
    "type=InvoiceChanged": 3,
    "type=invoicechanged v1": 3,
    "type=InvoiceChanged v2": 0,
    "connection=acme": 4,
    "connection=other": 0,
    "text=ZERODIVISION": 1,
    'text="object_id":"2"': 1,
    "text=.*": 0,
    "since=2026-11-22T12:00:00.003+00:00": 2,
    "since=2026-11-22": 4,
    "service=invoices text=DueDate": 2,
    "state=discarded": 0,
    "state=all": 4,
}


async def test_letters_are_found_by_what_they_are(office: Office, command: Command) -> None:
    await kept(office, ((1, 2), {}), ((3,), DIVIDED), ((4,), OF_CONTACTS))

    found = {}
    for only in FOUND_BY:
        filters = [word for text in re.split(r" (?=text=)", only) for word in ("--only", text)]
        said = await aside(command, "dead-letters", "list", *filters, "--json")
        found[only] = sum(group["letters"] for group in said.json["groups"])

    assert found == FOUND_BY


@pytest.mark.parametrize("only", ["colour=red", "service", "since=tomorrow", "state=lost", "type="])
async def test_a_filter_nobody_knows_is_wrong_use(office: Office, command: Command, only: str) -> None:
    assert await office.letters() == 0

    said = await aside(command, "dead-letters", "list", "--only", only)

    assert (said.code, said.out) == (2, "")


async def test_a_group_says_what_to_do_and_names_its_letters(office: Office, command: Command) -> None:
    await kept(office, ((1, 2), {}))
    listed = await aside(command, "dead-letters", "list", "--json")

    said = await aside(command, "dead-letters", "show", listed.json["groups"][0]["id"])

    assert "Something we did not expect" in said.out
    for letter_id in await office.store.dead_letters.ids(EVERY_STATE):
        assert letter_id in said.out
    assert max(len(line) for line in said.out.splitlines()) <= 80


async def test_one_letter_shows_message_headers_attempts_and_trace(office: Office, command: Command) -> None:
    failure = {"at": "2026-11-22T11:58:00.000+00:00", "error": "NotSentError: away"}
    await kept(office, ((1,), {"note": "by hand", Header.ATTEMPT: 1, Header.FAILURES: [failure]}))
    (letter_id,) = await office.store.dead_letters.ids(EVERY_STATE)

    said = await aside(command, "dead-letters", "show", letter_id)

    words = " ".join(said.out.split())
    assert said.code == 1
    assert '"object_id": "1"' in words
    assert '"note": "by hand"' in words
    assert "2026-11-22T11:58:00.000+00:00 NotSentError: away" in words
    assert 'File "mapping.py", line 7' in words
    assert "published to events as invoice.changed.v1.changed" in words
    assert "`scoro-xero history invoice 1`" in words


async def test_for_programs_a_letter_is_complete(office: Office, command: Command) -> None:
    await kept(office, ((1,), {}))
    (letter_id,) = await office.store.dead_letters.ids(EVERY_STATE)

    said = await aside(command, "dead-letters", "show", letter_id[:6], "--json")

    (letter,) = said.json["letters"]
    assert json.loads(letter["message"]["body"])["object_id"] == "1"
    assert (letter["message"]["body_base64"], letter["message"]["queue"]) == (None, "invoices.changed")
    assert (letter["death"]["service"], letter["death"]["error_type"]) == ("invoices", "KeyError")
    assert letter["about"] == {"connection_id": "acme", "category": "invoices", "system": "scoro", "object_id": "1"}
    assert (letter["state"], letter["failed_replays"], letter["acts"]) == ("open", 0, [])
    assert letter["advice"]["fix"]


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"\x1b[2J\x07 clear", b"[bold]not markup[/]", b"[" * 3000, b"x" * 100_000]
)
async def test_no_letter_is_too_strange_to_be_shown(office: Office, command: Command, body: bytes) -> None:
    async with office.keeping():
        await office.publisher.forward(
            body, exchange="dead-letters", routing_key="invoices.changed", headers=death(), message_id="m"
        )
        (letter,) = await office.kept(1)

    said = await aside(command, "dead-letters", "show", letter.id)
    for_programs = await aside(command, "dead-letters", "show", letter.id, "--json")

    assert (said.code, for_programs.code) == (1, 1)
    assert "\x1b" not in said.out
    assert "\x07" not in said.out
    assert len(said.out) < 20_000
    if b"bold" in body:
        assert "[bold]not markup[/]" in said.out


@pytest.mark.parametrize("name", ["abc", "0000000000", "invoices/00000000"])
async def test_a_name_nobody_has_is_wrong_use(office: Office, command: Command, name: str) -> None:
    await kept(office, ((1,), {}))

    for act in ("show", "replay"):
        said = await aside(command, "dead-letters", act, name)
        assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize("arguments", [("replay",), ("replay", "abcdef", "--all"), ("read-again",)])
async def test_an_act_names_its_letters_or_says_all(
    office: Office, command: Command, arguments: tuple[str, ...]
) -> None:
    await kept(office, ((1,), {}))

    assert (await aside(command, "dead-letters", *arguments)).code == 2


async def test_status_tells_of_open_letters_since_when_and_what_to_do(office: Office, command: Command) -> None:
    await office.store.connections.add(ACME)
    before = await aside(command, "status", "--json")
    await kept(office, ((1, 2), {}))

    said = await aside(command, "status")
    for_programs = await aside(command, "status", "--json")
    await aside(command, "dead-letters", "discard", "--all", "--reason", "old", "--yes")
    after = await aside(command, "status", "--json")

    words = " ".join(said.out.split())
    assert "2 dead letters since 2026-11-22 14:00" in words or "2 dead letters since 14:00" in words
    assert "`scoro-xero dead-letters`" in words
    assert max(len(line) for line in said.out.splitlines()) <= 80
    assert (before.code, said.code, for_programs.code, after.code) == (0, 1, 1, 0)
    assert for_programs.json["dead_letters"] == {"count": 2, "since": "2026-11-22T12:00:00.001000Z"}
    assert after.json["dead_letters"] == {"count": 0, "since": None}
