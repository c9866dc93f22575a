"""The story in its order: start, connect both companies, synchronize, change meanwhile, synchronize, compare, end."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.demo import companies, rates
from deploy.demo.books import Comparison
from deploy.demo.companies import Company
from deploy.demo.outcome import Crossed, Outcome
from deploy.demo.sandboxes import Calls
from deploy.demo.stage import Stage, Staged
from deploy.demo.tally import Dumps
from deploy.local.report import API_PATH
from deploy.local.waiting import until

PATIENCE_SECONDS = 60
PATIENCE_WITH_RATES = 600
"""A third of all documents is foreign and goes once rates are confirmed."""
MOST_IN_STUDIO = 1000
"""Documents: Scoro takes one in a call, and five thousand calls a day."""


@dataclass(slots=True)
class Played:
    """One company's part of the story so far."""

    company: Company
    start: Dumps
    first: Dumps | None = None
    calls: tuple[Calls, Calls] | None = None


def tell(seed: int, size: int, words: Console, staged: Staged) -> Outcome:
    """Play it."""
    begun = time.monotonic()
    with staged(words) as stage:
        stage.say("RabbitMQ, MongoDB, the sandboxes and all services run")
        both = _made_up(stage, seed, size)
        for company in both:
            company.connection_id = stage.operator.connect(
                company.scoro.url + API_PATH, organisations=[company.organisation]
            )
            stage.say(f"{company.name}: signed in at Xero, access allowed, currencies checked: connected")
        return _played(stage, both, seed, begun)


def _made_up(stage: Stage, seed: int, size: int) -> Sequence[Company]:
    """One company in a Scoro site, another in an organisation of Xero."""
    stage.scoro.post("seed", {"seed": seed, "size": size})
    stage.studio.post("seed", {"seed": seed, "profile": "to_scoro"})
    studio = companies.STUDIO_SEED | {"made_up": {"seed": seed, "size": min(size, MOST_IN_STUDIO)}}
    stage.xero.post("seed", {"replace": False, "organisations": [studio]})
    both = companies.agency(stage.scoro, stage.xero), companies.studio(stage.studio, stage.xero)
    stage.say(f"Two made-up companies (seed {seed}): one writes its documents in Scoro, one keeps its books in Xero")
    return both


def _played(stage: Stage, both: Sequence[Company], seed: int, begun: float) -> Outcome:
    operator = stage.operator
    with stage.doing("First synchronization: accounts and tax rates come from Xero, categories are still off"):
        _synchronize(stage, both)
    for company in both:
        operator.command("settings", "set", *company.choices, "--connection", company.connection_id)
    parts = [Played(company, company.dumps()) for company in both]
    with _bar(stage, parts):
        _synchronize(stage, both)
        held = [rates.confirm(operator, company.connection_id) for company in both]
        _agreeing(stage, parts, seconds=PATIENCE_WITH_RATES)
    stage.say(f"{sum(held)} documents in foreign currencies were held until a person looked at a rate of each company")
    for part in parts:
        part.first = part.company.dumps()
        stage.say(f"Meanwhile at {part.company.name}: {part.company.goes_on(part.company, seed)}")
    with stage.doing("The changes cross"):
        _synchronize(stage, both)
        _agreeing(stage, parts, seconds=PATIENCE_SECONDS)
    for part in parts:
        part.calls = part.company.calls()
    with stage.doing("Synchronizing once more, with nothing to do: Xero allows 60 calls a minute, so this may wait"):
        _synchronize(stage, both)
    crossed = [_crossed(stage, part) for part in parts]
    stage.say(f"It wrote {sum(one.second_run_writes for one in crossed)} times; both books are compared")
    return Outcome(connections=crossed, seconds=time.monotonic() - begun)


def _agreeing(stage: Stage, parts: Sequence[Played], *, seconds: float) -> None:
    """Wait until both books are the same at every company."""
    until(lambda: all(_books(stage, part.company).agrees for part in parts), seconds=seconds, pause=2.0)


def _synchronize(stage: Stage, both: Sequence[Company]) -> None:
    stage.operator.commands(
        *(("sync", "--follow", "--json", "--connection", company.connection_id) for company in both)
    )


def _crossed(stage: Stage, part: Played) -> Crossed:
    company = part.company
    told = stage.operator.command("status", "--json", "--connection", company.connection_id)
    status = told["connections"][0]["status"]
    rows = company.rows(part.start, part.first or part.start, company.dumps())
    scoro, xero = part.calls or company.calls()
    now = company.calls()
    return Crossed(
        name=company.name,
        says=company.says,
        books=_books(stage, company),
        categories=[row | _product_says(status, str(row["category"])) for row in rows],
        lanes=status["calls"],
        xero_calls=xero.total,
        scoro_calls=scoro.total,
        too_many=xero.too_many + scoro.too_many,
        second_run_writes=sum(calls.writes for calls in now) - scoro.writes - xero.writes,
    )


def _books(stage: Stage, company: Company) -> Comparison:
    """Both books, but for the documents of which the product says that they need a person."""
    listed = stage.operator.command("problems", "list", "--json", "--connection", company.connection_id)
    shown = stage.operator.commands(
        *(
            ("problems", "show", str(cause["cause"]), "--json", "--connection", company.connection_id)
            for cause in listed["problems"]
        )
    )
    found = (one for said in shown for cause in said["problems"] for one in cause["documents"])
    return company.books(frozenset(str(one["object_id"]) for one in found))


def _product_says(status: dict[str, Any], category: str) -> dict[str, Any]:
    """What only the product knows: what it left out, and what needs a person."""
    found = next(one for one in status["categories"] if one["category"] == category)
    return {"left_out": found["left_out"], "problems": found["needs_attention"]}


@contextmanager
def _bar(stage: Stage, parts: Sequence[Played]) -> Iterator[None]:
    """What has arrived so far; how much there will be is known only at the end."""
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
    )
    title = "Everything crosses"
    with Progress(*columns, console=stage.words, transient=True, disable=not stage.words.is_terminal) as progress:
        task = progress.add_task(title, total=None)

        def draw() -> None:
            if stage.words.is_terminal:
                progress.update(task, completed=sum(part.company.arrived(part.start) for part in parts))

        with stage.operator.watched(draw):
            yield
    stage.say(title)
