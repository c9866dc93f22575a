"""The first page: which connection; where there is one alone, that one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.console import sentences
from services.console.glances import Glancing, fitting
from services.console.paging import ON_A_PAGE
from services.console.spelling import Times
from services.console.web import rendering
from services.console.web.access import Seen
from services.console.web.paging import PageNumber
from services.console.web.parts import Given

router = APIRouter()

Wanted = Annotated[str, Query(max_length=200)]


@router.get("/")
async def connections(request: Request, given: Given, visitor: Seen, q: Wanted = "", page: PageNumber = 1) -> Response:
    """All that the visitor may see, each with the sentence that says whether it works."""
    found = [one for one in await given.store.names.all() if visitor.sees(one.id)]
    if len(found) == 1:
        answer = rendering.leads_to(f"/c/{found[0].id}")
        return rendering.with_visit(answer, visitor, given)
    shown = await Glancing(given.store, given.clock).page(fitting(found, q), page)
    now = given.clock.now()
    rows = [(one, sentences.of(one, Times(now, one.time_zone).short, sentences.PAGES)) for one in shown.items]
    return await rendering.page(
        request, "choose.html", visitor, rows=rows, shown=shown, q=q, has_many=len(found) > ON_A_PAGE
    )
