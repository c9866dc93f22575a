"""How far an undoing got, by the versions in the log that carry it out."""

from collections.abc import Mapping, Sequence

from shared.store.everything import Store
from shared.store.records import UNDO, Entry, State
from shared.store.undoings import Undoing, UndoLine, UndoPhase, state_of


async def entries_of(store: Store, of: Undoing, lines: Sequence[UndoLine]) -> dict[int, Entry | None]:
    """Place → the version that carries it out, or the one that took its place; None where there is none.

    Where a process died right after it was confirmed, the line does not know its version: the log does.
    """
    if of.phase is UndoPhase.PLANNED:
        return {line.place: None for line in lines}
    ids = [line.entry for line in lines if line.entry is not None]
    known = {entry.id: entry for entry in await store.recorded.named(ids)}
    found: dict[int, Entry | None] = {}
    for line in lines:
        entry = known.get(line.entry) if line.entry is not None else None
        if entry is None or entry.state is State.SUPERSEDED:
            newest = await store.changes.newest(line.key)
            entry = newest if newest is not None and (entry is not None or newest.asked == UNDO) else None
        found[line.place] = entry
    return found


def states(of: Undoing, lines: Sequence[UndoLine], entries: Mapping[int, Entry | None]) -> dict[int, str]:
    """Place → `planned`, `under_way`, `done` or `refused`, of those that go."""
    return {line.place: state_of(of, entries.get(line.place)) for line in lines if line.goes}


async def is_over(store: Store, of: Undoing) -> bool:
    """Whether nothing of it happens by itself any more."""
    lines = [line for line in await store.undoings.lines(of.id) if line.goes]
    said = states(of, lines, await entries_of(store, of, lines))
    return of.phase is not UndoPhase.PLANNED and not {"under_way", "planned"}.intersection(said.values())
