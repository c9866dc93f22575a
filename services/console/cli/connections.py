"""`scoro-xero connections`: all of them, their checks, the choice of an organisation."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from rich.markup import escape

from services.console.chooser import chosen, side
from services.console.cli import output, signing_in
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run
from services.console.connecting import Connecting
from services.console.connector_api import ConnectorApi, connector

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


@app.callback(invoke_without_command=True)
def connections(context: typer.Context, *, as_json: Json = False) -> None:
    """
    Example: scoro-xero connections --json

    All connections, and the check of currencies that keeps one from starting.
    """
    if output.is_alone(context, as_json):
        listed(as_json=as_json)


@app.command("list", short_help="All connections.")
def listed(*, as_json: Json = False) -> None:
    """
    Example: scoro-xero connections list

    All connections with their state.
    """

    async def work(api: ConnectorApi, _: Connecting) -> Exit:
        found = await api.everyone()
        if as_json:
            output.document({"connections": found})
        elif not found:
            output.show("None yet. `scoro-xero connect` makes one.")
        else:
            table = output.table("Id", "Scoro", "Xero", "State", grow=("Scoro", "Xero"))
            for one in found:
                xero = side(one.organisation, "–")
                table.add_row(one.id, escape(side(one.company, one.entity)), escape(xero), one.state.replace("_", " "))
            output.show(table)
        return Exit.DONE

    _with_connector(work)


@app.command(short_help="Look at the currencies again.")
def check(
    which: Annotated[str | None, typer.Argument(metavar="ID", help="Its id or name, where there are several.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero connections check 3f2a

    Look again whether every currency of Xero is active in Scoro, and whether both let us in; no new sign-in is needed.
    """

    async def work(api: ConnectorApi, acts: Connecting) -> Exit:
        known = chosen(await api.everyone(), which)
        return signing_in.told(await acts.check(known.id), as_json=as_json)

    _with_connector(work)


@app.command(short_help="Choose among several Xero organisations.")
def choose(
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Its name, or Xero's id of it.")],
    *,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero connections choose "Acme Ltd"

    Choose the organisation where a sign-in at Xero allowed several. The others are not used.
    """

    async def work(api: ConnectorApi, acts: Connecting) -> Exit:
        known = await api.one(chosen(await api.everyone(), connection).id)
        wanted = signing_in.organisation(known.choices, organisation)
        return signing_in.told(await acts.choose(known.id, wanted.tenant_id), as_json=as_json)

    _with_connector(work)


@app.command(short_help="The address for a button in Scoro.")
def button(
    which: Annotated[str | None, typer.Argument(metavar="ID", help="Its id or name, where there are several.")] = None,
    *,
    receipts: Annotated[bool, typer.Option("--receipts", help="The one that pulls receipts.")] = False,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero connections button 3f2a

    The address for a custom field of type Trigger button in Scoro: who presses it sends the object it stands on. With
    --receipts: who presses it on an invoice or bill pulls what was paid on it.
    Whoever knows the address can do so too; Scoro checks it when the field is saved.
    """

    async def work(api: ConnectorApi, _: Connecting) -> Exit:
        known = chosen(await api.everyone(), which)
        address = await api.button(known.id, receipts=receipts)
        if as_json:
            output.document({"connection_id": known.id, "url": address})
        else:
            output.exact(address)
        return Exit.DONE

    _with_connector(work)


def _with_connector(work: Callable[[ConnectorApi, Connecting], Awaitable[Exit]]) -> None:
    async def inside(session: Session) -> Exit:
        async with connector(session.addresses) as api:
            return await work(api, Connecting(api, session.store.decisions, by=author()))

    run(inside)
