"""The first page: which connection; where there is one alone, that one."""

from fastapi import APIRouter, Request, Response

from services.console import sentences
from services.console.spelling import Times
from services.console.web import rendering
from services.console.web.access import Seen
from services.console.web.parts import Given

router = APIRouter()


@router.get("/")
async def connections(request: Request, given: Given, visitor: Seen) -> Response:
    """All that the visitor may see, each with the sentence that says whether it works."""
    found = [one for one in await given.store.connections.find() if visitor.sees(one.id)]
    if len(found) == 1:
        answer = rendering.leads_to(f"/c/{found[0].id}")
        return rendering.with_visit(answer, visitor, given)
    now = given.clock.now()
    known = [await given.queries.status(one) for one in found]
    rows = [(one, sentences.of(one, Times(now, one.time_zone).short, sentences.PAGES)) for one in known]
    return await rendering.page(request, "choose.html", visitor, rows=rows)
