"""`scoro-xero send`, `pull`, `actions`: single objects, and how it ended."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.markup import escape

from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.connector_api import Acted, ConnectorApi, connector
from services.console.spelling import Times
from shared.clock import Clock

WELL = frozenset({"created", "updated", "in_sync"})
LONGEST_WAIT = 25
"""Seconds of one question: in between somebody may restart the connector."""
VIA = {"command_line": "command line", "api": "API", "button": "button in Scoro"}

What = Annotated[str, typer.Argument(metavar="KIND", help="contact, product, invoice, credit-note, bill, receipt.")]
Name = Annotated[str, typer.Argument(metavar="NUMBER_OR_NAME", help="Its number or name, or either id.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until it has ended.")]
Patience = Annotated[float, typer.Option("--timeout", min=1, help="Wait so many seconds at most.")]


def send(
    kind: What, name: Name, *, wait: Wait = True, timeout: Patience = 60, connection: Of = None, as_json: Json = False
) -> None:
    """
    Example: scoro-xero send invoice 1003

    Send one object to Xero now, ahead of everything else: also in Manual mode, also where its category is off, whatever
    start date and bookmark say. An invoice can be sent until a payment is attached.
    """
    _act("send", kind, name, patience=timeout if wait else 0, connection=connection, as_json=as_json)


def pull(
    kind: What, name: Name, *, wait: Wait = True, timeout: Patience = 60, connection: Of = None, as_json: Json = False
) -> None:
    """
    Example: scoro-xero pull contact 'Nordic Oy'

    Bring one object of a category that travels To Scoro from Xero now, ahead of everything else. `pull receipt 1003`
    brings everything that was paid on that invoice, credit note or bill, until it is fully received.
    """
    _act("pull", kind, name, patience=timeout if wait else 0, connection=connection, as_json=as_json)


def actions(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="How many at most.")] = 20,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero actions --limit 5

    What was sent or pulled by hand, by whom, and how it ended; newest first.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        async with connector(session.addresses) as api:
            found = await api.actions(of.id, limit)
        if as_json:
            output.document({"actions": found})
        elif not found:
            output.show("Nothing was sent or pulled by hand yet.")
        else:
            table = output.table("Time", "Asked by", "What became of it", grow=("What became of it",))
            times = Times(session.clock.now(), of.time_zone)
            for one in found:
                by = f"{one.asked_by}, {VIA[one.asked_via]}" if one.asked_by else VIA[one.asked_via]
                table.add_row(times.exact(one.asked_at), escape(by), escape(one.message))
            output.show(table)

    run(work)


def _act(verb: str, kind: str, name: str, *, patience: float, connection: str | None, as_json: bool) -> None:
    wish = {"action": verb, "kind": kind.replace("-", "_"), "object": name, "asked_by": author()}

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        async with connector(session.addresses) as api:
            acted = await api.act(of.id, wish)
            ending = session.clock.monotonic() + patience
            every = [acted, *[await api.acted(of.id, other) for other in acted.others]]
            every = [await _ended(api, of.id, one, session.clock, ending=ending) for one in every]
            acted = every[0]
        if as_json:
            output.document({"actions": every} if wish["kind"] == "receipt" else acted)
        else:
            for one in every:
                output.show(*_page(one))
            if not all(one.done for one in every):
                say("It goes on by itself; `scoro-xero actions` shows how it ends.")
        return Exit.DONE if all(one.state in WELL for one in every) or not patience else Exit.PROBLEMS

    run(work)


async def _ended(api: ConnectorApi, connection_id: str, acted: Acted, clock: Clock, *, ending: float) -> Acted:
    """As it stands when time runs out; the connector answers as soon as it is done."""
    with output.words().status(f"{escape(acted.message)} …"):
        while not acted.done and (left := ending - clock.monotonic()) > 0:
            acted = await api.acted(connection_id, acted.id, wait=max(1, min(LONGEST_WAIT, round(left))))
    return acted


def _page(acted: Acted) -> Iterator[RenderableType]:
    yield escape(acted.message)
    if acted.said and acted.said not in acted.message:
        yield f"  Said: {escape(acted.said)}"
    if acted.advice:
        yield f"  Why: {escape(acted.advice.why)}"
        yield f"  Fix: {escape(acted.advice.fix)}"
