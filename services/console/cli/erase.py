"""`scoro-xero erase`: a contact's personal data, on request."""

from typing import Annotated

import typer

from services.console import prerequisites
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.records import ObjectKey
from shared.store.retention import Retention, erasing

app = typer.Typer(add_completion=False, rich_markup_mode="markdown", no_args_is_help=True)


@app.callback()
def erase() -> None:
    """
    Example: scoro-xero erase contact 312 --reason "asked by letter of 26 November"

    Forget what we keep of a person.
    """


@app.command(short_help="Everything that says who a contact is; links and history stay.")
def contact(
    name: Annotated[str, typer.Argument(metavar="NAME_OR_ID", help="As it is known here, or either id.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="For the record.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero erase contact 312 --reason "asked by letter of 26 November"

    Empty every snapshot, call, problem, preview and index entry of a contact. Ids, times and links stay, so nothing is
    doubled later. Erase or rename it in Scoro and Xero first: what they still tell is read again. Documents stay as
    they are.
    """

    async def work(session: Session) -> Exit:
        said = prerequisites.reason(reason, "--reason")
        of = await session.queries.connection(connection)
        scoro_id, xero_id = await _who(session, of.id, name)
        say(f"Contact {scoro_id or '–'} in Scoro, {xero_id or '–'} in Xero. This cannot be undone.")
        if not yes and not agreed("Erase it?"):
            return Exit.DONE
        retention = Retention(session.store.database, session.clock)
        done = await retention.erase(scoro_id, xero_id, erasing(of.id, by=author(), why=said))
        if as_json:
            output.document({"scoro_id": scoro_id, "xero_id": xero_id, "versions": done.versions, "calls": done.calls})
        else:
            output.show(f"Erased: {done.versions} versions, {done.calls} calls.")
        return Exit.DONE

    run(work)


async def _who(session: Session, connection_id: str, name: str) -> tuple[str | None, str | None]:
    """Its ids in both systems. Raises InvalidChoiceError where it is nobody, or several."""
    entries = await session.store.objects.named(connection_id, Category.CONTACTS, name)
    links = session.store.links
    found: set[tuple[str | None, str | None]] = set()
    for key in (entry.key for entry in entries):
        found.add(await _twins(session, key))
    if not found:
        by_xero = await links.by_xero(connection_id, Category.CONTACTS, [name])
        by_scoro = await links.by_scoro(connection_id, Category.CONTACTS, [name])
        found = {(one.scoro_id, one.xero_id) for one in (*by_xero.values(), *by_scoro.values())}
    if len(found) != 1:
        said = "nobody is known by it" if not found else "several are known by it; give an id"
        raise InvalidChoiceError("contact", said)
    return found.pop()


async def _twins(session: Session, key: ObjectKey) -> tuple[str | None, str | None]:
    links = session.store.links
    look = links.by_scoro if key.system == "scoro" else links.by_xero
    link = (await look(key.connection_id, key.category, [key.object_id])).get(key.object_id)
    if link is not None:
        return link.scoro_id, link.xero_id
    return (key.object_id, None) if key.system == "scoro" else (None, key.object_id)
