"""Scoro's backend announces over AMQP, with nothing but the published example: what changed is in Xero, once."""

import asyncio
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from deploy.demo.life import ENTITY
from deploy.local.waiting import until
from tests.e2e.conftest import System
from tests.integration.connector.reading.backend import INVOICE, Backend

EXAMPLE = Path(__file__).parents[2] / "docs/examples/publish_invoice_changed.py"
MANY = 150


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """Scoro's webhooks get lost, so only announcements tell what changed."""
    made = start("")
    made.scoro.post("webhooks/faults", {"loss": 1.0}, method="PUT")
    return made


@pytest.fixture(scope="module")
def backend(system: System) -> Iterator[Backend]:
    """Allowed by the operator, with the command line."""
    name, site = f"backend-{uuid.uuid4().hex[:8]}", urlsplit(system.scoro.url).netloc
    added = system.operator.command("publishers", "add", name, "--site", site, "--json")
    yield Backend(name, str(added["amqp_url"]), site, ENTITY)
    system.operator.command("publishers", "remove", name, "--yes", "--json")


def numbers(system: System) -> list[str]:
    return [str(one["InvoiceNumber"]) for one in system.live_invoices()]


def example(backend: Backend, invoice_id: int) -> None:
    """Run it as its reader would."""
    subprocess.run(  # noqa: S603 - our own example
        [sys.executable, str(EXAMPLE), backend.site, backend.entity, str(invoice_id)],
        env={**os.environ, "AMQP_URL": backend.url, "PYTHONPATH": ""},
        timeout=60,
        check=True,
    )


def test_what_the_example_announces_is_in_xero(
    system: System, backend: Backend, record_property: Callable[[str, Any], None]
) -> None:
    invoice = system.invoice(system.contact(name="Announced Ltd"), "SAID-1")

    example(backend, invoice)

    began = time.monotonic()
    assert until(lambda: "SAID-1" in numbers(system), seconds=30, pause=0.02)
    record_property("seconds_until_in_xero", round(time.monotonic() - began, 3))
    assert system.settled()
    assert numbers(system).count("SAID-1") == 1


def test_a_connector_killed_among_announcements_loses_none_and_doubles_none(system: System, backend: Backend) -> None:
    client = system.contact(name="Burst Ltd")
    made = {f"BURST-{number:03}": system.invoice(client, f"BURST-{number:03}") for number in range(MANY)}
    system.scoro.post("faults", {"kind": "delay", "path": "/api/v2/invoices/list", "seconds": 2, "count": 1})
    wishes = system.database["wishes"]

    asyncio.run(backend.announce(*(backend.says(one, INVOICE) for one in made.values())))
    assert until(lambda: wishes.count_documents({"claim": {"$exists": True}}) > 0, seconds=20, pause=0.01)
    system.kill("connector")
    left = wishes.count_documents({})
    system.repair()

    assert left
    assert until(lambda: wishes.count_documents({}) == 0, seconds=90, pause=0.2)
    assert system.settled()
    assert sorted(number for number in numbers(system) if number in made) == sorted(made)
    assert system.database["problems"].count_documents({"open": True}) == 0
