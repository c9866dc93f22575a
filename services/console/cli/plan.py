"""`scoro-xero plan`: what the next run would do, and letting exactly that happen."""

from typing import Annotated, Any

import typer
from rich.markup import escape

from services.console import preview_words
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.previews import Shown
from services.console.spelling import float_free, money, plural
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.store.preview_records import Line, Phase, Preview

SHOWN = 50
PAGE = 1_000
MINUTE = 60
AUTOMATIC = (
    "This connection synchronizes automatically: what changes crosses at once and is seldom here to be looked at. "
    "Manual mode, or a pause, keeps it until you say so."
)


def plan(
    categories: Annotated[list[Category] | None, output.categories("all that are on")] = None,
    *,
    days: Annotated[int | None, typer.Option("--days", help="Only what changed within so many days.")] = None,
    apply: Annotated[str, typer.Option("--apply", help="Let exactly this preview happen, by its id.")] = "",
    without: Annotated[list[int] | None, typer.Option("--without", help="Leave this line out.")] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Stop watching after so many seconds.")] = 600,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero plan invoices --days 90, then scoro-xero plan --apply 5d8c… --without 1204

    Show what the next run would do with everything that waits for it: per object what is created, changed, linked, left
    out or blocked, money by account and tax code, calls and time. Nothing is written anywhere. With --apply exactly
    that happens, except lines left out with --without; a line whose source changed since is refused as stale. Exit code
    1 where lines were stale or need a person.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        if apply:
            return await _apply(session, of, apply, without or [], yes=yes, as_json=as_json)
        preview = await session.previewed.ask(of, categories or (), by=author(), days=days)
        with output.progress(visible=not as_json) as progress:
            task = progress.add_task("Working out", total=len(preview.categories), note="")

            def drawn(one: Preview) -> None:
                progress.update(task, completed=len(one.categories) - len(one.pending))

            preview = await session.previewed.until_ready(preview, drawn, seconds=timeout)
        if preview.phase is Phase.TRANSLATING:
            say(f"Not worked out in time: {', '.join(preview.pending)}. Do their services run? `scoro-xero doctor`.")
            return Exit.UNREACHABLE
        return await _show(session, of, preview, as_json=as_json)

    run(work)


async def _show(session: Session, of: Connection, preview: Preview, *, as_json: bool) -> Exit:
    shown = await session.previewed.shown(preview)
    blocked = any(group.verb == "block" for group in shown.groups)
    if as_json:
        output.document(_document(shown, await _all_lines(session, preview)))
        return Exit.PROBLEMS if blocked else Exit.DONE
    if not await session.previewed.looks_ahead(of):
        say(AUTOMATIC)
    if not shown.groups:
        output.show("Nothing waits for the next run.")
        return Exit.DONE
    _tables(shown, await session.previewed.lines(preview, limit=SHOWN))
    return Exit.PROBLEMS if blocked else Exit.DONE


def _tables(shown: Shown, lines: list[Line]) -> None:
    sums = output.table("Category", "What", "Objects", "Money", numbers=("Objects", "Money"), grow=("What",))
    for group in shown.groups:
        sums.add_row(
            group.category.capitalize(), escape(preview_words.of_group(group)), f"{group.count:,}", money(group.money)
        )
    output.show(sums)
    if shown.shares:
        nets = output.table("Category", "Account", "Tax code", "Net", numbers=("Net",))
        for category, currency, share in shown.shares:
            nets.add_row(
                category.capitalize(), share.account or "–", share.tax or "–", f"{float_free(share.net)} {currency}"
            )
        output.show(nets)
    table = output.table("Line", "Object", "What", "Sum", numbers=("Line", "Sum"), grow=("What",))
    for line in lines:
        total = f"{float_free(line.amount)} {line.currency or ''}" if line.amount else "–"
        name = line.number or f"{line.key.system} {line.key.object_id}"
        table.add_row(str(line.entry), escape(name), escape(preview_words.of_line(line)), total)
    output.show(table)
    count = sum(group.count for group in shown.groups)
    if count > len(lines):
        output.show(f"[dim]… and {count - len(lines):,} more; --json lists all[/]")
    calls = f"{plural(shown.cost.xero, 'call')} of Xero, {plural(shown.cost.scoro, 'call')} of Scoro"
    output.show(f"{plural(shown.going, 'object')} would change something. Nothing was written.")
    output.show(f"It would take about {calls}, and at least {_lasting(shown)}.")
    output.show(f"To let exactly this happen: scoro-xero plan --apply {shown.preview.id}")


def _lasting(shown: Shown) -> str:
    if shown.seconds < MINUTE:
        return plural(max(1, shown.seconds), "second")
    return plural(shown.seconds // MINUTE, "minute")


async def _apply(
    session: Session, of: Connection, preview_id: str, without: list[int], *, yes: bool, as_json: bool
) -> Exit:
    if not yes and not agreed("Let exactly what this preview shows happen now?"):
        return Exit.PROBLEMS
    applied = await session.previewed.apply(preview_id, of, without=without, by=author())
    if as_json:
        output.document({"preview": applied.id, "opened": applied.opened, "stale": applied.stale})
    else:
        output.show(f"{plural(applied.opened, 'object')} on the way. `scoro-xero status` shows how it goes.")
        if applied.stale:
            say(f"{plural(applied.stale, 'line')} refused as stale: the source changed since. Make a new preview.")
    return Exit.PROBLEMS if applied.stale else Exit.DONE


async def _all_lines(session: Session, preview: Preview) -> list[Line]:
    found: list[Line] = []
    while page := await session.previewed.lines(preview, after=found[-1].entry if found else 0, limit=PAGE):
        found += page
    return found


def _document(shown: Shown, lines: list[Line]) -> dict[str, Any]:
    return {
        "preview": shown.preview.id,
        "settings_version": shown.preview.settings_version,
        "calls": {"xero": shown.cost.xero, "scoro": shown.cost.scoro},
        "seconds_at_the_limits": shown.seconds,
        "groups": [
            {"category": one.category, "verb": one.verb, "reason": one.reason, "count": one.count, "money": one.money}
            for one in shown.groups
        ],
        "accounts": [
            {"category": category, "currency": currency, "account": one.account, "tax": one.tax, "net": one.net}
            for category, currency, one in shown.shares
        ],
        "lines": [
            {
                "line": one.entry,
                "category": one.key.category,
                "system": one.key.system,
                "object_id": one.key.object_id,
                "number": one.number,
                "verb": one.verb,
                "reason": one.reason,
                "said": one.said,
                "amount": one.amount,
                "currency": one.currency,
                "waits_for": list(one.waits_for),
                "fields": dict(preview_words.fields(one)),
            }
            for one in lines
        ],
    }
