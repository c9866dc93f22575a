"""Undoings in the words of people; pure."""

from services.console.undoing import ShownUndoing
from shared.store.undoings import UndoLine, UndoPhase
from shared.words import advice

VERBS = {
    "unallocate": "Remove",
    "delete_payment": "Delete",
    "void": "Void",
    "delete": "Delete the draft",
    "unlink": "End",
}
STATES = {"planned": "Not begun", "under_way": "On its way", "done": "Undone", "refused": "Not undone"}


def steps(line: UndoLine) -> list[str]:
    """`Void I-1, 114.00 GBP`, in their order."""
    return [f"{VERBS[verb]} {what}" for verb, what in line.steps]


def why_not(line: UndoLine) -> str:
    """Why it stays as it is."""
    return f"{advice.of(line.reason).title}: {line.said}"


def state(shown: ShownUndoing, line: UndoLine) -> str:
    """How one object stands, with the reason where it was not undone after all."""
    code = shown.reasons.get(line.place)
    said = STATES[shown.states[line.place]]
    return f"{said}: {advice.of(code).title}" if code else said


def sentence(shown: ShownUndoing) -> str:
    """How all of it stands, in one line."""
    going, staying = len(shown.going), len(shown.staying)
    if shown.of.phase is UndoPhase.PLANNED:
        kept = f"; {staying:,} cannot be" if staying else ""
        return f"{going:,} of {going + staying:,} can be undone{kept}."
    now = shown.progress
    parts = [f"{now.done:,} undone"]
    parts += [f"{now.under_way:,} on the way"] if now.under_way else []
    parts += [f"{now.refused:,} kept from it"] if now.refused else []
    parts += [f"{staying:,} could not be"] if staying else []
    end = ". Both books are compared now." if shown.is_over and shown.of.phase is UndoPhase.DONE else "."
    return ", ".join(parts) + end
