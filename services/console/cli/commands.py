"""Every command but those of the local stack, with the line that `scoro-xero --help` shows."""

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


def add_to(app: typer.Typer) -> None:
    """In the order in which a new operator needs them."""
    app.command("connect", short_help="Connect a Scoro entity with a Xero organisation.")(connect.connect)
    app.command("disconnect", short_help="End a connection; links and settings are kept.")(disconnect.disconnect)
    app.add_typer(connections.app, name="connections", short_help="All connections, their checks, their organisation.")
    app.add_typer(choose.app, name="settings", short_help="What crosses, which way, since when.")
    app.command("sync", short_help="Synchronize now.")(sync.sync)
    app.command("stop", short_help="End the run that goes on, after its current objects.")(stopping.stop)
    app.command("plan", short_help="What the next run would do; nothing is written.")(plan.plan)
    app.add_typer(backfill.app, name="backfill", short_help="Bring across what is older than the start date.")
    app.command("send", short_help="Send one object to Xero now.")(by_hand.send)
    app.command("pull", short_help="Bring one object from Xero now.")(by_hand.pull)
    app.add_typer(undo.app, name="undo", short_help="Take back what was written to Xero: a run's, or chosen documents.")
    app.command("actions", short_help="What was sent or pulled by hand.")(by_hand.actions)
    app.command("status", short_help="Is it working?")(status.status)
    app.command("reconcile", short_help="Do both books agree, and if not, what makes the difference?")(
        reconcile.reconcile
    )
    app.command("decide", short_help="A difference: write the source's version again, or leave it so.")(decide.decide)
    app.command("release", short_help="Decide about what happens in unusual numbers.")(release.release)
    app.command("pause", short_help="Write nothing for a while; nothing is lost.")(pauses.pause)
    app.command("resume", short_help="Go on, with what waited.")(pauses.resume)
    app.add_typer(problems.app, name="problems", short_help="What needs a person.")
    app.add_typer(dead_letters.app, name="dead-letters", short_help="Messages that no service could handle.")
    app.command("history", short_help="Everything that happened to one object.")(history.history)
    app.add_typer(audit.app, name="audit", short_help="Who did what? Is the audit trail whole?")
    app.command("doctor", short_help="Is everything in place? Servers, rights, indexes, clocks, both systems.")(
        doctor.doctor
    )
    app.add_typer(erase.app, name="erase", short_help="Forget what we keep of a person.")
    app.add_typer(publishers.app, name="publishers", short_help="Who may announce changes in Scoro.")
    app.add_typer(api_keys.app, name="api-keys", short_help="Keys for programs that send single objects.")
    app.command("mapping", short_help="Which field becomes which.")(fields.mapping)
    app.command("support-bundle", short_help="One file for whoever helps, without secrets.")(bundle.support_bundle)
