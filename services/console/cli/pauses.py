"""`scoro-xero pause` and `resume`: nothing is written meanwhile, and nothing is lost."""

from typing import Annotated

import typer

from services.console.cli import output
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.pausing import Scope
from services.console.spelling import plural
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import NotPublishedError

Categories = Annotated[list[Category] | None, output.categories("all")]
Everywhere = Annotated[bool, typer.Option("--all", help="Every connection, also those made later.")]


def pause(
    categories: Categories = None,
    *,
    reason: Annotated[str, typer.Option("--reason", help="For whoever looks next.")],
    everywhere: Everywhere = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero pause invoices --reason 'the accountant closes October'

    Write nothing to the other system until it is resumed. Changes are read and recorded meanwhile; calls that are
    under way are brought to their end.
    """

    async def work(session: Session) -> None:
        scope = await _scope(session, connection, categories, everywhere=everywhere)
        await session.pausing.pause(scope, by=author(), why=reason)
        if as_json:
            output.document(_document(scope))
        else:
            output.show(f"Paused: {_words(scope)}. Changes are recorded and wait for `scoro-xero resume`.")

    run(work)


def resume(
    categories: Categories = None,
    *,
    reason: Annotated[str, typer.Option("--reason", help="For whoever looks next.")] = "",
    everywhere: Everywhere = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero resume invoices

    Go on with what was paused by the same words. What waited goes at once.
    """

    async def work(session: Session) -> None:
        scope = await _scope(session, connection, categories, everywhere=everywhere)
        count = 0
        try:
            count = await session.pausing.resume(scope, by=author(), why=reason)
        except NotPublishedError:
            say("RabbitMQ does not answer just now: what waited goes on within a minute after it is back.")
        if as_json:
            output.document(_document(scope) | {"let_in": count})
        else:
            output.show(f"Resumed: {_words(scope)}. {plural(count, 'recorded change')} let in.")

    run(work)


async def _scope(
    session: Session, connection_id: str | None, categories: list[Category] | None, *, everywhere: bool
) -> Scope:
    if everywhere and connection_id:
        raise InvalidChoiceError("--all", "is about every connection; leave --connection away")
    of = None if everywhere else await session.queries.connection(connection_id)
    return Scope(of, tuple(dict.fromkeys(categories or ())))


def _words(scope: Scope) -> str:
    what = ", ".join(scope.categories) or "all categories"
    return f"{what} of {f'connection {scope.connection.id}' if scope.connection else 'every connection'}"


def _document(scope: Scope) -> dict[str, object]:
    return {"connection_id": scope.connection_id, "categories": list(scope.categories)}
