"""`scoro-xero doctor`: is everything in place?"""

from collections.abc import Sequence
from dataclasses import asdict

from rich.markup import escape

from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json
from services.console.cli.session import Session, run, say
from services.console.connector_api import connector
from services.console.doctor import Doctor, Finding, State
from shared.store.connections import Connection

MARKS = {State.FINE: "✓", State.WARNING: "!", State.WRONG: "✗", State.AWAY: "✗"}
WORSE = {State.FINE: 0, State.WARNING: 0, State.WRONG: 1, State.AWAY: 2}


def doctor(*, as_json: Json = False) -> None:
    """
    Example: scoro-xero doctor

    Looks at versions, servers, indexes, queues, clocks and keys, and asks Scoro and Xero once per connection. Changes
    nothing. Exit code 1 where something is wrong, 3 where something cannot be reached.
    """

    async def work(session: Session) -> Exit:
        async def check(connection: Connection) -> str:
            async with connector(session.addresses) as api:
                return (await api.check(connection.id)).state

        findings = await Doctor(session.store, session.addresses.rabbitmq_url, session.clock, check).look()
        if as_json:
            output.document({"findings": [asdict(one) for one in findings]})
        else:
            _show(findings)
        return (Exit.DONE, Exit.PROBLEMS, Exit.UNREACHABLE)[max(WORSE[one.state] for one in findings)]

    run(work)


def _show(findings: Sequence[Finding]) -> None:
    table = output.table("", "What", "Found", grow=("Found",))
    for one in findings:
        table.add_row(MARKS[one.state], escape(one.what), escape(one.said))
    output.show(table)
    for one in findings:
        if one.fix:
            say(f"{one.what}: {one.fix}")
    if all(one.state is State.FINE for one in findings):
        say("Everything is in place.")
