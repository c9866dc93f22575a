"""Single objects sent and pulled by hand through real processes: command line, HTTP, a button in Scoro."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from deploy.demo.life import ENTITY
from deploy.local.waiting import until
from tests.e2e.conftest import System

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One worker of each category, Manual: nothing crosses unless somebody asks."""
    made = start("")
    made.operator.command("settings", "set", "mode=manual")
    return made


def command(system: System, *words: str) -> Said:
    """`scoro-xero …` with its exit code."""
    ended = subprocess.run(  # noqa: S603 our own command
        [sys.executable, "-m", "services.console.cli.main", *words],
        env=dict(system.operator.environment),
        capture_output=True,
        text=True,
        timeout=SECONDS * 2,
        check=False,
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


def in_xero(system: System, number: str) -> dict[str, Any] | None:
    return next((one for one in system.live_invoices() if one["InvoiceNumber"] == number), None)


def person_in_xero(system: System, **done: Any) -> Any:
    return system.xero.post(f"organisations/{system.organisation}/person", done)


def settings(system: System, *assignments: str) -> None:
    system.operator.command("settings", "set", *assignments)


def test_news_waits_in_manual_mode_until_somebody_synchronizes(system: System) -> None:  # R20, R21, R22
    client = system.contact(name="Patient Ltd")
    system.invoice(client, "MANUAL-1")
    recorded = {"state": "recorded", "number": {"$in": ["Patient Ltd", "MANUAL-1"]}}
    assert until(lambda: system.database["changes"].count_documents(recorded) == 2, seconds=SECONDS)
    status = command(system, "status")
    held = in_xero(system, "MANUAL-1")

    command(system, "sync", "contacts", "--follow")
    contacts_alone = (in_xero(system, "MANUAL-1"), system.database["changes"].count_documents(recorded))
    command(system, "sync", "--follow")

    assert "2 changes wait for `scoro-xero sync`" in status.out
    assert held is None
    assert contacts_alone == (None, 1)
    assert in_xero(system, "MANUAL-1")


def test_an_invoice_is_sent_with_its_contact_although_its_categories_are_off(system: System) -> None:  # R21, R68, R141
    settings(system, "contacts.enabled=false", "invoices.enabled=false")
    system.invoice(system.contact(name="Off Ltd"), "SEND-1")

    sent = command(system, "send", "invoice", "SEND-1")
    again = command(system, "send", "invoice", "SEND-1", "--json")

    settings(system, "contacts.enabled=true", "invoices.enabled=true")
    assert (sent.code, sent.out.strip()) == (0, "Invoice SEND-1 was created in Xero.")
    assert (again.code, again.json["state"], again.json["done"]) == (0, "in_sync", True)
    assert in_xero(system, "SEND-1")
    assert again.json["xero_id"] == (in_xero(system, "SEND-1") or {})["InvoiceID"]


def test_an_edited_invoice_is_sent_again_until_a_payment_is_attached(system: System) -> None:
    invoice = system.invoice(system.contact(name="Paying Ltd"), "PAID-1")
    command(system, "send", "invoice", "PAID-1")
    system.scoro.post(f"ui/{ENTITY}/invoices/{invoice}", {"reference_no": "4711"}, method="PATCH")
    updated = command(system, "send", "invoice", str(invoice))
    twin = in_xero(system, "PAID-1") or {}
    person_in_xero(system, action="pay", invoice=twin["InvoiceID"], amount="20.00", date="2026-11-20")

    refused = command(system, "send", "invoice", "PAID-1")

    assert updated.out.strip() == "Invoice PAID-1 was updated in Xero."
    assert twin["Reference"] == "4711"
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.strip() == (
        "Invoice PAID-1 has a payment of 20.00 GBP in Xero since 2026-11-20; it can no longer be sent."
    )


def test_a_credit_note_and_a_contact_are_sent_by_number_and_name(system: System) -> None:  # R89, R138
    invoice = system.invoice(system.contact(name="Credited Ltd"), "CREDIT-1")
    credit = system.scoro.post(f"ui/{ENTITY}/invoices/{invoice}/credit", {})
    system.contact(name="Nordic & Söhne")

    note = command(system, "send", "credit-note", credit["no"])
    contact = command(system, "send", "contact", "Nordic & Söhne", "--json")

    assert note.out.strip() == f"Credit note {credit['no']} was created in Xero."
    assert any(one["CreditNoteNumber"] == credit["no"] for one in system.books()["CreditNotes"])
    assert contact.json["message"] == "Contact Nordic & Söhne was created in Xero."


def test_what_needs_attention_says_why_and_what_to_do(system: System) -> None:
    client = system.contact(name="Wrong Ltd")
    line = {"product_id": 0, "comment": "Work", "price": "100", "amount": "1", **system.line_ids()}
    system.invoice(client, "WRONG-1", currency="USD", lines=[line | {"vat_code_id": 0}])

    said = command(system, "send", "invoice", "WRONG-1")

    assert said.code == 1
    assert said.out.startswith("Invoice WRONG-1 needs attention: ")
    assert "Fix: " in said.out


def test_an_invoice_whose_contact_is_gone_waits_for_a_person(system: System) -> None:
    client = system.contact(name="Vanished Ltd")
    system.invoice(client, "ORPHAN-1")
    system.scoro.post(f"ui/{ENTITY}/contacts/{client}", method="DELETE")

    said = command(system, "send", "invoice", "ORPHAN-1", "--json")

    assert said.code == 1
    assert (said.json["state"], said.json["done"], said.json["code"]) == ("waiting", True, "parent_missing")
    assert said.json["waits_for"][0]["id"] == str(client)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("send", "invoice", "NOBODY-HAS-THIS"), 2),
        (("send", "quote", "1"), 2),
        (("pull", "invoice", "SEND-1"), 2),
        (("send", "contact", "Twin Ltd"), 2),
    ],
    ids=["not there", "no such kind", "other direction", "two of that name"],
)
def test_wrong_use_is_told_from_problems(system: System, words: tuple[str, ...], code: int) -> None:
    for _ in range(2):
        system.contact(name="Twin Ltd")

    said = command(system, *words)

    assert (said.code, said.out) == (code, "")
    assert len(said.err.strip().splitlines()) == 1


def test_nobody_has_to_wait(system: System) -> None:
    system.invoice(system.contact(name="Hasty Ltd"), "HASTY-1")

    said = command(system, "send", "invoice", "HASTY-1", "--no-wait", "--json")

    assert (said.code, said.json["done"]) == (0, False)
    assert until(lambda: in_xero(system, "HASTY-1") is not None, seconds=SECONDS)
    assert until(lambda: command(system, "actions", "--json").json["actions"][0]["state"] == "created", seconds=SECONDS)


def test_a_program_asks_with_a_key_until_it_is_revoked(system: System) -> None:  # R142
    system.invoice(system.contact(name="Program Ltd"), "API-1")
    made = command(system, "api-keys", "create", "--name", "ERP", "--json").json
    with httpx.Client(
        base_url=system.operator.connector,
        headers={"Authorization": f"Bearer {made['key']}"},
        timeout=SECONDS,
        trust_env=False,
    ) as http:
        wish = {"action": "send", "kind": "invoice", "object": "API-1", "asked_by": "Mari"}
        actions = f"/connections/{system.connection_id}/actions"
        done = http.post(actions, json=wish, headers={"Prefer": "wait=30", "Idempotency-Key": "1"})
        same = http.post(actions, json=wish, headers={"Idempotency-Key": "1"})
        command(system, "api-keys", "revoke", made["id"], "--yes")
        late = http.post(actions, json=wish)
    listed = command(system, "api-keys", "list", "--json").json["api_keys"]
    history = command(system, "actions", "--json").json["actions"]

    assert (done.status_code, done.json()["state"]) == (200, "created"), done.text
    assert same.json()["id"] == done.json()["id"]
    assert late.status_code == 401
    assert [(one["name"], bool(one["revoked_at"]), bool(one["last_used_at"])) for one in listed] == [
        ("ERP", True, True)
    ]
    assert made["key"] not in json.dumps(listed)
    assert history[0]["asked_by"] == "Mari (ERP)"


def test_a_button_in_scoro_sends_what_it_stands_on(system: System) -> None:  # R135, R142
    invoice = system.invoice(system.contact(name="Button Ltd"), "BUTTON-1")
    address = command(system, "connections", "button", system.connection_id).out.strip()
    button = system.scoro.post(f"buttons/{ENTITY}/invoices", {"url": address})

    attempt = system.scoro.post(f"buttons/{ENTITY}/{button['id']}/press/{invoice}")

    assert attempt["status"] == 200
    assert until(lambda: in_xero(system, "BUTTON-1") is not None, seconds=SECONDS)
    assert command(system, "actions", "--limit", "1", "--json").json["actions"][0]["asked_via"] == "button"


def test_what_was_paid_on_an_invoice_is_pulled(system: System) -> None:  # R139
    system.invoice(system.contact(name="Payer Ltd"), "PART-1")
    command(system, "send", "invoice", "PART-1")
    there = in_xero(system, "PART-1")
    assert there is not None
    for amount in ("50.00", "20.00"):
        person_in_xero(system, action="pay", invoice=there["InvoiceID"], amount=amount, date="2026-11-20")

    pulled = command(system, "pull", "receipt", "PART-1")
    again = command(system, "pull", "receipt", "PART-1", "--json")

    assert sorted(pulled.out.splitlines()) == [
        "Receipt on PART-1 over 20.00 GBP was created in Scoro.",
        "Receipt on PART-1 over 50.00 GBP was created in Scoro.",
    ]
    assert pulled.code == 0
    assert [one["state"] for one in again.json["actions"]] == ["in_sync", "in_sync"]


def test_a_contact_is_pulled_where_its_category_travels_to_scoro(system: System) -> None:
    body = {"Contacts": [{"Name": "Harbour Pull Ltd"}]}
    person_in_xero(system, action="call", method="PUT", path="/Contacts", body=body)
    settings(system, "contacts.direction=to_scoro")

    pulled = command(system, "pull", "contact", "Harbour Pull Ltd")

    settings(system, "contacts.direction=from_scoro")
    contacts = system.scoro.get(f"dump/{ENTITY}", module="contacts")["contacts"]
    assert (pulled.code, pulled.out.strip()) == (0, "Contact Harbour Pull Ltd was created in Scoro.")
    assert any(one["name"] == "Harbour Pull Ltd" for one in contacts)


def test_a_connector_that_is_away_is_said_in_one_line(system: System) -> None:
    system.kill("connector")

    said = command(system, "send", "invoice", "SEND-1")

    system.repair()
    assert (said.code, said.out) == (3, "")
    assert "connector does not answer" in said.err
