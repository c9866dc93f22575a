"""Health: servers, queues and limits, for operators; a bundle for whoever helps from afar."""

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from services.console import limits
from services.console.bundle import Bundle
from services.console.chooser import name_of
from services.console.connector_api import connector
from services.console.doctor import Doctor, Finding
from services.console.paging import portion
from services.console.web import rendering
from services.console.web.access import ActingOperator, Operator, Visitor
from services.console.web.paging import PageNumber
from services.console.web.parts import Given, Parts
from shared.errors import AwayError
from shared.messaging.inspection import inspect
from shared.store.connections import Connection

router = APIRouter(prefix="/state")


@router.get("")
async def health(request: Request, given: Given, visitor: Operator, page: PageNumber = 1) -> Response:
    """What can be known without asking Scoro or Xero."""
    return await _page(request, given, visitor, [], page)


@router.post("")
async def check(request: Request, given: Given, visitor: ActingOperator) -> Response:
    """Everything, including whether both systems of every connection answer: a few calls each."""

    async def ask(connection: Connection) -> str:
        async with connector(given.addresses) as api:
            return (await api.check(connection.id)).state

    doctor = Doctor(given.store, given.settings.rabbitmq_url, given.clock, ask)
    return await _page(request, given, visitor, await doctor.look())


@router.get("/bundle.json")
async def bundle(given: Given, _visitor: Operator) -> Response:
    """States and counts, codes and times; no secrets and no documents."""
    found = await Bundle(given.store, given.queries, given.clock).gather()
    name = f"scoro-xero-support-{given.clock.now():%Y%m%d-%H%M}.json"
    return Response(
        to_json(found, indent=2),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _page(request: Request, given: Parts, visitor: Visitor, findings: list[Finding], number: int = 1) -> Response:
    shown = portion(sorted(await given.store.names.all(), key=lambda one: name_of(one).casefold()), number)
    there = await given.store.connections.find(_id={"$in": [one.id for one in shown.items]})
    there.sort(key=lambda one: name_of(one).casefold())
    calls = await limits.of(given.store, there, given.clock)
    ages = {age.id: age for age in await given.store.tokens.ages(one.token_set for one in there if one.token_set)}
    known = [(one, name_of(one), calls[one.id], ages.get(one.token_set or "")) for one in there]
    try:
        broker, away = await inspect(given.settings.rabbitmq_url), ""
    except AwayError as error:
        broker, away = None, str(error)
    return await rendering.page(
        request, "health.html", visitor, findings=findings, known=known, shown=shown, broker=broker, away=away,
        everybody=await limits.of_everybody(given.store, given.clock), dead=await given.store.dead_letters.open(),
        mongodb=await given.store.database.version(), size=await given.store.database.size(),
    )  # fmt: skip
