"""`scoro-xero connect`: the way in, the first time and again."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from services.console.chooser import chosen
from services.console.cli import output, signing_in
from services.console.cli.connector_api import Connected, ConnectorApi, connector
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run, say
from shared.errors import InvalidChoiceError


def connect(
    *,
    site: Annotated[str | None, typer.Option("--site", help="Address of the Scoro site's API.")] = None,
    entity: Annotated[str | None, typer.Option("--entity", help="Scoro's id of the business entity.")] = None,
    time_zone: Annotated[str, typer.Option("--time-zone", help="Of the site, such as Europe/Tallinn.")] = "UTC",
    api_key_file: Annotated[
        Path | None,
        typer.Option("--api-key-file", metavar="FILE", help="Holds the API key; - reads stdin. Else asked."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="A new sign-in for a connection that exists.")] = False,
    scoro_key: Annotated[
        bool, typer.Option("--scoro-key", help="A new Scoro API key for a connection that exists.")
    ] = False,
    connection: Of = None,
    browser: Annotated[bool, typer.Option("--open", help="Open the sign-in in a browser.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the sign-in is finished.")] = True,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Wait so many seconds at most.")] = 900,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero connect --site https://acme.scoro.com/api/v2 --entity 1 --api-key-file key.txt --open

    Connect a Scoro entity with a Xero organisation. The API key is asked for or read from a file, never an argument.

    --again signs in anew where Xero no longer lets us in, or after a disconnect; --scoro-key gives a new key. Links and
    settings are kept, and whatever waited crosses.
    """

    async def begin(api: ConnectorApi) -> tuple[Connected, str]:
        if again:
            known = chosen(await api.everyone(), connection)
            address = await api.authorise(known.id)
            return await api.one(known.id), address
        return await api.create(
            site_url=_given("site", site),
            entity=_given("entity", entity),
            api_key=_key(api_key_file),
            time_zone=time_zone,
        )

    async def work(session: Session) -> Exit:
        async with connector(session.addresses) as api:
            if scoro_key:
                known = chosen(await api.everyone(), connection)
                return _renewed(await api.renew_key(known.id, _key(api_key_file)), as_json=as_json)
            connected, address = await begin(api)
            signing_in.offer(address, as_json=as_json and not wait, browser=browser)
            if not wait:
                if as_json:
                    output.document({"connection": connected, "authorise_url": address})
                return Exit.DONE
            ended = await signing_in.awaited(api, connected, session.clock, seconds=timeout)
            return signing_in.told(ended, address, as_json=as_json)

    if again and scoro_key:
        raise typer.BadParameter("--again and --scoro-key are two different things; one after the other")
    run(work)


def _renewed(now: Connected, *, as_json: bool) -> Exit:
    if as_json:
        output.document({"connection": now})
    else:
        output.show("The new key works.")
    if not now.works:
        say(f"The connection itself does not work yet, it is {now.state}. `scoro-xero status` says what is left to do.")
    return Exit.DONE if now.works else Exit.PROBLEMS


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
