"""Connections that end, break, are mended and stand beside each other: nothing is lost, nothing is doubled."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from deploy.demo.consent import allow_access
from deploy.demo.life import ENTITY
from deploy.local.waiting import until
from tests.e2e.conftest import System

SECOND = "acme_ee"
REFUSED = {"status": "ERROR", "statusCode": 403, "messages": {"error": ["API key is not valid"]}}
PATIENCE = 40


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One worker of each category."""
    return start("")


def connection(system: System) -> dict[str, Any]:
    found: dict[str, Any] = system.database["connections"].find_one({"_id": system.connection_id})
    return found


def numbers(system: System, start: str) -> list[str]:
    return sorted(one["InvoiceNumber"] for one in system.live_invoices() if one["InvoiceNumber"].startswith(start))


def is_broken(system: System, code: str) -> bool:
    one = connection(system)
    return one["state"] == "broken" and [gate["code"] for gate in one["gates"] if gate["until"] is None] == [code]


def sentence(system: System) -> str:
    said = system.operator.command("status", "--json", "--connection", system.connection_id)
    return str(said["connections"][0]["sentence"])


def come_back(system: System) -> None:
    """`connect --again`, and a person at Xero."""
    begun = system.operator.command("connect", "--again", "--no-wait", "--json", "--connection", system.connection_id)
    assert "Connected to" in allow_access(begun["authorise_url"], [system.organisation])


def test_an_organisation_disconnected_at_xero_holds_everything_and_lets_it_go_once_it_is_back(system: System) -> None:
    client = system.contact(name="Held Ltd")
    system.invoice(client, "HELD-0")
    assert until(lambda: numbers(system, "HELD-") == ["HELD-0"], seconds=PATIENCE)
    assert system.settled()
    before = connection(system)
    system.xero.post("disconnect", {"organisation": system.organisation})

    system.invoice(client, "HELD-1")
    assert until(lambda: is_broken(system, "xero_disconnected"), seconds=PATIENCE)
    for number in range(2, 6):
        system.invoice(client, f"HELD-{number}")
    said = sentence(system)
    problems = system.database["problems"].count_documents({"open": True})
    attempts = system.database["changes"].distinct("attempts", {"number": {"$regex": "^HELD-[1-9]"}})
    come_back(system)

    assert said.startswith("Stopped: Xero is disconnected.")
    assert (problems, attempts) == (0, [0])
    assert until(lambda: len(numbers(system, "HELD-")) == 6, seconds=PATIENCE)
    assert system.settled()
    assert numbers(system, "HELD-") == [f"HELD-{number}" for number in range(6)]
    after = connection(system)
    assert [after[name] for name in ("first_connected_at", "tenant_id", "gates")] == [
        before["first_connected_at"], before["tenant_id"], [],
    ]  # fmt: skip


def test_a_connection_that_was_ended_goes_on_where_it_ended(system: System) -> None:
    client = system.contact(name="Ended Ltd")
    system.invoice(client, "END-0")
    assert until(lambda: numbers(system, "END-") == ["END-0"], seconds=PATIENCE)
    assert system.settled()
    before, links = connection(system), system.database["links"].count_documents({})

    done = system.operator.command("disconnect", "--yes", "--json", "--connection", system.connection_id)
    system.invoice(client, "END-1")
    mended = system.contact(name="Ended While Away Ltd")
    system.invoice(mended, "END-2")
    said = sentence(system)
    kept = system.database["links"].count_documents({})
    come_back(system)

    assert (done["connection"]["state"], done["connection"]["farewell"]) == ("disconnected", [])
    assert said.startswith("Disconnected: nothing crosses; links and settings are kept.")
    assert kept == links
    assert until(lambda: numbers(system, "END-") == ["END-0", "END-1", "END-2"], seconds=PATIENCE)
    assert system.settled()
    assert connection(system)["first_connected_at"] == before["first_connected_at"]
    hooks = [row["module"] for row in system.scoro.get(f"dump/{ENTITY}", module=["webhooks"])["webhooks"]]
    assert sorted(hooks) == sorted(set(hooks))
    assert "invoices" in hooks


def test_a_withdrawn_scoro_key_stops_reading_until_a_new_one_is_given(system: System, tmp_path_factory: Any) -> None:
    client = system.contact(name="Key Ltd")
    assert system.settled()
    fault = {"kind": "status", "path": "/api/v2/*", "status": 403, "body": json.dumps(REFUSED)}
    system.scoro.post("faults", fault)
    system.invoice(client, "KEY-1")

    assert until(lambda: is_broken(system, "scoro_key_refused"), seconds=PATIENCE)
    said = sentence(system)
    system.scoro.post("faults", method="DELETE")
    file = tmp_path_factory.mktemp("key") / "key.txt"
    file.write_text(system.keys.scoro_api_key)
    system.operator.command("connect", "--scoro-key", "--api-key-file", str(file), "--connection", system.connection_id)

    assert said.startswith("Stopped: Scoro does not accept the API key.")
    assert until(lambda: numbers(system, "KEY-") == ["KEY-1"], seconds=PATIENCE)
    assert system.settled()
    assert system.database["problems"].count_documents({"open": True}) == 0


def test_two_entities_share_a_contact_and_keep_their_documents_apart(system: System) -> None:  # R12, R15, R16, R17
    second = next(row for row in system.xero.get("organisations") if row["id"] != system.organisation)
    codes = {"active_currencies": ["EUR", "GBP", "USD", "SEK"]}
    system.scoro.post(f"entities/{SECOND}", codes, method="PATCH")
    client = system.contact(name="Shared Ltd")
    other = system.operator.connect(entity=SECOND, organisations=[second["id"]])
    system.operator.command("sync", "--follow", "--json", "--connection", other)
    account = _sales_account(system, second["id"])
    system.operator.command(
        "settings", "set", f"default_sales_account={account}", "contacts.enabled=true", "invoices.enabled=true",
        "--connection", other,
    )  # fmt: skip

    system.invoice(client, "UK-1")
    _invoice_of(system, SECOND, client, "EE-1")

    def there(organisation: str) -> tuple[list[str], list[str]]:
        books = system.xero.get("dump", organisation=organisation)
        documents = [one["InvoiceNumber"] for one in books["Invoices"] if one["InvoiceNumber"] in {"UK-1", "EE-1"}]
        return documents, [one["ContactID"] for one in books["Contacts"] if one["Name"] == "Shared Ltd"]

    assert until(lambda: there(second["id"])[0] == ["EE-1"] and there(system.organisation)[0] == ["UK-1"], seconds=60)
    assert system.settled()
    (uk, uk_contacts), (ee, ee_contacts) = there(system.organisation), there(second["id"])
    links = list(system.database["links"].find({"category": "contacts", "scoro_id": str(client)}))
    assert (uk, ee, len(uk_contacts), len(ee_contacts)) == (["UK-1"], ["EE-1"], 1, 1)
    assert {(one["connection_id"], one["xero_id"]) for one in links} == {
        (system.connection_id, uk_contacts[0]), (other, ee_contacts[0]),
    }  # fmt: skip


def _sales_account(system: System, organisation: str) -> str:
    accounts = system.xero.get("dump", organisation=organisation)["Accounts"]
    return next(str(one["Code"]) for one in accounts if one["Class"] == "REVENUE" and one.get("Code"))


def _invoice_of(system: System, entity: str, contact_id: int, number: str) -> None:
    """Somebody writes an invoice in another entity, with a rate and an account of that entity."""
    dump = system.scoro.get(f"dump/{entity}", module=["vatCodes", "financeAccounts"])
    rate = next(row for row in dump["vatCodes"] if str(row.get("is_active")) in {"1", "True"} and row["vat_code"])
    line = {"product_id": 0, "comment": "Work", "price": "100", "amount": "1", "vat_code_id": int(rate["vat_code_id"])}
    system.scoro.post(
        f"ui/{entity}/invoices",
        {
            "company_id": contact_id, "no": number, "date": "2026-11-01", "deadline": "2026-12-01",
            "currency": "EUR", "is_sent": 1, "lines": [line],
        },
    )  # fmt: skip
