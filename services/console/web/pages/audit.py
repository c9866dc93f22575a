"""Who did what, when and why."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.console import timeline
from services.console.web import rendering
from services.console.web.access import At
from services.console.web.parts import Given

router = APIRouter(prefix="/c/{connection_id}/audit")

ON_A_PAGE = 100
Before = Annotated[dt.datetime | None, Query()]


@router.get("")
async def audit(request: Request, given: Given, place: At, before: Before = None) -> Response:
    """The newest first; older ones by the address."""
    moment = before if before is None or before.tzinfo else before.replace(tzinfo=dt.UTC)
    found = await timeline.of(given.store, place.connection, limit=ON_A_PAGE, before=moment)
    older = found.before.isoformat() if found.before else None
    return await rendering.page(
        request, "audit.html", place, happenings=found.happenings, older=older, is_first=before is None
    )
