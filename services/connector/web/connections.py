"""The internal API: for the console and the command line, never for the world."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.connector.accounts import NewConnection
from services.connector.announcing import hook_address
from services.connector.web.models import (
    BookmarkOut,
    ButtonOut,
    ChoiceIn,
    ConnectionOut,
    CreatedOut,
    KeyIn,
    NewConnectionIn,
    ProblemOut,
    SignInOut,
    shown,
)
from services.connector.web.parts import Given
from services.connector.web.problems import NotAllowedError
from shared.contracts.envelope import Category
from shared.documents.tracking import TrackingCategoryThere

BEARER = HTTPBearer(auto_error=False, description="The connector's INTERNAL_API_KEY")


def insider(given: Given, shown_key: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> None:
    """Only who knows the key; nobody where none is set."""
    expected = given.internal_key.get_secret_value().encode()
    if not expected:
        raise NotAllowedError("INTERNAL_API_KEY is not set, so the internal API is closed")
    if shown_key is None or not secrets.compare_digest(shown_key.credentials.encode(), expected):
        raise NotAllowedError("the internal API needs the header Authorization: Bearer <INTERNAL_API_KEY>")


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemOut, "description": "A value does not fit; `field` names it"},
    401: {"model": ProblemOut, "description": "The internal key is missing or wrong"},
    404: {"model": ProblemOut, "description": "There is no such connection"},
    409: {"model": ProblemOut, "description": "One entity, one organisation (R13)"},
    422: {"model": ProblemOut, "description": "The body does not have this form"},
    502: {"model": ProblemOut, "description": "Scoro or Xero refused, in their words"},
    503: {"model": ProblemOut, "description": "Something is away; try again soon"},
}

router = APIRouter(prefix="/connections", tags=["connections"], dependencies=[Depends(insider)], responses=REFUSALS)


@router.post("", status_code=201)
async def create(wish: NewConnectionIn, given: Given) -> CreatedOut:
    """Check site, key and entity, keep them, and begin the sign-in at Xero."""
    connection = await given.accounts.create(NewConnection(wish.site_url, wish.entity, wish.api_key, wish.time_zone))
    address = await given.accounts.authorise(connection.id)
    connection = await given.store.connections.get(connection.id)
    return CreatedOut(connection=shown(connection), authorise_url=address)


@router.get("")
async def listed(given: Given) -> list[ConnectionOut]:
    """All connections."""
    return [shown(one) for one in await given.store.connections.find()]


@router.get("/{connection_id}")
async def one(connection_id: str, given: Given) -> ConnectionOut:
    """One connection, with the organisations that wait for a choice."""
    connection = await given.store.connections.get(connection_id)
    return shown(connection, await given.accounts.candidates(connection_id))


@router.post("/{connection_id}/authorise")
async def authorise(connection_id: str, given: Given) -> SignInOut:
    """Begin a new sign-in at Xero; what works goes on working."""
    return SignInOut(authorise_url=await given.accounts.authorise(connection_id))


@router.post("/{connection_id}/organisation")
async def organisation(connection_id: str, choice: ChoiceIn, given: Given) -> ConnectionOut:
    """Choose among the organisations that a sign-in allowed."""
    return shown(await given.accounts.choose(connection_id, choice.tenant_id))


@router.post("/{connection_id}/checks")
async def check_again(connection_id: str, given: Given) -> ConnectionOut:
    """Look again, for instance after currencies were added in Scoro; no new sign-in (R8)."""
    return shown(await given.accounts.check(connection_id))


@router.put("/{connection_id}/key")
async def new_key(connection_id: str, wish: KeyIn, given: Given) -> ConnectionOut:
    """A new API key of the same Scoro site; it is tried first. No new sign-in at Xero."""
    return shown(await given.accounts.renew_key(connection_id, wish.api_key))


@router.delete("/{connection_id}")
async def disconnect(connection_id: str, given: Given) -> ConnectionOut:
    """End it at once; `farewell` names systems that are still to be told. Links and settings stay (R11)."""
    return shown(await given.disconnecting.disconnect(connection_id))


@router.get("/{connection_id}/bookmarks/{category}")
async def bookmarks(connection_id: str, category: Category, given: Given) -> list[BookmarkOut]:
    """What can select objects of a category on their way from Scoro (R120)."""
    connection = await given.store.connections.get(connection_id)
    found = await given.asking.bookmarks(connection, category)
    return [BookmarkOut(id=name, name=called) for name, called in found.items()]


@router.get("/{connection_id}/tracking")
async def tracking(connection_id: str, given: Given) -> list[TrackingCategoryThere]:
    """Xero's tracking categories (R123)."""
    return await given.asking.tracking(await given.store.connections.get(connection_id))


@router.get("/{connection_id}/button")
async def button(connection_id: str, given: Given) -> ButtonOut:
    """The addresses for *Trigger buttons* in Scoro (R139, R142)."""
    connection = await given.store.connections.get(connection_id)
    hook = hook_address(given.public_url, connection)
    return ButtonOut(url=f"{hook}/button", receipts_url=f"{hook}/receipts")
