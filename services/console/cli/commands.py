"""Every command but those of the local stack, with the line that `scoro-xero --help` shows."""

from collections.abc import Callable

import typer

from services.console.cli import (
    api_keys,
    audit,
    backfill,
    bundle,
    by_hand,
    choose,
    connect,
    connections,
    dead_letters,
    decide,
    disconnect,
    doctor,
    erase,
    fields,
    history,
    pauses,
    plan,
    problems,
    publishers,
    reconcile,
    release,
    status,
    stopping,
    sync,
    undo,
)

LOOK = "Look"
CROSS = "Bring across"
MEND = "Decide and mend"
SET_UP = "Set up"
HELP = "Help"


def add_to(app: typer.Typer) -> None:
    """Under the question that somebody comes with."""
    _looking(app)
    _crossing(app)
    _mending(app)
    _setting_up(app)
    _command(
        app, HELP, "doctor", "Is everything in place? Servers, rights, indexes, clocks, both systems.", doctor.doctor
    )
    _command(app, HELP, "support-bundle", "One file for whoever helps, without secrets.", bundle.support_bundle)


def _looking(app: typer.Typer) -> None:
    _command(app, LOOK, "status", "Is it working?", status.status)
    _group(app, LOOK, "problems", "What needs a person.", problems.app)
    _command(app, LOOK, "reconcile", "Do both books agree, and if not, what makes the difference?", reconcile.reconcile)
    _command(app, LOOK, "history", "Everything that happened to one object.", history.history)
    _command(app, LOOK, "actions", "What was sent or pulled by hand.", by_hand.actions)
    _group(app, LOOK, "audit", "Who did what? Is the audit trail whole?", audit.app)


def _crossing(app: typer.Typer) -> None:
    _command(app, CROSS, "sync", "Synchronize now.", sync.sync)
    _command(app, CROSS, "stop", "End the run that goes on, after its current objects.", stopping.stop)
    _command(app, CROSS, "plan", "What the next run would do; nothing is written.", plan.plan)
    _command(app, CROSS, "send", "Send one object to Xero now.", by_hand.send)
    _command(app, CROSS, "pull", "Bring one object from Xero now.", by_hand.pull)
    _group(app, CROSS, "backfill", "Bring across what is older than the start date.", backfill.app)


def _mending(app: typer.Typer) -> None:
    _command(app, MEND, "decide", "A difference: write the source's version again, or leave it so.", decide.decide)
    _command(app, MEND, "release", "Decide about what happens in unusual numbers.", release.release)
    _command(app, MEND, "pause", "Write nothing for a while; nothing is lost.", pauses.pause)
    _command(app, MEND, "resume", "Go on, with what waited.", pauses.resume)
    _group(app, MEND, "undo", "Take back what was written to Xero: a run's, or chosen documents.", undo.app)
    _group(app, MEND, "dead-letters", "Messages that no service could handle.", dead_letters.app)


def _setting_up(app: typer.Typer) -> None:
    _command(app, SET_UP, "connect", "Connect a Scoro entity with a Xero organisation.", connect.connect)
    _command(app, SET_UP, "disconnect", "End a connection; links and settings are kept.", disconnect.disconnect)
    _group(app, SET_UP, "connections", "All connections, their checks, their organisation.", connections.app)
    _group(app, SET_UP, "settings", "What crosses, which way, since when.", choose.app)
    _command(app, SET_UP, "mapping", "Which field becomes which.", fields.mapping)
    _group(app, SET_UP, "publishers", "Who may announce changes in Scoro.", publishers.app)
    _group(app, SET_UP, "api-keys", "Keys for programs that send single objects.", api_keys.app)
    _group(app, SET_UP, "erase", "Forget what we keep of a person.", erase.app)


def _command(app: typer.Typer, panel: str, name: str, line: str, does: Callable[..., None]) -> None:
    app.command(name, short_help=line, rich_help_panel=panel)(does)


def _group(app: typer.Typer, panel: str, name: str, line: str, inner: typer.Typer) -> None:
    app.add_typer(inner, name=name, short_help=line, rich_help_panel=panel)
