"""`scoro-xero dead-letters`: messages that no service could handle."""

from typing import Annotated

import typer

from services.console import dead_letter_filters as filters
from services.console.cli import dead_letter_pages as pages
from services.console.cli import output
from services.console.cli.dead_letter_asking import ask_and_do, letters
from services.console.cli.exits import Exit
from services.console.cli.output import Json
from services.console.cli.session import Session, author, run, say
from services.console.dead_letter_actions import Done, Shown
from services.console.dead_letter_queries import Chosen, DeadLetterQueries
from shared.store.letters import UNFINISHED

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")

RATE = 20.0
"""Letters a second: slow enough for services that have other work meanwhile."""
FEW = 50

Name = Annotated[str, typer.Argument(metavar="NAME", help="A letter or a group, as `dead-letters list` names them.")]
MaybeName = Annotated[str | None, typer.Argument(metavar="NAME", help="A letter or a group.")]
All = Annotated[bool, typer.Option("--all", help="Every open letter that --only lets through.")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="FILTER", help=f"{filters.HELP}. Several times.")]
Rate = Annotated[float, typer.Option("--rate", min=0.1, max=1000, help="So many letters a second at most.")]
Reason = Annotated[str, typer.Option("--reason", help="For whoever looks next.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


@app.callback(invoke_without_command=True)
def dead_letters(context: typer.Context, *, as_json: Json = False) -> None:
    """
    Example: scoro-xero dead-letters show invoices/7c1e04a2

    Messages that no service could handle: a defect, or another version. Replay them once it is mended, or discard them.
    """
    if output.is_alone(context, as_json):
        listed(as_json=as_json)


@app.command("list", short_help="One line per group that died of the same.")
def listed(*, only: Only = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero dead-letters list --only service=invoices --only since=2h

    One line per group that died of the same, newest first. Exit code 1 while one waits for you.
    """

    async def work(session: Session) -> Exit:
        wanted = filters.wanted(only or [], session.clock.now())
        groups = await DeadLetterQueries(session.store.dead_letters).groups(wanted)
        if as_json:
            output.document({"groups": groups})
        elif not groups:
            output.show("There are none.")
        else:
            output.show(pages.groups_table(groups, await session.times()))
            say("\nWhat is in them: scoro-xero dead-letters show GROUP")
        return Exit.PROBLEMS if groups and set(wanted.states) & set(UNFINISHED) else Exit.DONE

    run(work)


@app.command(short_help="A group with its letters, or everything about one letter.")
def show(
    name: Name,
    *,
    only: Only = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="So many letters of a group.")] = FEW,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero dead-letters show 68f37f0612

    A group: why, what to do, and its letters. One letter: message, headers, attempts, trace, and what was done with it.
    """

    async def work(session: Session) -> Exit:
        queries, times = DeadLetterQueries(session.store.dead_letters), await session.times()
        found = await queries.show(name, filters.wanted(only or [], session.clock.now()), limit=limit)
        if as_json:
            output.document({"letters": [pages.as_json(letter) for letter in found]})
        elif "/" in name:
            output.show(*pages.words(found[0]), pages.letters_table(found, times))
            say("\nEverything about one: scoro-xero dead-letters show LETTER")
        else:
            output.show(*pages.page(found[0], times))
        return Exit.PROBLEMS if any(letter.state in UNFINISHED for letter in found) else Exit.DONE

    run(work)


@app.command(short_help="Send again to the queue it came from: one letter, a group, or all.")
def replay(
    name: MaybeName = None,
    *,
    everything: All = False,
    only: Only = None,
    rate: Rate = RATE,
    reason: Reason = "",
    yes: Yes = False,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero dead-letters replay invoices/7c1e04a2 --rate 5

    Send an unchanged copy to the queue it came from. Twice does no harm; what dies again comes back, marked.
    Ctrl-C stops it, and the same command goes on with the rest.
    """

    async def work(session: Session) -> Exit:
        chosen = await _chosen(session, name, only, everything=everything)
        cost = await DeadLetterQueries(session.store.dead_letters).cost(chosen)

        async def act(done: Done, shown: Shown) -> None:
            await session.letters.replay(chosen, done, rate=rate, author=author(), why=reason, shown=shown)

        question = f"Replay {letters(chosen)}{pages.duration(len(chosen.ids), rate)}?{pages.price(cost)}"
        return await ask_and_do(chosen, act, question, did="replayed", yes=yes, dry_run=dry_run, as_json=as_json)

    run(work)


@app.command(short_help="Put aside for good, with a reason.")
def discard(
    name: MaybeName = None,
    *,
    reason: Reason,
    everything: All = False,
    only: Only = None,
    yes: Yes = False,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero dead-letters discard 68f37f0612 --reason 'sent by an old test'

    Nobody needs them. They are kept for ninety days more, and one that is named can still be replayed.
    """

    async def work(session: Session) -> Exit:
        chosen = await _chosen(session, name, only, everything=everything)

        async def act(done: Done, shown: Shown) -> None:
            await session.letters.discard(chosen, done, author=author(), why=reason, shown=shown)

        question = f"Discard {letters(chosen)}?"
        return await ask_and_do(chosen, act, question, did="discarded", yes=yes, dry_run=dry_run, as_json=as_json)

    run(work)


@app.command("read-again", short_help="Discard, and read anew what the message was about.")
def read_again(
    name: MaybeName = None,
    *,
    everything: All = False,
    only: Only = None,
    reason: Reason = "",
    yes: Yes = False,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero dead-letters read-again 68f37f0612

    For messages that can never be handled as they are: ask for the object's present state, and discard the letter.
    """

    async def work(session: Session) -> Exit:
        chosen = await _chosen(session, name, only, everything=everything)

        async def act(done: Done, shown: Shown) -> None:
            await session.letters.read_again(chosen, done, author=author(), why=reason, shown=shown)

        question = f"Read anew what {letters(chosen)} tell of, and discard them?"
        return await ask_and_do(chosen, act, question, did="read again", yes=yes, dry_run=dry_run, as_json=as_json)

    run(work)


async def _chosen(session: Session, name: str | None, only: list[str] | None, *, everything: bool) -> Chosen:
    wanted = filters.wanted(only or [], session.clock.now())
    return await DeadLetterQueries(session.store.dead_letters).choose(name, wanted, everything=everything)
