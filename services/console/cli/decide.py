"""`scoro-xero decide`: what becomes of a difference between both books."""

from typing import Annotated

import typer

from services.console import prerequisites
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from shared.contracts.envelope import Category
from shared.store.agreement_records import Line
from shared.store.connections import Connection
from shared.words import agreement

DONE = {
    "write_again": "It is written again now; the next proof shows what came of it.",
    "leave_so": "It is left so until either side changes.",
}
ONE_OF_BOTH = "name one of --write-again and --leave-so"


def decide(
    category: Annotated[Category, typer.Argument(metavar="CATEGORY", help="invoices, bills or receipts.")],
    name: Annotated[str, typer.Argument(metavar="NUMBER", help="Its number, or either id, as `reconcile` names it.")],
    *,
    write_again: Annotated[
        bool, typer.Option("--write-again", help="The source's version, over what the other side says.")
    ] = False,
    leave_so: Annotated[bool, typer.Option("--leave-so", help="Until either side changes again.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="For whoever looks next; needed to leave it so.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero decide invoices 1003 --leave-so --reason 'the bank rounded it'

    Decide about a difference of the last proof. Somebody changed the side that receives: have the version of the system
    it comes from written again, over whatever was changed there, or leave it so. What was left so stays named in every
    proof, with the reason, and counts as agreed until either side says something else. Both are kept in the audit
    trail.
    """
    if write_again == leave_so:
        raise typer.BadParameter(ONE_OF_BOTH)

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        if leave_so:
            prerequisites.reason(reason, "--reason")
        line = await session.deciding.named(of, category, name)
        if write_again and not yes and not agreed(_question(line)):
            return Exit.PROBLEMS
        decided = "write_again" if write_again else "leave_so"
        await _decide(session, of, line, decided, reason.strip())
        if as_json:
            output.document({"decided": decided, "difference": line.written()})
        else:
            say(DONE[decided])
        return Exit.DONE

    run(work)


async def _decide(session: Session, of: Connection, line: Line, decided: str, reason: str) -> None:
    if decided == "write_again":
        await session.deciding.write_again(of, line, by=author(), why=reason)
    else:
        await session.deciding.leave(of, line, by=author(), why=reason)


def _question(line: Line) -> str:
    return f"{agreement.again(line)}, over what {agreement.SIDES['xero' if line.source == 'scoro' else 'scoro']} says?"
