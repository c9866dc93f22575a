"""A single object that somebody sent or pulled, watched until it is over; the object's own page shows it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from services.console.connector_api import connector
from services.console.web import rendering
from services.console.web.access import At, NotThereError, Place
from services.console.web.parts import Given, Parts
from shared.errors import SyncError
from shared.store.actions import Action

router = APIRouter(prefix="/c/{connection_id}/actions")

ID = Annotated[str, Path(max_length=100)]


@dataclass(frozen=True, slots=True)
class Watched:
    """How it stands, in one sentence."""

    id: str
    words: str
    is_over: bool


@router.get("/{action_id}/live")
async def live(given: Given, place: At, action_id: ID) -> Response:
    """Server-sent events: how it stands, until it is over."""
    if await watched(given, place, action_id) is None:
        raise NotThereError("there is no such action")
    return StreamingResponse(_events(given, place, action_id), media_type="text/event-stream")


async def watched(given: Parts, place: Place, action_id: str) -> Watched | None:
    """None where nobody asked for it, or so long ago that it is forgotten."""
    action = await given.store.actions.get(place.connection.id, action_id)
    return Watched(action.id, await _words(given, action), action.is_over) if action else None


async def _words(given: Parts, action: Action) -> str:
    """As the connector says it; where it is away, what the store knows."""
    try:
        async with connector(given.addresses) as api:
            return (await api.acted(action.key.connection_id, action.id)).message
    except SyncError:
        return f"It ended: {action.ended.value.replace('_', ' ')}." if action.ended else "It is on its way."


async def _events(given: Parts, place: Place, action_id: str) -> AsyncGenerator[str]:
    async for happened in given.news.of(place.connection.id):
        if not happened:
            yield ": still here\n\n"
            continue
        action = await watched(given, place, action_id)
        if action is None:
            return
        zone, now = place.connection.time_zone, given.clock.now()
        text = rendering.fragment("action_live.html", zone=zone, now=now, action=action)
        yield "".join(f"data: {line}\n" for line in text.splitlines()) + "\n"
        if action.is_over:
            return
