"""At Xero's and Scoro's true limits, in real time: a first load, and a person who clicks meanwhile.

The oracle is arithmetic: the sandbox counts calls in windows of a minute that begin with the first call, as Xero does.
The fewest calls that could have made these books, at most sixty in a window and five at once, each as long as a call
really takes here, cannot end sooner than the moment it computes.
"""

import math
import time
from itertools import islice
from typing import Any

from rich.console import Console

from deploy.bench.calls import counted, least
from deploy.bench.clicking import Person, at_the_desk, backlog, beside
from deploy.bench.company import Company, connected
from deploy.bench.rows import Row, percentile, row, spread
from deploy.demo.life import ENTITY
from deploy.demo.sandboxes import Calls
from deploy.local.waiting import until

PER_WINDOW, WINDOW = 60, 60.0
SCORO_PER_WINDOW, SCORO_WINDOW, PER_PAGE = 20, 2.0, 25
A_WINDOW = 65.0
"""Seconds after which the calls of before are forgotten by every limit."""
EVERY_SECONDS, LOOK_EVERY = 10.0, 0.25
IDLE_CLICKS = 8
TARGET_TIME, TARGET_CLICK = 1.1, 3.0
P95 = 0.95


def limits(size: int, seed: int, words: Console) -> list[Row]:
    """Load a company of so many documents and click every ten seconds meanwhile."""
    with connected(words, size, seed) as company, at_the_desk(company) as person:
        idle = _idle(person)
        time.sleep(A_WINDOW)
        before = counted(_books(company))
        company.forget_counts()
        company.switch_on()
        began = time.perf_counter()
        busy, seconds = _loaded(company, person, words, began)
        made = {kind: count - before[kind] for kind, count in counted(_books(company)).items()}
        too_many = sum(Calls(one.get("counters")).too_many for one in (company.stage.xero, company.stage.scoro))
        fewest, read = least(made) + len(busy), _reads(company)
    call = percentile(idle, 0.5) / 4
    oracle = schedule(fewest, seconds=call, reading=read)
    alone = fewest + beside(len(busy))
    aware = schedule(alone, seconds=call, reading=read)
    p95 = percentile(busy, P95) if busy else math.nan
    return [
        row("seconds of a first load at true limits", seconds, oracle, "the schedule that the limits alone allow",
            target=f"≤ {TARGET_TIME}", met=seconds <= TARGET_TIME * oracle,
            summary={"limit_time_ratio": seconds / oracle}, documents=size, fewest_calls=fewest),
        row("seconds of a first load at true limits", seconds, aware,
            "the same, where clicks also write new contacts and look before a change", fewest_calls=alone),
        row("429 answers, true limits", too_many, target="0", met=too_many == 0, summary={"http_429": too_many}),
        row("seconds from a click to Xero during a first load, p95", p95, percentile(idle, P95),
            "the same clicks before it", target=f"≤ {TARGET_CLICK:.0f}", met=p95 <= TARGET_CLICK,
            summary={"click_p95_s": p95}, spread=spread(busy or [math.nan])),
    ]  # fmt: skip


def schedule(calls: int, *, seconds: float, reading: float) -> float:
    """When the last of so many calls ends: windows are filled at once, then wait for the next; nothing before reading.

    `seconds` is how long a call takes, `reading` until Scoro has handed out the first page.
    """
    windows, rest = divmod(max(0, calls - 1), PER_WINDOW)
    return reading + windows * WINDOW + (rest + 1) * seconds


def _reads(company: Company) -> float:
    """Seconds that Scoro's own window needs to hand out everything but once."""
    site = company.stage.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"])
    pages = sum(-(-len(rows) // PER_PAGE) for rows in site.values())
    return (pages - 1) // SCORO_PER_WINDOW * SCORO_WINDOW


def _idle(person: Person) -> list[float]:
    person.client = person.contact()
    person.click(person.invoice(person.client))
    return [person.click(one) for one in islice(person.turns(backlog(person.stage)), IDLE_CLICKS)]


def _loaded(company: Company, person: Person, words: Console, began: float) -> tuple[list[float], float]:
    """How long each click took, and the first load; it ends when nothing is open, not when it is noticed."""
    run = company.stage.operator.command("sync", "--json")["run_id"]
    turns = person.turns(backlog(company.stage, skip=IDLE_CLICKS))
    taken: list[float] = []
    while (ended := _end(company, run)) is None:
        at = time.perf_counter()
        taken.append(person.click(next(turns)))
        words.print(f"[dim]{at - began:.0f} s: a click took {taken[-1]:.2f} s[/]")
        until(lambda: _end(company, run) is not None, seconds=EVERY_SECONDS - taken[-1], pause=LOOK_EVERY)
    return taken, ended


def _end(company: Company, run_id: str) -> float | None:
    """Seconds from the beginning of the run to its end, as the store tells."""
    run: dict[str, Any] | None = company.store["runs"].find_one({"_id": run_id, "state": "done"})
    return (run["finished_at"] - run["started_at"]).total_seconds() if run else None


def _books(company: Company) -> Any:
    return company.stage.xero.get("dump", organisation=company.stage.organisation)
