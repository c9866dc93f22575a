"""`scoro-xero reconcile`: do both books agree, and if not, what makes the difference."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.markup import escape

from services.console import reconciling
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run, say
from services.console.reconciling import Proof
from services.console.spelling import Times, float_free, plural
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.agreement_records import SUMS, Line
from shared.store.connections import Connection
from shared.words import advice, agreement

LOOK_EVERY = 1.0
SHOWN = 50


def reconcile(
    categories: Annotated[list[Category] | None, output.categories("all with money")] = None,
    *,
    month: Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="Only this month.")] = None,
    now: Annotated[bool, typer.Option("--now", help="Read both books first, and wait for it.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="With --now: wait so many seconds.")] = 3600,
    as_csv: Annotated[bool, typer.Option("--csv", help="Differences for a spreadsheet, on stdout.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero reconcile invoices --month 2026-11

    Do both books agree? Totals of the last proof, and every object that makes a difference. Both are read in full every
    night, or with --now. Exit code 1 while something differs that nobody left so (`scoro-xero decide`).
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        _check(month)
        if now and (trouble := await _read(session, of, timeout)):
            say(trouble)
            return Exit.UNREACHABLE
        proof = await session.reconciling.proof(of, categories or (), month)
        if proof is None:
            say(f"{agreement.NEVER} `scoro-xero reconcile --now` does it.")
            if as_json:
                output.document(None)
            return Exit.PROBLEMS
        if as_json:
            output.document(reconciling.as_document(proof))
        elif as_csv:
            typer.echo(reconciling.as_csv(proof), nl=False)
        else:
            output.show(*_page(proof, Times(session.clock.now(), of.time_zone)))
        return Exit.DONE if proof.agrees else Exit.PROBLEMS

    run(work)


def _check(month: str | None) -> None:
    year, _, number = (month or "2026-01").partition("-")
    if not (len(year) == len("2026") and year.isdecimal() and number in {f"{one:02}" for one in range(1, 13)}):
        raise InvalidChoiceError("--month", f"{month!r} is no month such as 2026-11")


async def _read(session: Session, of: Connection, seconds: float) -> str:
    """Why there is no new proof; empty where there is one."""
    before = await session.store.agreement.newest(of.id)
    await session.reconciling.begin(of)
    until = session.clock.monotonic() + seconds
    while await session.reconciling.is_under_way(of):
        if session.clock.monotonic() >= until:
            return "It is still being read; `scoro-xero reconcile` shows it once it is done."
        await session.clock.sleep(LOOK_EVERY)
    after = await session.store.agreement.newest(of.id)
    is_new = after is not None and (before is None or after.number > before.number)
    return "" if is_new else "The books could not be read to the end; `scoro-xero status` may say why."


def _page(proof: Proof, times: Times) -> list[RenderableType]:
    of = proof.of
    calls = ", ".join(f"{count} to {agreement.SIDES[system]}" for system, count in sorted(of.calls.items()))
    shown: list[RenderableType] = [f"Books as of {times.short(of.started_at)}, read by calls: {calls}."]
    if proof.is_under_way:
        shown.append("They are being read again now.")
    numbers = ("In Scoro", "In Xero", "Difference")
    totals = output.table("Category", "Month", "Currency", "Status", *numbers, numbers=numbers)
    for cell in proof.cells:
        key, sums = cell.key, (cell.scoro.sums, cell.xero.sums, cell.difference)
        totals.add_row(
            key.category.capitalize(), key.month, key.currency, agreement.status(key.status),
            *(float_free(one.written()["gross"]) for one in sums),
        )  # fmt: skip
    shown.append(totals)
    if proof.agrees:
        shown.append("\nBoth books agree, but for what was left so." if proof.lines else "\nBoth books agree.")
    if proof.lines:
        shown += [f"\n{plural(len(proof.lines), 'difference')}:", *_lines(proof)]
    for code, count in sorted(of.left_out.items()):
        shown.append(f"Left out, no difference: {plural(count, 'object')}: {advice.of(code).title}")
    return shown


def _lines(proof: Proof) -> list[RenderableType]:
    shown: list[RenderableType] = []
    for line in proof.lines[:SHOWN]:
        name = output.visible(line.number or line.scoro_id or line.xero_id or "")
        what = agreement.KINDS[line.kind]
        reason = advice.of(line.code).title if line.code else agreement.changed(line)
        shown.append(f"\n[bold]{line.category.capitalize()} {escape(name)}[/] {line.month}: {what}. {reason}.")
        shown += [_field(line, one) for one in line.differs or ("gross",)]
        shown += [f"  {escape(output.visible(said))}" for said in _said_of(proof, line)]
    rest = len(proof.lines) - SHOWN
    return [*shown, f"\n… and {rest:,} more; --csv or --json has all."] if rest > 0 else shown


def _said_of(proof: Proof, line: Line) -> list[str]:
    """What people decided, or what follows."""
    if (left := proof.accepted(line)) is not None:
        return [agreement.left_so(left.by, left.why)]
    if reconciling.source_key(proof.of.connection_id, line) in proof.moved:
        return [agreement.MOVED]
    lapsed = proof.lapsed(line)
    return [*([agreement.lapsed(lapsed.by, lapsed.why)] if lapsed else []), agreement.wins(line)]


def _field(line: Line, name: str) -> str:
    said = [f"{where} {_said(side, name)}" for where, side in (("Scoro", line.scoro), ("Xero", line.xero))]
    if line.agreed is not None:
        said.append(f"last agreed {_said(line.agreed, name)}")
    return f"  {agreement.FIELDS[name]}: {', '.join(said)}"


def _said(side: Mapping[str, str] | None, name: str) -> str:
    written = (side or {}).get(name, "")
    if not written:
        return "nothing"
    return float_free(written) if name in SUMS else escape(output.visible(written))
