"""Single objects by HTTP (R142): send or pull one, and see how it ended."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Query, Response

from services.connector.actions.asked import Asker
from services.connector.actions.errors import UnknownActionError
from services.connector.web.access import Called, Caller
from services.connector.web.action_models import EXAMPLES, ActionIn, ActionOut, shown
from services.connector.web.models import ProblemOut
from services.connector.web.parts import Given, Parts
from shared.store.actions import Action

MOST_SECONDS = 50
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])")


def _refusal(description: str, **example: str) -> dict[str, Any]:
    return {
        "model": ProblemOut,
        "description": description,
        "content": {"application/json": {"example": example}},
    }


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: _refusal(
        "The body is no JSON at all", code="malformed_request", message="There was an error parsing the body"
    ),
    401: _refusal("The key is missing, unknown or revoked", code="not_allowed", message="the header …"),
    403: _refusal(
        "The key belongs to another connection",
        code="other_connection",
        message="this key is for another connection",
    ),
    404: _refusal(
        "There is no such connection, object or action",
        code="object_not_found",
        message="Scoro has no invoice with the number, name or id 1003",
        field="object",
    ),
    409: _refusal(
        "It is not allowed (any more), or the name means several",
        code="action_over",
        message="Invoice 1003 has a payment of 120.00 GBP in Xero since 2026-11-20; it can no longer be sent",
    ),
    422: _refusal(
        "The request does not have this form, or its Idempotency-Key was used for another one",
        code="malformed_request",
        message="name the object by exactly one of object, scoro_id, xero_id",
    ),
    502: _refusal("Scoro or Xero refused, in their words", code="scoro_key_refused", message="…"),
    503: _refusal("Something is away; try again soon", code="away", message="Xero does not answer"),
}

router = APIRouter(prefix="/connections/{connection_id}/actions", tags=["actions"], responses=REFUSALS)

Wait = Annotated[
    str,
    Header(
        alias="Prefer", description=f"`wait=10`: answer once it is done, after ten seconds (at most {MOST_SECONDS})"
    ),
]
Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key with the same request gives the same action, for ninety days",
    ),
]
Named = Annotated[str, Path(description="Id of the connection")]


@router.post(
    "",
    status_code=202,
    responses={200: {"model": ActionOut, "description": "Done"}, 202: {"description": "Begun; `Location` says more"}},
)
async def ask(
    connection_id: Named,
    wish: Annotated[ActionIn, Body(openapi_examples=EXAMPLES)],
    answer: Response,
    given: Given,
    called: Called,
    prefer: Wait = "",
    once: Once = None,
) -> ActionOut:
    """
    Send or pull one object now.

    It goes in Automatic and in Manual mode, also where its category is switched off, whatever start date and bookmark
    say, ahead of everything else. Only the direction of the category counts: what travels From Scoro is sent, what
    travels To Scoro is pulled. An invoice can be sent until a payment is attached, a credit note until it is allocated.
    Receipts are pulled until the document is fully received; there is an action for each of them (`others`).
    """
    connection = await given.store.connections.get(connection_id)
    action = await given.acting.ask(connection, wish.asked(), _asker(called, wish, once))
    made = await _shown(given, action, prefer)
    answer.status_code = 200 if made.done else 202
    answer.headers["Location"] = f"/connections/{connection_id}/actions/{action.id}"
    return made


@router.get("/{action_id}")
async def state(connection_id: Named, action_id: str, given: Given, _called: Called, prefer: Wait = "") -> ActionOut:
    """How it stands."""
    action = await given.store.actions.get(connection_id, action_id)
    if action is None:
        raise UnknownActionError(action_id)
    return await _shown(given, action, prefer)


@router.get("")
async def listed(
    connection_id: Named, given: Given, _called: Called, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> list[ActionOut]:
    """The last ones, newest first."""
    await given.store.connections.get(connection_id)
    found = await given.store.actions.newest(connection_id, limit)
    return [shown(await given.standings.of(action)) for action in found]


async def _shown(given: Parts, action: Action, prefer: str) -> ActionOut:
    if not action.is_over and (seconds := _seconds(prefer)):
        action = await given.store.actions.over(action, seconds)
    others = await given.store.actions.begun_with(action) if action.beside is None else ()
    return shown(await given.standings.of(action), others)


def _seconds(prefer: str) -> int:
    """RFC 7240: what is not understood is not preferred."""
    found = _WAIT.search(prefer)
    return min(int(found[1]), MOST_SECONDS) if found else 0


def _asker(called: Caller, wish: ActionIn, once: str | None) -> Asker:
    key = f"{called.id}:{once}" if once else None
    return Asker(called.via, called.signed(wish.asked_by), once=key, wish=wish.model_dump_json() if key else "")
