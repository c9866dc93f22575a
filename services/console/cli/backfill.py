"""`scoro-xero backfill`: what is older than the start date, counted first and brought across after a yes (R34)."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import typer

from services.console import backfill_cost
from services.console.backfill_cost import Cost
from services.console.backfilling import Backfilling, Progress
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.spelling import plural
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.connections import Connection
from shared.store.historic import HistoricLoad, Phase, Tally

LOOK_EVERY = 0.5
DAY = "%Y-%m-%d"

app = typer.Typer(no_args_is_help=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for."""

    begins: dt.date | None
    ends: dt.date | None
    categories: tuple[Category, ...]
    dry_run: bool
    yes: bool
    as_json: bool
    seconds: float


@app.callback(invoke_without_command=True)
def backfill(
    context: typer.Context,
    *,
    begins: Annotated[dt.datetime | None, typer.Option("--from", formats=[DAY], help="The first day.")] = None,
    ends: Annotated[dt.datetime | None, typer.Option("--to", formats=[DAY], help="The last day; else today.")] = None,
    categories: Annotated[list[Category] | None, typer.Option("--category", help="Only these; else all on.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and bring nothing across.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask once it is counted.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Stop watching after so many seconds.")] = 86400,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero backfill --from 2025-01-01 --to 2025-12-31 --dry-run

    Bring across what is older than the start date: documents by their own date, contacts and products by their last
    change, each the way its category goes. What the other system has already is linked, never made again.
    """
    if not output.is_alone(context, begins, ends, categories, dry_run, yes, connection, as_json):
        return
    first, last = begins.date() if begins else None, ends.date() if ends else None
    wish = Wish(first, last, tuple(categories or ()), dry_run=dry_run, yes=yes, as_json=as_json, seconds=timeout)
    run(partial(_begun, wish=wish, connection=connection))


async def _begun(session: Session, *, wish: Wish, connection: str | None) -> Exit:
    """Count, show, ask, and watch what follows."""
    if wish.begins is None:
        raise InvalidChoiceError("--from", "say from which day on, such as --from 2025-01-01")
    of, backfilling = await session.queries.connection(connection), session.backfilling
    load = await backfilling.begin(of, wish.begins, wish.ends, wish.categories, by=author(), dry_run=wish.dry_run)
    counted = await _followed(session, of, wish.seconds, visible=not wish.as_json)
    if counted.load.id != load.id or counted.load.phase is not Phase.COUNTED:
        return _shown(counted, as_json=wish.as_json)
    if not wish.as_json:
        _show_count(counted.load)
    if wish.dry_run:
        return _only_counted(counted, as_json=wish.as_json)
    if not wish.yes and not await _agreed(backfilling, load):
        return Exit.DONE
    await backfilling.agree(load, by=author())
    done = await _followed(session, of, wish.seconds, visible=not wish.as_json)
    return _shown(done, as_json=wish.as_json)


async def _agreed(backfilling: Backfilling, load: HistoricLoad) -> bool:
    """Without a yes it does not wait for one."""
    answer = False
    try:
        answer = agreed("Bring this across?")
    finally:
        if not answer:
            await backfilling.refuse(load, by=author())
    return answer


@app.command("status", short_help="How the last one stands.")
def status(
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Watch until nothing more happens.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero backfill status

    How the last backfill stands, and how long it will still take.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        progress = await session.backfilling.progress(of)
        if progress is None:
            say("There was no backfill yet. `scoro-xero backfill --from DATE` begins one.")
            if as_json:
                output.document(None)
            return Exit.DONE
        if follow:
            progress = await _followed(session, of, float("inf"), visible=not as_json)
        return _shown(progress, as_json=as_json)

    run(work)


@app.command("cancel", short_help="Read and send nothing more of it.")
def cancel(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero backfill cancel

    Read and send nothing more of it. What is on its way comes to its end; `backfill continue` goes on.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        load = await session.backfilling.cancel(of, by=author())
        if as_json:
            output.document({"id": str(load.id), "stopped_by": author()})
        else:
            output.show("Stopped. `scoro-xero backfill continue` goes on where it stands.")

    run(work)


@app.command("continue", short_help="Go on with one that was stopped.")
def go_on(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero backfill continue

    Go on with a backfill that was cancelled, that stopped because a person was needed, or that waits for a yes.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        load = await session.backfilling.go_on(of, by=author())
        if as_json:
            output.document({"id": str(load.id)})
        else:
            output.show("It goes on. `scoro-xero backfill status --follow` watches it.")

    run(work)


async def _followed(session: Session, of: Connection, seconds: float, *, visible: bool) -> Progress:
    """Until nothing more happens by itself, or time runs out."""
    until = session.clock.monotonic() + seconds
    with output.progress(visible=visible) as bars:
        bar = bars.add_task("Backfill", note="counting", total=0)
        while True:
            progress = await session.backfilling.progress(of)
            if progress is None:
                raise InvalidChoiceError("backfill", "there is none")
            bars.update(bar, total=progress.expected, completed=progress.finished, note=_note(progress))
            if progress.is_over or progress.is_stuck or session.clock.monotonic() >= until:
                return progress
            await session.clock.sleep(LOOK_EVERY)


def _note(progress: Progress) -> str:
    parts = [progress.load.phase.value]
    if progress.attention:
        parts.append(f"{progress.attention:,} need attention")
    if progress.seconds_left is not None:
        parts.append(f"about {dt.timedelta(seconds=progress.seconds_left)} left")
    return ", ".join(parts)


def _show_count(load: HistoricLoad) -> None:
    columns = ("Objects", "In step", "Linked", "Number used", "New", "Scoro calls", "Xero calls")
    table = output.table("Category", *columns, numbers=columns)
    costs = backfill_cost.of_load(load)
    for category, tally in load.counted.items():
        cost = costs[category]
        counts = (tally.objects, tally.linked, tally.twins, tally.taken, tally.new, cost.scoro, cost.xero)
        table.add_row(category.capitalize(), *(f"{count:,}" for count in counts))
    output.show(table, "", f"{load.begins} to {load.ends}; at the limits it takes about {_lasts(load)}.")


def _lasts(load: HistoricLoad) -> dt.timedelta:
    return backfill_cost.at_the_limits(sum(backfill_cost.of_load(load).values(), Cost()))


def _only_counted(progress: Progress, *, as_json: bool) -> Exit:
    if as_json:
        output.document(_document(progress))
    else:
        output.show("Nothing was brought across: that was a dry run.")
    return Exit.DONE


def _shown(progress: Progress, *, as_json: bool) -> Exit:
    if as_json:
        output.document(_document(progress))
    else:
        output.show(_sentence(progress))
    return Exit.PROBLEMS if progress.attention or progress.is_stuck else Exit.DONE


def _sentence(progress: Progress) -> str:
    load = progress.load
    words = [f"{load.begins} to {load.ends}, asked for by {load.asked_by}: {_state(progress)}."]
    if load.phase not in {Phase.COUNTING, Phase.COUNTED}:
        words.append(
            f"{plural(progress.synced, 'object')} of {progress.expected:,} in sync, {progress.left_out:,} left out, "
            f"{progress.attention:,} need attention, {progress.waiting:,} on their way."
        )
    if progress.seconds_left is not None:
        words.append(f"About {dt.timedelta(seconds=progress.seconds_left)} left.")
    return " ".join(words)


def _state(progress: Progress) -> str:
    load = progress.load
    if load.stopped_by is not None:
        return f"cancelled by {load.stopped_by}; `backfill continue` goes on"
    if progress.is_stuck:
        return "stopped, as something must be mended first (`scoro-xero status`); then `backfill continue`"
    if load.phase is Phase.COUNTED:
        return "counted" if load.dry_run else "counted; `backfill continue` brings it across"
    if load.phase is Phase.READ and not progress.waiting:
        return "done"
    return load.phase.value if load.phase is not Phase.READ else "being sent"


def _document(progress: Progress) -> dict[str, Any]:
    load = progress.load
    costs = backfill_cost.of_load(load)
    return {
        "id": str(load.id), "connection_id": load.connection_id, "from": load.begins, "to": load.ends,
        "phase": load.phase.value, "dry_run": load.dry_run, "asked_by": load.asked_by, "asked_at": load.asked_at,
        "stopped_by": load.stopped_by, "stuck": progress.is_stuck, "done": progress.is_over,
        "categories": {
            category.value: _counts(tally) | {"scoro_calls": costs[category].scoro, "xero_calls": costs[category].xero}
            for category, tally in load.counted.items()
        },
        "seconds_at_the_limits": int(_lasts(load).total_seconds()),
        "expected": progress.expected, "recorded": progress.recorded, "synced": progress.synced,
        "left_out": progress.left_out, "needs_attention": progress.attention, "waiting": progress.waiting,
        "seconds_left": progress.seconds_left,
    }  # fmt: skip


def _counts(tally: Tally) -> dict[str, int]:
    return {
        "objects": tally.objects,
        "in_step": tally.linked,
        "linked": tally.twins,
        "number_used": tally.taken,
        "new": tally.new,
    }
