"""The stream that keeps an open overview fresh."""

from collections.abc import AsyncGenerator

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from services.console.web.access import At
from services.console.web.pages.overview import live_part, look
from services.console.web.parts import Given, Parts
from shared.store.connections import Connection

router = APIRouter()


@router.get("/c/{connection_id}/live")
async def live(given: Given, place: At) -> Response:
    """Server-sent events: the part of the overview that changes, whenever something happened."""
    return StreamingResponse(_events(given, place.connection), media_type="text/event-stream")


async def _events(given: Parts, connection: Connection) -> AsyncGenerator[str]:
    async for happened in given.news.of(connection.id):
        if not happened:
            yield ": still here\n\n"
            continue
        now = await given.store.connections.get(connection.id)
        text = live_part(await look(given, now), now, given.clock.now())
        yield "".join(f"data: {line}\n" for line in text.splitlines()) + "\n"
