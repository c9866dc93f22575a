"""A backfill through real processes: its reader and its writer are killed in the middle, and nothing is doubled."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from deploy.local.waiting import until
from shared.clock import SystemClock
from tests.e2e.conftest import System

COUNT = 130
LONG_AGO = dt.timedelta(days=90)


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One worker of each category."""
    return start("")


def crossed(system: System) -> list[str]:
    return sorted(one["InvoiceNumber"] for one in system.live_invoices() if one["InvoiceNumber"].startswith("OLD-"))


def test_a_backfill_survives_the_death_of_its_reader_and_of_its_writer(system: System) -> None:
    then = SystemClock().now() - LONG_AGO
    system.scoro.post("clock", {"at": then.isoformat()}, method="PUT")
    client = system.contact(name="Archive Ltd")
    numbers = [f"OLD-{number:03}" for number in range(COUNT)]
    for number in numbers:
        system.invoice(client, number, date=then.date().isoformat())
    system.scoro.post("clock", {"real": True}, method="PUT")
    assert system.settled()
    assert crossed(system) == []
    system.scoro.post("faults", {"kind": "delay", "path": "/api/v2/invoices/list", "seconds": 1, "count": 20})
    first = (then - dt.timedelta(days=40)).date().isoformat()

    with ThreadPoolExecutor() as aside:
        ending = aside.submit(system.operator.command, "backfill", "--from", first, "--category", "invoices", "--yes")
        reading = {"source": "historic", "reading": True, "memo.phase": "reading"}
        assert until(lambda: ending.done() or system.database["cursors"].find_one(reading) is not None, seconds=60)
        assert not ending.done(), ending.result()
        system.kill("connector")
        system.repair()
        assert until(lambda: bool(crossed(system)), seconds=60)
        system.kill("invoices")
        system.repair()
        ending.result(timeout=240)

    assert system.settled()
    assert crossed(system) == numbers
    assert system.database["links"].count_documents({"category": "invoices", "twin.number": {"$in": numbers}}) == COUNT
