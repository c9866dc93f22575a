"""What happened to an object, in the words of people; pure."""

from services.console.histories import Attempt, History, Version
from services.console.spelling import Times, plural
from shared.store.records import State
from shared.store.waits import is_brake, is_held
from shared.words import advice

WORDS = {
    State.RECORDED: "Seen, not yet let in",
    State.OPEN: "Waiting for its turn",
    State.WAITING: "Waiting for",
    State.SENDING: "On its way",
    State.UNCLEAR: "No clear answer yet",
    State.SYNCED: "In sync",
    State.LEFT_OUT: "Left out",
    State.FAILED: "Needs attention",
    State.SUPERSEDED: "A newer version took its place",
}
ASKED = {
    "dependency": "needed by a document",
    "person": "asked for by a person",
    "rewrite": "to be written again, by a person",
    "retry": "tried again",
    "undo": "to be undone",
}


def link(one: History) -> str:
    if one.link is None:
        return f"{one.system.capitalize()} {one.object_id}; not linked"
    evidence = one.link.evidence.replace("_", " ")
    found = "created by us" if evidence == "created" else f"found by its {evidence}"
    state = "" if one.link.state == "active" else f" ({one.link.state})"
    return f"Scoro {one.link.scoro_id}  ↔  Xero {one.link.xero_id}{state}, {found}"


def detail(version: Version, times: Times) -> str:
    if version.state == State.WAITING:
        return ", ".join(wait(one) for one in version.waits_for)
    if version.state == State.OPEN and version.due_at:
        why = f"{advice.of(version.reason).title}; " if version.reason else ""
        return f"{why}again at {times.exact(version.due_at)}"
    if version.reason:
        return advice.of(version.reason).title
    if version.state == State.SYNCED:
        return "written" if version.wrote else "nothing was to be changed"
    return ""


def wait(one: str) -> str:
    """One thing that is waited for."""
    if is_held(one):
        return "a decision of a person"
    if is_brake(one):
        return "the rest of its run"
    return one.replace(":", " ")


def attempted(attempt: Attempt) -> str:
    answer = f"answered {attempt.status}" if attempt.status else attempt.state
    shared = f", with {plural(attempt.objects - 1, 'other')}" if attempt.objects > 1 else ""
    again = f", sent {attempt.sends} times" if attempt.sends > 1 else ""
    return f"{attempt.method} {attempt.path} to {attempt.system.capitalize()}: {answer}{shared}{again}"
