"""`scoro-xero api-keys`: keys by which programs send and pull single objects."""

from typing import Annotated

import typer
from rich.markup import escape

from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.spelling import Times

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


@app.callback(invoke_without_command=True)
def api_keys(context: typer.Context, *, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero api-keys create --name ERP

    Keys of a connection, for programs that send or pull single objects over HTTP.
    """
    if output.is_alone(context, connection, as_json):
        listed(connection=connection, as_json=as_json)


@app.command(short_help="A new key; it is shown this once.")
def create(
    *,
    name: Annotated[str, typer.Option("--name", help="What will use it.")],
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero api-keys create --name ERP > key.txt

    Make a key. It is shown this once and kept as a hash alone: who loses it makes another.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        made, secret = await session.actions.create_api_key(of, name, author=author())
        if as_json:
            output.document(
                {"id": made.id, "connection_id": of.id, "name": made.name, "key": secret.get_secret_value()}
            )
            return
        output.exact(secret.get_secret_value())
        say(f"Key {made.id} of connection {of.id}. Keep it now: it is not shown again.")
        say(f"  POST {session.addresses.public_url}/connections/{of.id}/actions")
        say("  Authorization: Bearer <key>")

    run(work)


@app.command("list", short_help="All keys, without their secrets.")
def listed(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero api-keys list --json

    All keys of a connection: who made them, when they were used last, which are revoked.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        keys = await session.store.api_keys.of(of.id)
        times = Times(session.clock.now(), of.time_zone)
        if as_json:
            output.document({"connection_id": of.id, "api_keys": keys})
        elif not keys:
            output.show("None yet. `scoro-xero api-keys create --name …` makes one.")
        else:
            table = output.table("Id", "Name", "Made", "By", "Used last", "State", grow=("Name",))
            for key in keys:
                state = f"revoked {times.short(key.revoked_at)}" if key.revoked_at else "[green]good[/]"
                made, used = times.short(key.created_at), times.short(key.last_used_at)
                table.add_row(key.id, escape(key.name), made, escape(key.created_by), used, state)
            output.show(table)

    run(work)


@app.command(short_help="Let nobody in with it any more.")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `api-keys list` names it.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero api-keys revoke 3f2a91c0de11 --yes

    Revoke a key. Whatever uses it is refused from the next request on.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        if not yes and not agreed(f"Revoke key {key_id}?"):
            raise typer.Exit(Exit.DONE)
        revoked = await session.actions.revoke_api_key(of, key_id, author=author())
        if as_json:
            output.document(revoked)
        else:
            output.show(f"Key {revoked.id} ({escape(revoked.name)}) opens nothing any more.")

    run(work)
