"""`scoro-xero connect` and `connections`: the way in."""

import sys
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.markup import escape

from services.console.cli import output
from services.console.cli.connector_api import Connected, ConnectorApi, connector
from services.console.cli.exits import Exit
from services.console.cli.output import Json
from services.console.cli.session import Session, run, say
from services.console.queries import side
from shared.clock import Clock
from shared.errors import InvalidChoiceError
from shared.store.connections import ConnectionState

LOOK_EVERY = 1.0
BLOCKED = """\
Almost there. These currencies are used in Xero but not active in Scoro: {codes}.
Activate them in Scoro (Settings → Site settings → Currencies). There is no need to sign in at Xero again:
  scoro-xero connections check {id}"""

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


def connect(
    *,
    site: Annotated[str | None, typer.Option("--site", help="Address of the Scoro site's API.")] = None,
    entity: Annotated[str | None, typer.Option("--entity", help="Scoro's id of the business entity.")] = None,
    time_zone: Annotated[str, typer.Option("--time-zone", help="Of the site, such as Europe/Tallinn.")] = "UTC",
    api_key_file: Annotated[
        Path | None,
        typer.Option("--api-key-file", metavar="FILE", help="Holds the API key; - reads stdin. Else asked."),
    ] = None,
    again: Annotated[
        str | None, typer.Option("--again", metavar="ID", help="A new sign-in for a connection that exists.")
    ] = None,
    browser: Annotated[bool, typer.Option("--open", help="Open the sign-in in a browser.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the sign-in is finished.")] = True,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Wait so many seconds at most.")] = 900,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero connect --site https://acme.scoro.com/api/v2 --entity 1 --api-key-file key.txt --open

    Connect a Scoro entity with a Xero organisation. The API key is asked for or read from a file, never an argument.
    """

    async def work(session: Session) -> Exit:
        async with connector(session.addresses) as api:
            if again:
                connected, address = await api.one(again), await api.authorise(again)
            else:
                wish = {"site_url": _given("site", site), "entity": _given("entity", entity), "time_zone": time_zone}
                connected, address = await api.create(api_key=_key(api_key_file), **wish)
            _offer(address, as_json=as_json and not wait, browser=browser)
            if not wait:
                if as_json:
                    output.document({"connection": connected, "authorise_url": address})
                return Exit.DONE
            before = connected.state if again else ""
            ended = await _awaited(api, connected.id, session.clock, seconds=timeout, unlike=before)
            return _told(ended, address, as_json=as_json)

    run(work)


def _given(name: str, value: str | None) -> str:
    if value:
        return value
    if not sys.stdin.isatty():
        raise InvalidChoiceError(f"--{name}", "is missing")
    return str(typer.prompt({"site": "Address of the Scoro site", "entity": "Id of the entity"}[name], err=True))


def _key(file: Path | None) -> SecretStr:
    """From a file, from stdin, or asked for without showing it."""
    if file is None:
        if not sys.stdin.isatty():
            raise InvalidChoiceError("--api-key-file", "is missing; - reads stdin")
        return SecretStr(typer.prompt("Scoro API key", hide_input=True, err=True))
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidChoiceError("--api-key-file", f"cannot be read: {error}") from error
    if not text.strip():
        raise InvalidChoiceError("--api-key-file", "is empty")
    return SecretStr(text.strip())


def _offer(address: str, *, as_json: bool, browser: bool) -> None:
    """The address is data where nobody waits, else words."""
    if as_json:
        return
    say("Sign in at Xero, choose the organisation and allow access:")
    say(f"\n  {address}\n")
    if browser and not webbrowser.open(address):
        say("No browser could be opened; open the address yourself.")


async def _awaited(api: ConnectorApi, connection_id: str, clock: Clock, *, seconds: float, unlike: str) -> Connected:
    """The connection once its sign-in came to something; as it stands when time runs out."""
    began = clock.monotonic()
    asked = False
    with output.words().status("Waiting for the sign-in at Xero …"):
        while True:
            now = await api.one(connection_id)
            if now.choices and not asked:
                asked = True
                say("Choose the organisation on the page in the browser.")
            settled = now.works or now.state == ConnectionState.BLOCKED_CURRENCY
            if (settled and (now.state != unlike or now.works)) or clock.monotonic() - began >= seconds:
                return now
            await clock.sleep(LOOK_EVERY)


def _told(now: Connected, address: str, *, as_json: bool) -> Exit:
    if as_json:
        output.document({"connection": now, "authorise_url": address})
    elif now.works:
        output.show(f"Connected: {escape(_names(now))}")
    for warning in now.warnings:
        say(f"Worth knowing: {warning.message}.")
    if now.works:
        say("Accounts and tax rates come from Xero first. Then switch categories on:")
        say("  scoro-xero settings set contacts.enabled=true invoices.enabled=true default_sales_account=200")
        return Exit.DONE
    if now.state == ConnectionState.BLOCKED_CURRENCY:
        say(BLOCKED.format(codes=", ".join(now.missing_currencies), id=now.id))
    else:
        say(f"Not signed in yet. Wait for it again: scoro-xero connect --again {now.id}")
    return Exit.PROBLEMS


def _names(now: Connected) -> str:
    scoro = side(now.company, f"entity {now.entity}")
    return f"{scoro} (Scoro) ↔ {side(now.organisation, 'no organisation yet')} (Xero)"


@app.callback(invoke_without_command=True)
def connections(context: typer.Context, *, as_json: Json = False) -> None:
    """
    Example: scoro-xero connections --json

    All connections, and the check of currencies that keeps one from starting.
    """
    if context.invoked_subcommand is None:
        listed(as_json=as_json)


@app.command("list", short_help="All connections.")
def listed(*, as_json: Json = False) -> None:
    """
    Example: scoro-xero connections list

    All connections with their state.
    """

    async def work(api: ConnectorApi) -> Exit:
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
def check(connection_id: Annotated[str, typer.Argument(metavar="ID")], *, as_json: Json = False) -> None:
    """
    Example: scoro-xero connections check 3f2a

    Look again whether every currency of Xero is active in Scoro; no new sign-in is needed.
    """

    async def work(api: ConnectorApi) -> Exit:
        return _told(await api.check(connection_id), "", as_json=as_json)

    _with_connector(work)


@app.command(short_help="The address for a button in Scoro.")
def button(connection_id: Annotated[str, typer.Argument(metavar="ID")], *, as_json: Json = False) -> None:
    """
    Example: scoro-xero connections button 3f2a

    The address for a custom field of type Trigger button in Scoro: who presses it sends the object it stands on.
    Whoever knows the address can do so too; Scoro checks it when the field is saved.
    """

    async def work(api: ConnectorApi) -> Exit:
        address = await api.button(connection_id)
        if as_json:
            output.document({"connection_id": connection_id, "url": address})
        else:
            output.show(address)
        return Exit.DONE

    _with_connector(work)


def _with_connector(work: Callable[[ConnectorApi], Awaitable[Exit]]) -> None:
    async def inside(session: Session) -> Exit:
        async with connector(session.addresses) as api:
            return await work(api)

    run(inside)
