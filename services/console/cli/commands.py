"""Every command but those of the local stack, with the line that `scoro-xero --help` shows."""

import typer

from services.console.cli import choose, connect, history, pauses, problems, publishers, status, sync


def add_to(app: typer.Typer) -> None:
    """In the order in which a new operator needs them."""
    app.command("connect", short_help="Connect a Scoro entity with a Xero organisation.")(connect.connect)
    app.add_typer(connect.app, name="connections", short_help="All connections, and their checks.")
    app.add_typer(choose.app, name="settings", short_help="What crosses, which way, since when.")
    app.command("sync", short_help="Synchronize now.")(sync.sync)
    app.command("status", short_help="Is it working?")(status.status)
    app.command("pause", short_help="Write nothing for a while; nothing is lost.")(pauses.pause)
    app.command("resume", short_help="Go on, with what waited.")(pauses.resume)
    app.add_typer(problems.app, name="problems", short_help="What needs a person.")
    app.command("history", short_help="Everything that happened to one object.")(history.history)
    app.add_typer(publishers.app, name="publishers", short_help="Who may announce changes in Scoro.")
