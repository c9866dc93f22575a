"""Processes are killed at the worst moments: nothing is doubled, nothing skipped."""

from collections.abc import Callable

import pytest

from deploy.local.waiting import until
from tests.e2e.conftest import System


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One worker of each category."""
    return start("")


def test_a_change_in_scoro_is_in_xero_without_anybody_asking(system: System) -> None:
    client = system.contact(name="Webhook Ltd")

    system.invoice(client, "HOOK-1")

    assert until(lambda: any(one["InvoiceNumber"] == "HOOK-1" for one in system.live_invoices()), seconds=20)
    assert system.settled()


def test_a_worker_killed_between_xeros_answer_and_our_record_makes_no_duplicate(system: System) -> None:
    client = system.contact(name="Killed Ltd")
    assert system.settled()
    system.xero.post(
        "faults", {"kind": "delay", "method": "PUT", "path": "/api.xro/2.0/Invoices", "seconds": 20, "count": 1}
    )
    system.invoice(client, "KILL-1")
    assert until(lambda: any(one["InvoiceNumber"] == "KILL-1" for one in system.live_invoices()), seconds=20)

    system.kill("invoices")
    assert system.database["calls"].count_documents({"pending": True}) == 1
    system.repair()

    assert system.settled()
    assert [one["InvoiceNumber"] for one in system.live_invoices()].count("KILL-1") == 1
    assert system.database["links"].count_documents({"category": "invoices", "twin.number": "KILL-1"}) == 1
    assert system.database["problems"].count_documents({"open": True}) == 0


def test_a_reader_killed_in_mid_chain_skips_nothing_and_doubles_nothing(system: System) -> None:
    system.scoro.post("webhooks/faults", {"loss": 1.0}, method="PUT")
    client = system.contact(name="Reader Ltd")
    numbers = [f"READ-{number:03}" for number in range(120)]
    for number in numbers:
        system.invoice(client, number)
    system.scoro.post(
        "faults", {"kind": "delay", "path": "/api/v2/invoices/list", "seconds": 5, "after": 2, "count": 1}
    )
    system.operator.command("sync")
    reading = {"source": "scoro.invoices", "reading": True, "page": {"$gte": 2}}
    assert until(lambda: system.database["cursors"].find_one(reading) is not None, seconds=20)

    system.kill("connector")
    system.repair()

    assert until(lambda: system.database["runs"].find_one({"active": True}) is None, seconds=60)
    assert system.settled()
    found = sorted(one["InvoiceNumber"] for one in system.live_invoices() if one["InvoiceNumber"] in numbers)
    assert found == numbers
    system.scoro.post("webhooks/faults", {}, method="PUT")


def test_a_token_that_expires_in_the_middle_is_refreshed_once(system: System) -> None:
    client = system.contact(name="Token Ltd")
    assert system.settled()
    system.xero.post("tokens/expire", {"kind": "access"})
    system.xero.post("counters", method="DELETE")

    for number in range(10):
        system.invoice(client, f"TOKEN-{number}")
    system.sync()

    assert system.settled()
    refreshes = [row for row in system.xero.get("counters")["calls"] if row["path"] == "/connect/token"]
    assert [row["count"] for row in refreshes] == [1]
    assert sum(one["InvoiceNumber"].startswith("TOKEN-") for one in system.live_invoices()) == 10
