"""The story in its order: start, seed, connect, synchronize, change meanwhile, synchronize again, compare, end."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.demo import life
from deploy.demo.books import Comparison, compare, crossed
from deploy.demo.life import ENTITY
from deploy.demo.operator import Operator
from deploy.demo.report import Outcome
from deploy.demo.sandboxes import Calls, Sandbox
from deploy.local.places import Places
from deploy.local.services import SCORO, XERO, common
from deploy.local.stack import Stack
from deploy.local.waiting import until

PATIENCE_SECONDS = 60
API_PATH = "/api/v2"


@dataclass(slots=True)
class Stage:
    """Everything that is on it."""

    scoro: Sandbox
    xero: Sandbox
    organisation: str
    operator: Operator
    words: Console

    def books(self) -> Comparison:
        """Both books as the sandboxes have them now."""
        ours = self.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"])
        return compare(ours, self.xero.get("dump", organisation=self.organisation))


def tell(seed: int, size: int, words: Console) -> Outcome:
    """Play it with a stack of its own, which ends with it."""
    begun = time.monotonic()
    with staged(seed, size, words) as stage:
        stage.scoro.post("seed", {"seed": seed, "size": size})
        _say(words, f"A made-up company with {size} documents is in Scoro (seed {seed})")
        connection_id = stage.operator.connect()
        _say(words, "Signed in at Xero, access allowed, currencies checked: connected")
        return _played(stage, connection_id, seed, begun, words)


def _played(stage: Stage, connection_id: str, seed: int, begun: float, words: Console) -> Outcome:
    operator = stage.operator
    operator.command("sync", "--follow", "--json")
    _say(words, "First synchronization: accounts and tax rates came from Xero, categories are still off")
    operator.command("settings", "set", "default_sales_account=200", "contacts.enabled=true", "invoices.enabled=true")
    with _bar(stage, "Contacts and invoices cross"):
        operator.command("sync", "--follow", "--json")
    first = stage.xero.get("dump", organisation=stage.organisation)
    happened = life.go_on(stage.scoro, seed)
    _say(
        words,
        f"Meanwhile in Scoro: {happened.edited} documents edited, {happened.sent} sent, {happened.deleted} deleted",
    )
    operator.command("sync", "--follow", "--json")
    books = _agreed(stage)
    _say(words, "The changes crossed")
    last = stage.xero.get("dump", organisation=stage.organisation)
    xero, scoro = (Calls(side.get("counters")) for side in (stage.xero, stage.scoro))
    operator.command("sync", "--follow", "--json")
    again = _writes(stage) - xero.writes - scoro.writes
    _say(words, f"Synchronized once more: {again} writes")
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


def _say(words: Console, text: str) -> None:
    words.print(f"[green]✓[/] {text}", soft_wrap=True)


@contextmanager
def staged(seed: int, size: int, words: Console) -> Iterator[Stage]:
    """A fresh stack beside the usual one; nothing of it stays running."""
    places = Places(name="demo")
    stack = Stack(
        places, tell=lambda text: words.print(f"[dim]{text}[/]"), company={"SEED": str(seed), "SIZE": str(size)}
    )
    stack.down()
    shutil.rmtree(places.run, ignore_errors=True)
    try:
        around = stack.surroundings(stack.up())
        _say(words, "RabbitMQ, MongoDB, both sandboxes and all services run")
        with Sandbox(around.address(SCORO)) as scoro, Sandbox(around.address(XERO)) as xero:
            yield Stage(
                scoro=scoro,
                xero=xero,
                organisation=str(xero.get("organisations")[0]["id"]),
                operator=Operator(
                    environment={**os.environ, **common(around)},
                    connector=around.public_url,
                    internal_api_key=around.keys.internal_api_key,
                    scoro_api=around.address(SCORO) + API_PATH,
                    scoro_api_key=around.keys.scoro_api_key,
                ),
                words=words,
            )
    finally:
        stack.down()


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
    _say(stage.words, title)


def _arrived(stage: Stage) -> int:
    [counts] = [one["counts"] for one in stage.xero.get("organisations") if one["id"] == stage.organisation]
    return int(counts["contacts"]) + int(counts["invoices"]) + int(counts["credit_notes"])
