"""One worker becomes four and one again while several hundred documents are on their way."""

import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from deploy.demo import books as compared
from deploy.demo.life import ENTITY
from deploy.demo.rates import confirm_beforehand
from deploy.local import processes
from deploy.local.stack import Ended
from deploy.local.waiting import until
from tests.e2e.conftest import System

SIZE = 600
FULL = 50
FACTOR = 1.6
"""Of the least possible; a busy machine reads in smaller portions. `make bench` has the exact figure."""
"""So many times the least possible calls, at most: full ones but for what a worker has half filled when it ends."""
PAGE_SECONDS = 0.7
CALL_SECONDS = 1.0
DOCUMENTS = ("/api.xro/2.0/Invoices", "/api.xro/2.0/CreditNotes")


class Exits:
    """Exit codes of processes that this one started, by process id."""

    def __init__(self) -> None:
        self.codes: dict[int, int] = {}

    def reap(self, pid: int) -> None:
        """In place of `processes.reap`, which takes note of an end without looking at it."""
        try:
            found, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return
        if found:
            self.codes[pid] = os.waitstatus_to_exitcode(status)


@pytest.fixture(scope="module")
def exits() -> Iterator[Exits]:
    with pytest.MonkeyPatch.context() as patch:
        found = Exits()
        patch.setattr(processes, "reap", found.reap)
        yield found


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One worker of each category."""
    return start("")


@pytest.fixture(scope="module")
def slow(system: System) -> None:
    """A company with hundreds of documents; reading and writing take a while, so that much is on its way."""
    system.scoro.post("seed", {"seed": 5, "size": SIZE})
    confirm_beforehand(system.operator, system.scoro)
    pages = {"kind": "delay", "path": "/api/v2/invoices/list", "seconds": PAGE_SECONDS, "count": 1000}
    system.scoro.post("faults", pages)
    for path in DOCUMENTS:
        system.xero.post("faults", {"kind": "delay", "path": path, "seconds": CALL_SECONDS, "count": 1000})
    system.xero.post("counters", method="DELETE")


def owners(system: System, pids: dict[str, int]) -> set[str]:
    """Workers that have made calls, by the names of their processes."""
    by_pid = {pid: name for name, pid in pids.items()}
    found = system.database["calls"].distinct("owner", {"category": "invoices"})
    return {by_pid[pid] for owner in found if (pid := int(owner.split(":")[1])) in by_pid}


def left_by(system: System, pid: int) -> dict[str, int]:
    """What a process still holds."""
    owner = {"$regex": re.escape(f":{pid}:")}
    unfinished = {"$in": ["recorded", "open", "waiting", "sending", "unclear"]}
    return {
        "claims": system.database["changes"].count_documents({"owner": owner, "state": unfinished}),
        "calls": system.database["calls"].count_documents({"owner": owner, "pending": True}),
    }


def invoice_workers(system: System) -> dict[str, int]:
    return {one.name: one.process.pid for one in system.stack.state().members if one.service == "invoices"}


@pytest.fixture(scope="module")
def story(system: System, slow: None, exits: Exits) -> dict[str, Any]:
    """Up to four and down to one while everything crosses; what was seen on the way."""
    del slow
    with ThreadPoolExecutor(max_workers=1) as pool:
        synchronized = pool.submit(system.sync)
        assert until(lambda: system.database["calls"].count_documents({"category": "invoices"}) > 0, seconds=90)
        system.stack.scale("invoices=4")
        four = invoice_workers(system)
        assert until(lambda: len(owners(system, four)) >= 3, seconds=60, pause=0.1)
        unfinished = system.database["changes"].count_documents({"category": "invoices", "finished_at": None})
        begun = time.monotonic()
        change = system.stack.scale("invoices=1")
        took = time.monotonic() - begun
        gone = {name: pid for name, pid in four.items() if name != "invoices"}
        left = {name: left_by(system, pid) for name, pid in gone.items()}
        synchronized.result()
    assert system.settled()
    return {
        "unfinished": unfinished,
        "took": took,
        "ended": change.ended,
        "left": left,
        "codes": {name: exits.codes.get(pid) for name, pid in gone.items()},
    }


def test_there_was_work_when_the_workers_had_to_go(story: dict[str, Any]) -> None:
    assert story["unfinished"] > FULL


def test_every_worker_ended_by_itself_in_time(story: dict[str, Any]) -> None:
    ended: tuple[Ended, ...] = story["ended"]

    assert sorted(one.name for one in ended) == ["invoices-2", "invoices-3", "invoices-4"]
    assert not any(one.killed for one in ended)
    assert story["took"] < 30
    assert set(story["codes"].values()) == {0}


def test_no_worker_left_a_claim_or_a_call_behind(story: dict[str, Any]) -> None:
    assert set(map(str, story["left"].values())) == {str({"claims": 0, "calls": 0})}


@pytest.mark.usefixtures("story")
def test_nothing_is_lost_and_nothing_doubled(system: System) -> None:
    books = compared.from_scoro(system.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"]), system.books())

    assert books.agrees, books
    assert books.documents == SIZE


@pytest.mark.usefixtures("story")
def test_no_limit_of_xero_was_touched(system: System) -> None:
    counters = system.xero.get("counters")

    assert counters["too_many_requests"] == 0
    assert counters["max_in_flight"] <= 5


@pytest.mark.usefixtures("story")
def test_calls_were_nearly_full(system: System) -> None:
    rows = system.xero.get("counters")["calls"]
    made = sum(row["count"] for row in rows if row["method"] == "PUT" and row["path"] in DOCUMENTS)
    books = system.books()
    least = sum(-(-len(books[name]) // FULL) for name in ("Invoices", "CreditNotes"))

    assert made <= least * FACTOR, (made, least)
