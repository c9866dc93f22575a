"""Where Scoro and Xero deliver their news; answered once it is kept."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from services.connector.web.bodies import raw_body
from services.connector.web.models import ProblemOut
from services.connector.web.parts import Given

router = APIRouter(tags=["webhooks"], responses={503: {"model": ProblemOut, "description": "Deliver again later"}})

ANSWER_SECONDS = 4.5
"""Xero waits five."""
OURS = "scoro.txt: this host receives webhooks of Scoro for Scoro–Xero Sync.\n"


@router.post("/webhooks/xero", responses={401: {"model": ProblemOut, "description": "The signature does not fit"}})
async def from_xero(request: Request, given: Given) -> Response:
    """Take Xero's events: 200 with an empty body, or 401 where the signature over the raw bytes is wrong."""
    async with asyncio.timeout(ANSWER_SECONDS):
        raw = await raw_body(request)
        await given.xero_hooks.receive(raw, request.headers.get("x-xero-signature", ""))
    return Response(status_code=200)


@router.get("/webhooks/scoro/{hook}", responses={404: {"model": ProblemOut, "description": "Nobody listens there"}})
async def scoro_asks(hook: str, given: Given) -> Response:
    """Tell Scoro that somebody listens."""
    await given.scoro_hooks.connection(hook)
    return Response(status_code=200)


@router.post("/webhooks/scoro/{hook}", responses={404: {"model": ProblemOut, "description": "Nobody listens there"}})
async def from_scoro(hook: str, request: Request, given: Given) -> Response:
    """Take a hint from Scoro; an empty body only asks whether somebody listens."""
    async with asyncio.timeout(ANSWER_SECONDS):
        await given.scoro_hooks.receive(hook, await raw_body(request))
    return Response(status_code=200)


@router.get("/webhooks/scoro/{hook}/button", responses={404: {"model": ProblemOut, "description": "Nobody listens"}})
async def button_asks(hook: str, given: Given) -> Response:
    """Tell Scoro that a *Trigger button* may post here."""
    await given.scoro_hooks.connection(hook)
    return Response(status_code=200)


@router.post("/webhooks/scoro/{hook}/button", responses={404: {"model": ProblemOut, "description": "Nobody listens"}})
async def button(hook: str, request: Request, given: Given) -> Response:
    """Send, or pull, the object on which a *Trigger button* in Scoro was pressed; `actions` tell what became of it."""
    async with asyncio.timeout(ANSWER_SECONDS):
        await given.scoro_hooks.press(hook, await raw_body(request))
    return Response(status_code=200)


@router.get("/webhooks/scoro/{hook}/receipts", responses={404: {"model": ProblemOut, "description": "Nobody listens"}})
async def receipts_button_asks(hook: str, given: Given) -> Response:
    """Tell Scoro that a *Trigger button* may post here."""
    await given.scoro_hooks.connection(hook)
    return Response(status_code=200)


@router.post("/webhooks/scoro/{hook}/receipts", responses={404: {"model": ProblemOut, "description": "Nobody listens"}})
async def receipts_button(hook: str, request: Request, given: Given) -> Response:
    """Pull what was paid on the invoice or bill on which a *Trigger button* in Scoro was pressed."""
    async with asyncio.timeout(ANSWER_SECONDS):
        await given.scoro_hooks.press(hook, await raw_body(request), receipts=True)
    return Response(status_code=200)


@router.get("/scoro.txt", response_class=PlainTextResponse)
async def ownership() -> PlainTextResponse:
    """Scoro looks for this file before it delivers to a host."""
    return PlainTextResponse(OURS)
