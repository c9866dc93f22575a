"""Is it working? One line, then each category, what needs somebody, and what happened last."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from services.console import last_day, sentences
from services.console.queries import Status
from services.console.spelling import Times
from services.console.web import rendering
from services.console.web.access import ActingAt, At
from services.console.web.parts import Given, Parts
from shared.store.connections import Connection
from shared.store.holds import CODES
from shared.store.problems import Cause
from shared.store.runs import Run

router = APIRouter()

FEW = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows."""

    status: Status
    sentence: str
    causes: Sequence[Cause]
    runs: Sequence[Run]


async def look(given: Parts, connection: Connection) -> Overview:
    """Read it."""
    status, open_causes, runs = await asyncio.gather(
        given.queries.status(connection),
        given.queries.causes(connection),
        given.store.runs.newest(connection.id, FEW),
    )
    times = Times(given.clock.now(), connection.time_zone)
    held = set(CODES.values())  # what is held is shown as such
    causes = [one for one in open_causes if one.code not in held]
    return Overview(status, sentences.of(status, times.short, sentences.PAGES), causes[:FEW], runs)


def live_part(found: Overview, connection: Connection, now: dt.datetime) -> str:
    """What changes by itself while somebody looks."""
    return rendering.fragment("overview_live.html", zone=connection.time_zone, now=now, found=found)


@router.get("/c/{connection_id}")
async def overview(request: Request, given: Given, place: At) -> Response:
    """The page."""
    now = given.clock.now()
    found, hours = await asyncio.gather(
        look(given, place.connection), given.store.days.hours(place.connection.id, last_day.begins(now))
    )
    return await rendering.page(request, "overview.html", place, found=found, day=last_day.of(hours, now))


@router.post("/c/{connection_id}/synchronize")
async def synchronize(given: Given, place: ActingAt) -> Response:
    """*Synchronize now*: everything that is switched on."""
    run_id = await given.actions.synchronize(place.connection, (), author=place.visitor.person.name)
    return rendering.leads_to(f"/c/{place.connection.id}/runs/{run_id}")
