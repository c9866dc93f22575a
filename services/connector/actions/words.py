"""How an action stands, in one sentence; pure."""

from services.connector.actions.kinds import NOUNS
from services.connector.actions.standing import UNDER_WAY, WAITING, Parent, Standing
from shared.store.actions import Ended
from shared.words import advice
from shared.words.advice_words import Advice

GONE = "link_closed"
OTHER = {"scoro": "Xero", "xero": "Scoro"}
SENTENCES: dict[str, str] = {
    Ended.CREATED: "{what} was created in {there}.",
    Ended.UPDATED: "{what} was updated in {there}.",
    Ended.IN_SYNC: "{what} is in sync already.",
    Ended.LEFT_OUT: "{what} was left out: {title}.",
    Ended.NEEDS_ATTENTION: "{what} needs attention: {title}.",
    Ended.REFUSED: "{said}.",
    WAITING: "{what} waits for {parents}.",
    UNDER_WAY: "{what} is on its way to {there}.",
}
PARKED = "{what} waits for {parents}, which needs attention: {title}."
AGAIN = "{what} is on its way to {there}: {title}, tried again at {due_at:%H:%M:%S} UTC."
DELETED = "{what} was deleted in {here}; its link is closed."


def sentence(standing: Standing) -> str:
    """`Invoice 1003 was created in Xero.`"""
    action = standing.action
    return _fitting(standing).format(
        what=f"{NOUNS[action.kind]} {action.number or action.key.object_id}{action.about and f' over {action.about}'}",
        here=action.key.system.capitalize(),
        there=OTHER[action.key.system],
        title=advice.of(standing.code or "").title,
        said=standing.said,
        parents=" and ".join(map(_parent, standing.waits_for)),
        due_at=standing.due_at,
    )


def advised(standing: Standing) -> Advice | None:
    """Why and what to do, where there is a reason to be told."""
    is_well = standing.state in {Ended.CREATED, Ended.UPDATED, Ended.IN_SYNC}
    is_waiting = standing.state == WAITING and not standing.is_over
    return None if standing.code is None or is_well or is_waiting else advice.of(standing.code)


def _fitting(standing: Standing) -> str:
    if standing.code == GONE:
        return DELETED
    if standing.state == WAITING and standing.is_over:
        return PARKED
    if standing.state == UNDER_WAY and standing.due_at is not None and standing.code is not None:
        return AGAIN
    return SENTENCES[standing.state]


def _parent(parent: Parent) -> str:
    return f"{NOUNS[parent.kind].lower()} {parent.number or parent.object_id}"
