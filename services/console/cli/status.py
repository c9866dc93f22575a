"""`scoro-xero status`: is it working?"""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console import closed_periods, sentences
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run, say
from services.console.glances import Glance, Glancing
from services.console.pace import Pace
from services.console.queries import CategoryStatus, Status
from services.console.spelling import Times, money, plural
from shared.store.dead_letters import Open
from shared.words import advice

COLOURS = {
    Pace.ON_TIME: "green",
    Pace.LATE: "yellow",
    Pace.STOPPED: "red",
    Pace.PAUSED: "yellow",
    Pace.STARTING: "cyan",
}
SHOWN = 50
ENOUGH_OF_AN_ID = 8
WAYS = {"from_scoro": "From Scoro", "to_scoro": "To Scoro"}


def status(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero status --json

    Is it working? One line, then each category. Of several connections one line each, those first that need somebody;
    name one to see all of it. Exit code 1 while something needs a person.
    """

    async def work(session: Session) -> Exit:
        everyone = [] if connection else await session.store.connections.find()
        dead = await session.store.dead_letters.open()
        known: list[Glance] = []
        if len(everyone) > 1:
            known += [one async for one in Glancing(session.store, session.clock).every(everyone)]
            _many(session, known, dead, as_json=as_json)
        else:
            of = await session.queries.connection(connection)
            closely = await session.queries.status(of)
            closed = closed_periods.sentence(of, await session.store.settings.get(of.id))
            _one(session, closely, closed, dead, as_json=as_json)
            known.append(closely)
        if not as_json:
            output.show(*_dead_letters(dead, await session.times()))
        return Exit.PROBLEMS if dead.count or any(map(_is_unwell, known)) else Exit.DONE

    run(work)


def _is_unwell(one: Glance) -> bool:
    """Whether it needs a person."""
    return bool(not one.works or one.needs_attention or one.holds)


def _one(session: Session, known: Status, closed: str | None, dead: Open, *, as_json: bool) -> None:
    """Looked at closely."""
    times = Times(session.clock.now(), known.time_zone)
    sentence = sentences.of(known, times.short)
    if as_json:
        said = {"sentence": sentence, "closed_periods": closed, "status": known}
        output.document({"connections": [said], "dead_letters": dead})
        return
    output.show(*_page(known, sentence, times))
    if closed:
        output.show(f"[yellow]{escape(closed)}[/]")


def _many(session: Session, known: Sequence[Glance], dead: Open, *, as_json: bool) -> None:
    """A sentence about each; of programs all, of people no more than they look at."""
    now = session.clock.now()
    said = {one.connection_id: sentences.of(one, Times(now, one.time_zone).short) for one in known}
    if as_json:
        rows = [{"sentence": said[one.connection_id], "status": one} for one in known]
        output.document({"connections": rows, "dead_letters": dead})
        return
    unwell = sum(map(_is_unwell, known))
    needing = f"{unwell:,} {'needs' if unwell == 1 else 'need'} somebody" if unwell else "none needs anybody"
    table = output.table("Id", "Connection", "Is it working?", grow=("Connection", "Is it working?"))
    for one in sorted(known, key=lambda one: (not _is_unwell(one), one.scoro.casefold()))[:SHOWN]:
        colour = "red" if _is_unwell(one) else "default"
        between = f"{escape(one.scoro)} ↔ {escape(one.xero)}"
        table.add_row(
            escape(one.connection_id[:ENOUGH_OF_AN_ID]), between, f"[{colour}]{escape(said[one.connection_id])}[/]"
        )
    output.show(f"[bold]{len(known):,} connections, {needing}.[/]", "", table)
    if len(known) > SHOWN:
        output.show(f"[dim]… and {len(known) - SHOWN:,} more; --json lists all[/]")
    say("\nAll about one: scoro-xero status --connection ID")


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
