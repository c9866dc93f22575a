"""A sign-in at Xero as the command line sees it: offered, awaited, a choice made, and what came of it."""

import sys
import webbrowser

import typer
from rich.markup import escape

from services.console.chooser import side
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.session import say
from services.console.connecting import Connecting
from services.console.connector_api import Choice, Connected, ConnectorApi
from shared.clock import Clock
from shared.errors import InvalidChoiceError
from shared.store.connections import ConnectionState

LOOK_EVERY = 1.0
BLOCKED = """\
Almost there. These currencies are used in Xero but not active in Scoro: {codes}.
Activate them in Scoro (Settings → Site settings → Currencies). There is no need to sign in at Xero again:
  scoro-xero connections check {id}"""
FIRST = """\
Accounts and tax rates come from Xero first. Then switch categories on:
  scoro-xero settings set contacts.enabled=true invoices.enabled=true default_sales_account=200"""
CHOOSE_ELSEWHERE = """\
An organisation is to be chosen: {names}.
Choose it on the page in the browser, or here: scoro-xero connections choose --connection {id} NAME"""


def offer(address: str, *, as_json: bool, browser: bool) -> None:
    """The address is data where nobody waits, else words."""
    if as_json:
        return
    say("Sign in at Xero, choose the organisation and allow access:")
    say(f"\n  {address}\n")
    if browser and not webbrowser.open(address):
        say("No browser could be opened; open the address yourself.")


async def awaited(api: ConnectorApi, acts: Connecting, before: Connected, clock: Clock, *, seconds: float) -> Connected:
    """The connection once its sign-in came to something; as it stands when time runs out."""
    began = clock.monotonic()
    offered: list[Choice] = []
    with output.words().status("Waiting for the sign-in at Xero …") as shown:
        while True:
            now = await api.one(before.id)
            if now.sign_in_ended(before) or clock.monotonic() - began >= seconds:
                return now
            if now.choices and now.choices != offered:
                offered = now.choices
                shown.stop()
                now = await _asked(acts, now)
                shown.start()
            await clock.sleep(LOOK_EVERY)


async def _asked(acts: Connecting, now: Connected) -> Connected:
    """Let a person choose here, or say where else."""
    if now.refusal:
        say(f"Not yet: {now.refusal.message}.")
    if not sys.stdin.isatty():
        say(CHOOSE_ELSEWHERE.format(names=", ".join(one.name for one in now.choices), id=now.id))
        return now
    say("Choose the organisation:")
    for number, one in enumerate(now.choices, start=1):
        say(f"  {number}  {one.name}")
    answer = str(typer.prompt("Which one (or nothing, if you choose in the browser)", default="", err=True)).strip()
    return await acts.choose(now.id, organisation(now.choices, answer).tenant_id) if answer else now


def organisation(choices: list[Choice], wanted: str) -> Choice:
    """The one that is meant by its number, id or name.

    Raises InvalidChoiceError.
    """
    if wanted.isdecimal() and 1 <= int(wanted) <= len(choices):
        return choices[int(wanted) - 1]
    found = [one for one in choices if wanted == one.tenant_id or wanted.casefold() == one.name.casefold()]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{one.name} ({one.tenant_id})" for one in choices) or "none; sign in at Xero first"
    raise InvalidChoiceError("organisation", f"{wanted!r} is not one of those that were allowed: {there}")


def told(now: Connected, address: str = "", *, as_json: bool) -> Exit:
    """What came of it."""
    if as_json:
        output.document({"connection": now, "authorise_url": address})
    elif now.works:
        output.show(f"Connected: {escape(names(now))}")
    for warning in now.warnings:
        say(f"Worth knowing: {warning.message}.")
    if now.works:
        if now.state == ConnectionState.CONNECTED:
            say(FIRST)
        return Exit.DONE
    if now.state == ConnectionState.BLOCKED_CURRENCY:
        say(BLOCKED.format(codes=", ".join(now.missing_currencies), id=now.id))
    elif now.refusal:
        say(f"Not connected: {now.refusal.message}.")
    else:
        say(f"Not signed in yet. Wait for it again: scoro-xero connect --again --connection {now.id}")
    return Exit.PROBLEMS


def names(now: Connected) -> str:
    """Both sides."""
    scoro = side(now.company, f"entity {now.entity}")
    return f"{scoro} (Scoro) ↔ {side(now.organisation, 'no organisation yet')} (Xero)"
