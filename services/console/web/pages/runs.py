"""Synchronizations: the last ones, and one of them, live while it goes on and as a report afterwards."""

import datetime as dt
from collections.abc import AsyncGenerator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.console import run_words
from services.console.following import REST
from services.console.queries import Report
from services.console.spelling import Times, plural
from services.console.web import rendering
from services.console.web.access import ActingAt, At, NotThereError, Place
from services.console.web.parts import Given, Parts
from shared.store.connections import Connection
from shared.store.runs import RunState

router = APIRouter(prefix="/c/{connection_id}/runs")

ON_A_PAGE = 25
Before = Annotated[dt.datetime | None, Query()]


@router.get("")
async def runs(request: Request, given: Given, place: At, before: Before = None) -> Response:
    """Newest first."""
    moment = before if before is None or before.tzinfo else before.replace(tzinfo=dt.UTC)
    found = await given.store.runs.newest(place.connection.id, ON_A_PAGE + 1, before=moment)
    reports = await given.queries.reports(found[:ON_A_PAGE])
    rows = [(one, run_words.trigger(one.trigger), run_words.outcome(one)) for one in reports]
    older = reports[-1].started_at.isoformat() if len(found) > ON_A_PAGE else None
    return await rendering.page(request, "runs.html", place, rows=rows, older=older, is_first=before is None)


@router.get("/{run_id}")
async def one(request: Request, given: Given, place: At, run_id: UUID) -> Response:
    """A run, or that it is still to begin."""
    report = await _report(given, place, run_id)
    return await rendering.page(
        request, "run.html", place, run_id=run_id, is_over=_is_over(report), **_values(given, report, place.connection)
    )


@router.post("/{run_id}/stop")
async def stop(given: Given, place: ActingAt, run_id: UUID) -> Response:
    """*Stop after current objects*: the rest waits for the next run."""
    left = await given.actions.stop(place.connection, run_id, author=place.visitor.person.name)
    done = (
        "It is over already"
        if left is None
        else f"It ends after the current objects; {plural(left, 'object waits', 'objects wait')}"
    )
    return rendering.leads_to(f"/c/{place.connection.id}/runs/{run_id}", done)


@router.get("/{run_id}/live")
async def live(given: Given, place: At, run_id: UUID) -> Response:
    """Server-sent events: the part that changes, until the run is over."""
    await _report(given, place, run_id)
    return StreamingResponse(_events(given, place, run_id), media_type="text/event-stream")


async def _events(given: Parts, place: Place, run_id: UUID) -> AsyncGenerator[str]:
    async for _ in given.news.of(place.connection.id):
        looked = given.clock.monotonic()
        report = await _report(given, place, run_id)
        connection = await given.store.connections.get(place.connection.id)
        text = rendering.fragment(
            "run_live.html", zone=connection.time_zone, now=given.clock.now(), **_values(given, report, connection)
        )
        yield "".join(f"data: {line}\n" for line in text.splitlines()) + "\n"
        if _is_over(report):
            return
        await given.clock.sleep(REST * (given.clock.monotonic() - looked))


async def _report(given: Parts, place: Place, run_id: UUID) -> Report | None:
    """None where it has not begun. A run of another connection is not there."""
    run = await given.store.runs.get(run_id)
    if run is None:
        return None
    if run.connection_id != place.connection.id:
        raise NotThereError("there is no such run")
    return await given.queries.report(run)


def _is_over(report: Report | None) -> bool:
    return report is not None and report.state is RunState.DONE


def _values(given: Parts, report: Report | None, connection: Connection) -> dict[str, Any]:
    now = given.clock.now()
    shown = Times(now, connection.time_zone).short
    return {
        "report": report,
        "trigger": run_words.trigger(report.trigger) if report else "",
        "sentence": run_words.outcome(report) if report else "",
        "held_up": run_words.held_up(report, connection, now, shown) if report else [],
        "of": connection.id,
    }
