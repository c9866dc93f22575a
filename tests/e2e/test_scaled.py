"""Two workers of each category at once: no duplicate, no limit hit, calls still full."""

from collections.abc import Callable

import pytest

from deploy.demo import books as compared
from deploy.demo.life import ENTITY
from deploy.demo.rates import confirm_beforehand
from tests.e2e.conftest import System

SIZE = 400


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """Two of each, and a company with a few hundred documents."""
    return start("contacts=2 invoices=2")


def test_two_workers_of_each_category_bring_everything_across_once(system: System) -> None:
    hooks = system.scoro.get("webhooks/attempts")
    system.scoro.post("seed", {"seed": 3, "size": SIZE})
    confirm_beforehand(system.operator, system.scoro)
    system.xero.post("counters", method="DELETE")

    system.sync()
    assert system.settled()

    books = compared.from_scoro(system.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"]), system.books())
    counters = system.xero.get("counters")
    assert books.agrees, books
    assert books.documents == SIZE
    assert counters["too_many_requests"] == 0
    assert counters["max_in_flight"] <= 5
    assert hooks is not None


def test_calls_carried_many_documents_each(system: System) -> None:
    """How full they are to the last percent is measured by `make bench`; here two workers race as they please."""
    writes = [row for row in system.xero.get("counters")["calls"] if row["method"] == "PUT"]
    documents = sum(
        row["count"] for row in writes if row["path"] in {"/api.xro/2.0/Invoices", "/api.xro/2.0/CreditNotes"}
    )

    assert documents <= SIZE // 50 * 2


def test_running_again_writes_nothing(system: System) -> None:
    before = system.calls().writes

    system.sync()

    assert system.settled()
    assert system.calls().writes == before
