"""`scoro-xero release`: deciding about what happens in unusual numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.markup import escape

from services.console import prerequisites, spelling
from services.console.cli import output, release_rates
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.release_rates import Said
from services.console.cli.session import Session, author, run, say
from services.console.held import HoldStatus, hold_status
from services.console.spelling import Times, money, plural
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.store.holds import Held
from shared.store.records import Brake

SHOWN = 20
LISTS = {
    "financeAccounts": "Accounts",
    "vatCodes": "Tax rates",
    "unmatched_financeAccounts": "Accounts that only Scoro has",
    "unmatched_vatCodes": "Tax rates that only Scoro has",
}


def release(
    category: Annotated[
        Category | None,
        typer.Argument(metavar="CATEGORY", help="Only this one; else all that is held."),
    ] = None,
    *,
    reason: Annotated[str, typer.Option("--reason", help="For whoever looks next.")] = "",
    refuse: Annotated[bool, typer.Option("--refuse", help="Leave it out instead.")] = False,
    lists: Annotated[bool, typer.Option("--lists", help="Accounts and tax rates that Xero's lists lost.")] = False,
    rates: Annotated[bool, typer.Option("--rates", help="The exchange rates of the first foreign documents.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what is held.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero release invoices --reason 'old drafts, cleared up on purpose'

    Let go what a brake holds: more deletions, or more changes of approved documents, than usual in one run, or a whole
    run above what its owner wants to go unasked (`ask_above_documents`, `ask_above_amount`). With
    --refuse it is left out instead, with that reason. With --lists: accounts and tax rates of which Xero's lists lost
    more than usual at once, or which only Scoro has, where `reference.deactivate_unmatched` is on; they become inactive
    in Scoro. With --rates: say once, looking at a document, that exchange rates are turned the right way; nothing else
    lets foreign documents go. --dry-run shows what would happen. Exit code 1 while something is held.
    """
    said = Said(refuse=refuse, reason=reason, dry_run=dry_run, yes=yes, as_json=as_json)

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        if lists:
            return await _lists(session, of, said)
        if rates:
            return await release_rates.decide(session, of, said)
        return await _brakes(session, of, category, said)

    run(work)


async def _brakes(session: Session, of: Connection, category: Category | None, said: Said) -> Exit:
    """Whatever is held but rates, which take their own option."""
    found = await session.releasing.held(of.id, category)
    holds = [one for one in found if one.hold.brake is not Brake.RATES]
    times = Times(session.clock.now(), of.time_zone)
    if said.dry_run or not holds:
        _show(found, of, times, as_json=said.as_json)
        return Exit.PROBLEMS if found else Exit.DONE
    prerequisites.reason(said.reason, "--reason")
    if not said.yes and not _confirmed(holds, of, times, "Leave out" if said.refuse else "Let go"):
        return Exit.PROBLEMS
    _told(await release_rates.carry_out(session, of, holds, said), holds, said)
    return Exit.DONE


async def _lists(session: Session, of: Connection, said: Said) -> Exit:
    lost = {module: keys for module, keys in of.vanished.items() if keys}
    if said.as_json:
        output.document({"lists": lost})
    elif not lost:
        output.show("Of no list is more to become inactive than usual.")
    else:
        for module, keys in lost.items():
            output.show(f"[bold]{LISTS[module]}[/] {escape(', '.join(keys))}")
    if said.dry_run or not lost:
        return Exit.PROBLEMS if lost else Exit.DONE
    prerequisites.reason(said.reason, "--reason")
    count = sum(map(len, lost.values()))
    if not said.yes and not agreed(f"Make {plural(count, 'of them', 'of them')} inactive in Scoro?"):
        return Exit.PROBLEMS
    await session.releasing.release_lists(of, by=author(), why=said.reason)
    say("They become inactive with the next reading of Xero's lists; `scoro-xero sync` asks for it now.")
    return Exit.DONE


def _confirmed(holds: Sequence[Held], of: Connection, times: Times, verb: str) -> bool:
    for line in _page(holds, of, times):
        output.words().print(line)
    return agreed(f"{verb} {plural(sum(len(one.entries) for one in holds), 'object')}?")


def _told(count: int, holds: Sequence[Held], said: Said) -> None:
    if said.as_json:
        output.document({"refused" if said.refuse else "released": count, "holds": [_document(one) for one in holds]})
    else:
        done = "left out" if said.refuse else "released"
        output.show(f"{plural(count, 'object')} {done}. `scoro-xero status` shows how it goes.")


def _show(holds: Sequence[Held], of: Connection, times: Times, *, as_json: bool) -> None:
    if as_json:
        output.document({"holds": [_document(one) for one in holds]})
    elif not holds:
        output.show("Nothing is held.")
    else:
        output.show(*_page(holds, of, times))


def _page(holds: Sequence[Held], of: Connection, times: Times) -> Iterator[RenderableType]:
    for held in holds:
        worth = f", {money(held.money)}" if held.money else ""
        status = hold_status(held, of)
        yield f"[bold]{status.words}[/]{escape(worth)}"
        yield f"[dim]held since {times.short(status.since)}; {_until(status)}[/]"
        table = output.table("Object", "Sum", "Id", numbers=("Sum",), grow=("Object",))
        for entry in held.entries[:SHOWN]:
            total = f"{spelling.float_free(entry.amount)} {entry.currency or ''}" if entry.amount else "–"
            table.add_row(escape(entry.number or "–"), total, f"{entry.key.system} {entry.key.object_id}")
        yield table
        if len(held.entries) > SHOWN:
            yield f"[dim]… and {len(held.entries) - SHOWN:,} more; --json lists all[/]"
        yield ""


def _until(status: HoldStatus) -> str:
    if status.what is Brake.RATES:
        return "until `scoro-xero release --rates`"
    if status.asks_above:
        return f"asked above {status.limits}; `scoro-xero plan {status.category}` shows what would be done"
    return f"up to {status.limits} at once go by themselves"


def _document(held: Held) -> dict[str, Any]:
    return {
        "hold": held.hold.id,
        "connection_id": held.hold.connection_id,
        "category": held.hold.category,
        "what": held.hold.brake,
        "count": len(held.entries),
        "money": held.money,
        "limit": held.hold.limit,
        "above": asdict(held.hold.above) if held.hold.above.asks else None,
        "since": held.hold.since,
        "sample": release_rates.document(held.sample),
        "objects": [
            {
                "system": entry.key.system,
                "object_id": entry.key.object_id,
                "number": entry.number,
                "amount": entry.amount,
                "currency": entry.currency,
            }
            for entry in held.entries
        ],
    }
