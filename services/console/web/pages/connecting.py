"""Connecting, looking whether it holds, pausing, and ending it."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import SecretStr

from services.console.chooser import name_of
from services.console.connecting import Connecting
from services.console.connector_api import Connected, connector
from services.console.endings import ending
from services.console.pausing import Scope
from services.console.web import rendering
from services.console.web.access import ActingAdministrator, ActingAt, Administrator, At, Place
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category
from shared.dates import zone
from shared.errors import InvalidChoiceError, SyncError
from shared.store.connections import ConnectionState

router = APIRouter()

Short = Annotated[str, Form(max_length=300)]
Long = Annotated[str, Form(max_length=2000)]
Of = Annotated[list[Category], Form(default_factory=list)]
SURE = "disconnect"
STATES = {
    ConnectionState.DISCONNECTED: "Not connected: it was ended, links and settings are kept. Sign in again to go on.",
    ConnectionState.AUTHORISING: "Not connected yet: the sign-in at Xero is not finished.",
    ConnectionState.BLOCKED_CURRENCY: "Not connected yet: currencies are missing in Scoro.",
    ConnectionState.BROKEN: "Not connected: it needs somebody. The Overview says why.",
}
"""Of a connection that does not work."""


@router.get("/connect")
async def begin(request: Request, given: Given, visitor: Administrator) -> Response:
    """Scoro's side; in a sandbox that of its made-up company, filled in."""
    offer = given.settings.offer
    return await rendering.page(request, "connect.html", visitor, typed=offer, offered=offer, said="")


@router.post("/connect")
async def create(
    request: Request,
    given: Given,
    visitor: ActingAdministrator,
    site: Short = "",
    entity: Short = "",
    time_zone: Short = "UTC",
    api_key: Long = "",
) -> Response:
    """Scoro is asked whether the key works; then the way leads to Xero."""
    typed = {"site": site.strip(), "entity": entity.strip(), "time_zone": time_zone.strip() or "UTC"}
    try:
        _check(typed, api_key)
        async with connector(given.addresses) as api:
            acts = Connecting(api, given.store.decisions, by=visitor.person.name)
            made, address = await acts.create(
                site_url=typed["site"], entity=typed["entity"], api_key=SecretStr(api_key.strip()),
                time_zone=typed["time_zone"],
            )  # fmt: skip
    except SyncError as error:
        return await rendering.page(
            request, "connect.html", visitor, status=400, typed=typed, offered={}, said=str(error)
        )
    await given.store.people.grant(visitor.person.name, made.id, author=visitor.person.name)
    return await rendering.page(
        request, "sign_in_at_xero.html", visitor, address=address, back=f"/c/{made.id}/connection"
    )


@router.get("/c/{connection_id}/connection")
async def connection(request: Request, given: Given, place: At) -> Response:
    """Whether it holds, and what can be done about it."""
    return await _page(request, given, place)


@router.post("/c/{connection_id}/connection/sign-in")
async def sign_in(request: Request, given: Given, place: ActingAt) -> Response:
    """Again, at Xero: links and settings stay."""
    async with connector(given.addresses) as api:
        address = await Connecting(api, given.store.decisions, by=place.visitor.person.name).sign_in(
            place.connection.id
        )
    return await rendering.page(request, "sign_in_at_xero.html", place, address=address, back=_path(place))


@router.post("/c/{connection_id}/connection/check")
async def check(request: Request, given: Given, place: ActingAt) -> Response:
    """Look at the currencies again (R8)."""
    return await _asked(request, given, place, lambda acts: acts.check(place.connection.id), "Checked")


@router.post("/c/{connection_id}/connection/organisation")
async def organisation(request: Request, given: Given, place: ActingAt, tenant_id: Short) -> Response:
    """One of those that the sign-in allowed."""
    return await _asked(request, given, place, lambda acts: acts.choose(place.connection.id, tenant_id), "Chosen")


@router.post("/c/{connection_id}/connection/key")
async def renew_key(request: Request, given: Given, place: ActingAt, api_key: Long = "") -> Response:
    """A new API key of the same site."""
    if not api_key.strip():
        return await _page(request, given, place, said="the API key is missing", answer=400)
    key = SecretStr(api_key.strip())
    done = "The new key works"
    return await _asked(request, given, place, lambda acts: acts.renew_key(place.connection.id, key), done)


@router.post("/c/{connection_id}/connection/disconnect")
async def disconnect(request: Request, given: Given, place: ActingAt, sure: Short = "") -> Response:
    """End it; nothing is deleted on either side (R11)."""
    if sure.strip().lower() != SURE:
        return await _page(request, given, place, said=f"type {SURE} to say that you mean it", answer=400)
    return await _asked(request, given, place, lambda acts: acts.disconnect(place.connection.id), "Disconnected")


@router.post("/c/{connection_id}/connection/pause")
async def pause(request: Request, given: Given, place: ActingAt, of: Of, why: Short = "") -> Response:
    """Write nothing more, of everything or of these categories."""
    try:
        await given.pausing.pause(Scope(place.connection, tuple(of)), by=place.visitor.person.name, why=why)
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    return rendering.leads_to(_path(place), "Paused")


@router.post("/c/{connection_id}/connection/resume")
async def resume(request: Request, given: Given, place: ActingAt, of: Of, why: Short = "") -> Response:
    """Go on."""
    try:
        await given.pausing.resume(Scope(place.connection, tuple(of)), by=place.visitor.person.name, why=why)
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    return rendering.leads_to(_path(place), "It goes on")


async def _asked(
    request: Request,
    given: Parts,
    place: Place,
    ask: Callable[[Connecting], Awaitable[Connected]],
    done: str,
) -> Response:
    """The connector does it; what it refuses stands on the page."""
    try:
        async with connector(given.addresses) as api:
            await ask(Connecting(api, given.store.decisions, by=place.visitor.person.name))
    except SyncError as error:
        return await _page(request, given, place, said=str(error), answer=409)
    return rendering.leads_to(_path(place), done)


async def _page(request: Request, given: Parts, place: Place, *, said: str = "", answer: int = 200) -> Response:
    """The connector knows most of it; where it is away, what the store knows is shown."""
    now, away = None, ""
    try:
        async with connector(given.addresses) as api:
            now = await api.one(place.connection.id)
    except SyncError as error:
        away = str(error)
    chosen = (await given.store.settings.get(place.connection.id)).enabled()
    return await rendering.page(
        request, "connection.html", place, status=answer, now=now, away=away, said=said, sure=SURE,
        named=name_of(place.connection), states=STATES, is_chosen=bool(chosen),
        known=await ending(given.store, place.connection), categories=list(Category),
    )  # fmt: skip


def _check(typed: dict[str, str], api_key: str) -> None:
    """What can be known without asking anybody."""
    for name, words in (("site", "Address of the Scoro site"), ("entity", "Id of the entity")):
        if not typed[name]:
            raise InvalidChoiceError(words, "is missing")
    if not api_key.strip():
        raise InvalidChoiceError("API key", "is missing")
    zone(typed["time_zone"])


def _path(place: Place) -> str:
    return f"/c/{place.connection.id}/connection"
