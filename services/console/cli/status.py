"""`scoro-xero status`: is it working?"""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console import closed_periods, sentences
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run
from services.console.pace import Pace
from services.console.queries import CategoryStatus, Status
from services.console.spelling import Times, money, plural
from shared.store.connections import Connection
from shared.store.dead_letters import Open
from shared.words import advice

COLOURS = {
    Pace.ON_TIME: "green",
    Pace.LATE: "yellow",
    Pace.STOPPED: "red",
    Pace.PAUSED: "yellow",
    Pace.STARTING: "cyan",
}
WAYS = {"from_scoro": "From Scoro", "to_scoro": "To Scoro"}


def status(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero status --json

    Is it working? One line, then each category. Exit code 1 while something needs a person.
    """

    async def work(session: Session) -> Exit:
        wanted = await _wanted(session, connection)
        known = [await session.queries.status(one) for one in wanted]
        sentence = {
            one.connection_id: sentences.of(one, Times(session.clock.now(), one.time_zone).short) for one in known
        }
        closed = {one.id: closed_periods.sentence(one, await session.store.settings.get(one.id)) for one in wanted}
        dead = await session.store.dead_letters.open()
        if as_json:
            connections = [
                {
                    "sentence": sentence[one.connection_id],
                    "closed_periods": closed[one.connection_id],
                    "status": one,
                }
                for one in known
            ]
            output.document({"connections": connections, "dead_letters": dead})
        else:
            for one in known:
                output.show(*_page(one, sentence[one.connection_id], Times(session.clock.now(), one.time_zone)))
                if said := closed[one.connection_id]:
                    output.show(f"[yellow]{escape(said)}[/]")
            output.show(*_dead_letters(dead, await session.times()))
        unwell = dead.count or any(not one.works or one.needs_attention or one.holds for one in known)
        return Exit.PROBLEMS if unwell else Exit.DONE

    run(work)


async def _wanted(session: Session, connection_id: str | None) -> list[Connection]:
    """The one that is named; else all, and at least one."""
    everyone = [] if connection_id else await session.store.connections.find()
    return everyone or [await session.queries.connection(connection_id)]


def _dead_letters(dead: Open, times: Times) -> Iterator[RenderableType]:
    """Of the whole installation: what died need not belong to any connection."""
    if dead.count:
        yield ""
        yield (
            f"[bold red]{plural(dead.count, 'dead letter')}[/] since {times.short(dead.since)}: a message that no "
            f"service could handle. `scoro-xero dead-letters`"
        )


def _page(status: Status, sentence: str, times: Times) -> Iterator[RenderableType]:
    yield f"[bold]{escape(status.scoro)}[/] (Scoro)  ↔  [bold]{escape(status.xero)}[/] (Xero)"
    yield escape(sentence)
    yield f"[dim]{escape(_rhythm(status, times))}[/]"
    yield ""
    yield _categories(status, times)
    yield from _pauses(status, times)
    yield from _holds(status, times)
    yield from _reasons(status)


def _rhythm(status: Status, times: Times) -> str:
    parts = [{"automatic": "Automatic, every five minutes", "manual": "Manual"}[status.mode]]
    parts.append(f"last {times.short(status.last)}")
    if status.next_tick:
        parts.append(f"next {times.short(status.next_tick)}")
    return f"{' · '.join(parts)}   ({status.time_zone}, connection {status.connection_id})"


def _categories(status: Status, times: Times) -> Table:
    numbers = ("In sync", "Left out", "Attention", "Waiting")
    table = output.table("Category", "Direction", "State", "Last", *numbers, numbers=numbers)
    for category in status.categories:
        colour = COLOURS.get(category.pace, "dim")
        table.add_row(
            category.category.capitalize(),
            WAYS[category.direction],
            f"[{colour}]{category.pace.capitalize()}[/]",
            times.short(category.last),
            *(f"{count:,}" for count in (category.in_sync, category.left_out)),
            f"[bold red]{category.needs_attention:,}[/]" if category.needs_attention else "0",
            f"{category.waiting:,}",
        )
    return table


def _pauses(status: Status, times: Times) -> Iterator[RenderableType]:
    """Who paused what, since when and why."""
    if status.pauses:
        yield ""
    for one in status.pauses:
        what = f"{one.category or 'all categories'}{' of every connection' if one.everywhere else ''}"
        yield f"[yellow]Paused: {what}, by {escape(one.by)} since {times.short(one.since)}: {escape(one.why)}[/]"


def _holds(status: Status, times: Times) -> Iterator[RenderableType]:
    """What waits for a decision, and what it is worth."""
    if status.holds:
        yield ""
    for one in status.holds:
        worth = f", {money(one.money)}" if one.money else ""
        yield f"[red]Held since {times.short(one.since)}: {one.words}{escape(worth)}[/]"


def _reasons(status: Status) -> Iterator[RenderableType]:
    """Why objects are left out, in words."""
    left_out: list[CategoryStatus] = [category for category in status.categories if category.reasons]
    if left_out:
        yield ""
    for category in left_out:
        for reason, count in sorted(category.reasons.items(), key=lambda item: -item[1]):
            yield f"[dim]Left out: {plural(count, 'object')} of {category.category}: {advice.of(reason).title}[/]"
