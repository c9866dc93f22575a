"""`scoro-xero connect`: the way in, the first time and again."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from services.console.chooser import chosen
from services.console.cli import output, signing_in
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.connecting import Connecting
from services.console.connector_api import Connected, ConnectorApi, connector
from shared.errors import InvalidChoiceError

Site = Annotated[str | None, typer.Option("--site", help="Address of the Scoro site's API.")]
Entity = Annotated[str | None, typer.Option("--entity", help="Scoro's id of the business entity.")]
Zone = Annotated[str, typer.Option("--time-zone", help="Of the site, such as Europe/Tallinn.")]
KeyFile = Annotated[
    Path | None, typer.Option("--api-key-file", metavar="FILE", help="Holds the API key; - reads stdin. Else asked.")
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a sign-in is offered and awaited."""

    browser: bool
    wait: bool
    seconds: float
    as_json: bool


def connect(
    *,
    site: Site = None,
    entity: Entity = None,
    time_zone: Zone = "UTC",
    api_key_file: KeyFile = None,
    again: Annotated[bool, typer.Option("--again", help="A new sign-in for a connection that exists.")] = False,
    scoro_key: Annotated[bool, typer.Option("--scoro-key", help="A new Scoro API key for one that exists.")] = False,
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

    async def begin(api: ConnectorApi, acts: Connecting) -> tuple[Connected, str]:
        if again:
            return await _begun_again(api, acts, connection)
        sides = {"site_url": _given("site", site), "entity": _given("entity", entity), "time_zone": time_zone}
        return await acts.create(api_key=_key(api_key_file), **sides)

    if again and scoro_key:
        raise typer.BadParameter("--again and --scoro-key are two different things; one after the other")
    if scoro_key:
        run(lambda session: _renew(session, connection, api_key_file, as_json=as_json))
    run(lambda session: _sign_in(session, begin, Waiting(browser, wait, timeout, as_json)))


async def _begun_again(api: ConnectorApi, acts: Connecting, connection: str | None) -> tuple[Connected, str]:
    known = chosen(await api.everyone(), connection)
    address = await acts.sign_in(known.id)
    return await api.one(known.id), address


async def _sign_in(
    session: Session, begin: Callable[[ConnectorApi, Connecting], Awaitable[tuple[Connected, str]]], how: Waiting
) -> Exit:
    async with connector(session.addresses) as api:
        acts = Connecting(api, session.store.decisions, by=author())
        connected, address = await begin(api, acts)
        signing_in.offer(address, as_json=how.as_json and not how.wait, browser=how.browser)
        if how.wait:
            ended = await signing_in.awaited(api, acts, connected, session.clock, seconds=how.seconds)
            return signing_in.told(ended, address, as_json=how.as_json)
    if how.as_json:
        output.document({"connection": connected, "authorise_url": address})
    return Exit.DONE


async def _renew(session: Session, connection: str | None, file: Path | None, *, as_json: bool) -> Exit:
    async with connector(session.addresses) as api:
        known = chosen(await api.everyone(), connection)
        now = await Connecting(api, session.store.decisions, by=author()).renew_key(known.id, _key(file))
    return _renewed(now, as_json=as_json)


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
