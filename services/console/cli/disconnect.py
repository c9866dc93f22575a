"""`scoro-xero disconnect`: the way out, and back."""

from typing import Annotated

import typer

from services.console.chooser import between
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.connecting import Connecting
from services.console.connector_api import connector
from services.console.endings import Ending, ending
from services.console.spelling import plural
from shared.store.connections import ConnectionState


def disconnect(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero disconnect --connection "Acme Ltd"

    End a connection. No document is deleted; links, settings and history are kept, and connecting the same
    organisation again goes on where it ended. Safe to repeat.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        known = await ending(session.store, of)
        for line in _told(between(of), known):
            say(line)
        if not yes and not agreed("Disconnect?"):
            return Exit.DONE
        async with connector(session.addresses) as api:
            ended = await Connecting(api, session.store.decisions, by=author()).disconnect(of.id)
        if as_json:
            output.document({"connection": ended, "links": known.links, "waiting": known.waiting})
            return Exit.DONE
        output.show("Disconnected.")
        for system in ended.farewell:
            say(f"{system.capitalize()} could not be told yet; that goes on by itself until it answers.")
        say(f"Connect the same organisation again: scoro-xero connect --again --connection {of.id}")
        return Exit.DONE

    run(work)


def _told(names: str, known: Ending) -> list[str]:
    """What will happen, in numbers."""
    if known.state == ConnectionState.DISCONNECTED:
        return [f"{names} is disconnected already; whoever was not told yet is told again."]
    sign_in = "" if known.shares_sign_in else " No other connection needs its sign-in, which ends too."
    waiting = f" {plural(known.waiting, 'change')} on the way until then." if known.waiting else ""
    return [
        f"This ends the connection {names}.",
        "  Nothing crosses any more. No document is deleted or changed, on either side.",
        f"  Xero: the organisation is disconnected from this app.{sign_in}",
        "  Scoro: stops announcing changes here; accounts and tax rates may be edited in Scoro again.",
        f"  Kept: {plural(known.links, 'link')}, the settings, the history.",
        f"  Connecting the same organisation again goes on where it ended.{waiting}",
    ]
