"""Who did what, when and why."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.console import timeline
from services.console.web import rendering
from services.console.web.access import At
from services.console.web.parts import Given

router = APIRouter(prefix="/c/{connection_id}/audit")

ON_A_PAGE = 100
MOST = 1000


@router.get("")
async def audit(
    request: Request, given: Given, place: At, limit: Annotated[int, Query(ge=1, le=MOST)] = ON_A_PAGE
) -> Response:
    """The newest first; more of them by the address."""
    found = await timeline.of(given.store, place.connection, limit=limit + 1)
    more = min(limit + ON_A_PAGE, MOST) if len(found) > limit and limit < MOST else None
    return await rendering.page(request, "audit.html", place, happenings=found[:limit], more=more)
