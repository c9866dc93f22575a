"""The story in its order: start, seed, connect, synchronize, change meanwhile, synchronize again, compare, end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.demo import life
from deploy.demo.books import Comparison, crossed
from deploy.demo.life import ENTITY
from deploy.demo.report import Outcome
from deploy.demo.sandboxes import Calls
from deploy.demo.stage import Stage, Staged
from deploy.local.waiting import until

PATIENCE_SECONDS = 60


def tell(seed: int, size: int, words: Console, staged: Staged) -> Outcome:
    """Play it."""
    begun = time.monotonic()
    with staged(seed, size, words) as stage:
        stage.say("RabbitMQ, MongoDB, both sandboxes and all services run")
        stage.scoro.post("seed", {"seed": seed, "size": size})
        stage.say(f"A made-up company with {size} documents is in Scoro (seed {seed})")
        connection_id = stage.operator.connect()
        stage.say("Signed in at Xero, access allowed, currencies checked: connected")
        return _played(stage, connection_id, seed, begun)


def _played(stage: Stage, connection_id: str, seed: int, begun: float) -> Outcome:
    operator = stage.operator
    operator.command("sync", "--follow", "--json")
    stage.say("First synchronization: accounts and tax rates came from Xero, categories are still off")
    operator.command("settings", "set", "default_sales_account=200", "contacts.enabled=true", "invoices.enabled=true")
    with _bar(stage, "Contacts and invoices cross"):
        operator.command("sync", "--follow", "--json")
    first = stage.xero.get("dump", organisation=stage.organisation)
    happened = life.go_on(stage.scoro, seed)
    stage.say(
        f"Meanwhile in Scoro: {happened.edited} documents edited, {happened.sent} sent, {happened.deleted} deleted",
    )
    operator.command("sync", "--follow", "--json")
    books = _agreed(stage)
    stage.say("The changes crossed")
    last = stage.xero.get("dump", organisation=stage.organisation)
    xero, scoro = (Calls(side.get("counters")) for side in (stage.xero, stage.scoro))
    operator.command("sync", "--follow", "--json")
    again = _writes(stage) - xero.writes - scoro.writes
    stage.say(f"Synchronized once more: {again} writes")
    status = operator.command("status", "--json", "--connection", connection_id)["connections"][0]["status"]
    rows = crossed(
        stage.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"], include_deleted=True), first, last
    )
    return Outcome(
        books=books,
        categories=[row | _product_says(status, str(row["category"])) for row in rows],
        lanes=status["calls"],
        xero_calls=xero.total,
        scoro_calls=scoro.total,
        too_many=xero.too_many + scoro.too_many,
        second_run_writes=again,
        created=sum(row["created"] for row in rows),
        updated=sum(row["updated"] for row in rows),
        seconds=time.monotonic() - begun,
    )


def _product_says(status: dict[str, Any], category: str) -> dict[str, Any]:
    """What only the product knows: what it left out, and what needs a person."""
    found = next(one for one in status["categories"] if one["category"] == category)
    return {"left_out": found["left_out"], "problems": found["needs_attention"]}


def _writes(stage: Stage) -> int:
    return sum(Calls(side.get("counters")).writes for side in (stage.xero, stage.scoro))


def _agreed(stage: Stage) -> Comparison:
    """The books once they agree: webhooks may still be on their way. Or as they are when patience ends."""
    until(lambda: stage.books().agrees, seconds=PATIENCE_SECONDS, pause=1.0)
    return stage.books()


@contextmanager
def _bar(stage: Stage, title: str) -> Iterator[None]:
    """A progress bar over what is in Xero; counted there, since comparing both books would slow the work down."""
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stage.words, transient=True, disable=not stage.words.is_terminal) as progress:
        books = stage.books()
        task = progress.add_task(title, total=books.documents + books.contacts)

        def draw() -> None:
            progress.update(task, completed=_arrived(stage))

        draw()
        with stage.operator.watched(draw):
            yield
        draw()
    stage.say(title)


def _arrived(stage: Stage) -> int:
    [counts] = [one["counts"] for one in stage.xero.get("organisations") if one["id"] == stage.organisation]
    return int(counts["contacts"]) + int(counts["invoices"]) + int(counts["credit_notes"])
