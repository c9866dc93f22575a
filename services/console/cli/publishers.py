"""`scoro-xero publishers`: who may announce changes in Scoro."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from services.console import amqp_users
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json
from services.console.cli.session import Session, author, run, say
from services.console.publishers import Allowed, Publishing
from services.console.spelling import Times

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The AMQP user.")]
ByHand = Annotated[
    bool, typer.Option("--by-hand", help="Leave the broker alone; print what makes or removes the user there.")
]
PASSWORD = "PASSWORD"  # noqa: S105 - the word that stands for one
UTC = "UTC"


@app.callback(invoke_without_command=True)
def publishers(context: typer.Context, *, as_json: Json = False) -> None:
    """
    Example: scoro-xero publishers add scoro-backend --site acme.scoro.com

    Who may announce changes in Scoro: an AMQP user each, and the sites it speaks for. See docs/asyncapi.yaml.
    """
    if output.is_alone(context, as_json):
        listed(as_json=as_json)


@app.command("list", short_help="Who may announce, and for which sites.")
def listed(*, as_json: Json = False) -> None:
    """
    Example: scoro-xero publishers list --json

    Who may announce, and for which sites.
    """

    async def work(session: Session) -> None:
        found = await session.store.publishers.all()
        if as_json:
            output.document({"publishers": [asdict(one) for one in found]})
        elif not found:
            output.show("Nobody may announce yet. `scoro-xero publishers add` allows somebody.")
        else:
            times = Times(session.clock.now(), UTC)
            table = output.table("Publisher", "Sites", "Since", "By", grow=("Sites",))
            for one in found:
                table.add_row(one.user, escape(", ".join(one.sites)), times.short(one.added_at), escape(one.author))
            output.show(table)

    run(work)


@app.command(short_help="Allow somebody to announce, for some sites.")
def add(
    name: Name,
    *,
    sites: Annotated[
        list[str], typer.Option("--site", metavar="SITE", help="Such as acme.scoro.com; may be repeated.")
    ],
    by_hand: ByHand = False,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero publishers add scoro-backend --site acme.scoro.com --site beta.scoro.com

    Allow an AMQP user to announce changes of these sites. It is made where there is none, may write to the exchange
    `announcements` and may do nothing else; its address with the password is shown once. Again: adds more sites.
    """

    async def work(session: Session) -> None:
        async with _publishing(session, by_hand=by_hand) as (publishing, is_by_hand):
            allowed = await publishing.allow(name, sites, author=author())
            unconnected = await publishing.unconnected(allowed.publisher)
        recipe = amqp_users.words_to_add(name, session.addresses.rabbitmq_url) if is_by_hand else []
        address = _address(session, allowed, is_by_hand=is_by_hand)
        if as_json:
            output.document({"publisher": asdict(allowed.publisher), "amqp_url": address, "recipe": recipe})
        else:
            _tell(allowed, address, recipe)
        for site in unconnected:
            say(f"No entity of {site} is connected here yet: until then its announcements are not taken.")

    run(work)


@app.command(short_help="Hear somebody no more.")
def remove(
    name: Name,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by_hand: ByHand = False,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero publishers remove scoro-backend

    Hear this publisher no more, and remove its AMQP user. What it announced before is still read.
    """

    async def work(session: Session) -> None:
        if not yes and not agreed(f"Remove {name} and its AMQP user?"):
            raise typer.Exit(Exit.DONE)
        async with _publishing(session, by_hand=by_hand) as (publishing, is_by_hand):
            await publishing.forbid(name, author=author())
        recipe = amqp_users.words_to_remove(name) if is_by_hand else []
        if as_json:
            output.document({"removed": name, "recipe": recipe})
        else:
            output.show(f"{escape(name)} is not heard any more.")
            _by_hand(recipe)

    run(work)


@asynccontextmanager
async def _publishing(session: Session, *, by_hand: bool) -> AsyncIterator[tuple[Publishing, bool]]:
    """With the broker's users where its management API is known; else they are made by hand."""
    management = session.addresses.rabbitmq_management_url
    if by_hand or management is None:
        yield Publishing(session.store, None), True
        return
    async with amqp_users.amqp_users(management, session.addresses.rabbitmq_url) as users:
        yield Publishing(session.store, users), False


def _address(session: Session, allowed: Allowed, *, is_by_hand: bool) -> str | None:
    """Where it connects; None where its password was told before."""
    if allowed.password is None and not is_by_hand:
        return None
    password = PASSWORD if allowed.password is None else allowed.password.get_secret_value()
    return amqp_users.address(session.addresses.rabbitmq_url, allowed.publisher.user, password)


def _tell(allowed: Allowed, address: str | None, recipe: list[str]) -> None:
    publisher = allowed.publisher
    say(f"{publisher.user} may announce changes of {', '.join(publisher.sites)}.")
    if allowed.password is not None:
        say("Its AMQP address, shown this once:")
    elif address is None:
        say("Its AMQP user was there already and keeps its password.")
    _by_hand(recipe)
    if address is not None:
        typer.echo(address)


def _by_hand(recipe: Iterable[str]) -> None:
    for number, command in enumerate(recipe):
        if number == 0:
            say("Run this on a node of the broker:")
        typer.echo(command)
