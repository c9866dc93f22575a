"""`scoro-xero support-bundle`: one file for whoever helps from afar."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from services.console.bundle import Bundle
from services.console.cli.exits import Exit
from services.console.cli.session import Session, fail, run, say

Into = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Where to write it; otherwise it goes to stdout.")
]


def support_bundle(*, into: Into = None) -> None:
    """
    Example: scoro-xero support-bundle --output bundle.json

    Versions, states, counts, settings, codes of problems and the last runs as one JSON document. Holds no secrets, no
    documents, no names of customers.
    """

    async def work(session: Session) -> None:
        written = to_json(await Bundle(session.store, session.queries, session.clock).gather(), indent=2)
        if into is None:
            typer.echo(written.decode())
            return
        try:
            into.write_bytes(written + b"\n")
        except OSError as error:
            fail(f"{into} cannot be written: {error.strerror}.", Exit.WRONG_USE)
        say(f"Written to {into}: no secrets, no documents.")

    run(work)
