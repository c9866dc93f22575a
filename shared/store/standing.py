"""Which results may still be recorded: asked within the transaction that records them.

A worker may have been slow. What it found out about an entry that is no longer its own is worth nothing: not the state,
not the link, not the problem.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.clock import Clock
from shared.contracts.envelope import System
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.heads import HEADS, head_id
from shared.store.links import Links
from shared.store.records import PLANNED_ANEW, Link, State

if TYPE_CHECKING:
    from shared.store.outcomes import Result


class Standing:
    """Sifts results before they are recorded."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._changes = database.collection(CHANGES)
        self._heads = database.collection(HEADS)
        self._links = links
        self._clock = clock

    async def of(self, results: Sequence["Result"], ours: Document, session: Session) -> list["Result"]:
        """Those whose entry fits `ours`; of each object only its newest version goes on; one object per twin."""
        standing = await self._still_ours(results, ours, session)
        standing = await self._newest(standing, session)
        return await self._one_to_one(standing, session)

    async def _still_ours(self, results: Sequence["Result"], ours: Document, session: Session) -> list["Result"]:
        wanted: Document = {"_id": {"$in": [result.entry.id for result in results]}, **ours}
        known = {row["_id"] async for row in self._changes.find(wanted, {"_id": 1}, session=session)}
        return [result for result in results if result.entry.id in known]

    async def _newest(self, results: Sequence["Result"], session: Session) -> list["Result"]:
        """A version that was on its way while a newer one was recorded is not tried again.

        The heads are written, not only read, so that a newer version recorded at this very moment is a conflict.
        """
        ids = [head_id(result.entry.key) for result in results if result.state in (State.OPEN, State.WAITING)]
        if not ids:
            return list(results)
        among: Document = {"_id": {"$in": ids}}
        await self._heads.update_many(among, {"$set": {"settled_at": self._clock.now()}}, session=session)
        newest = {row["_id"]: row["entry"] async for row in self._heads.find(among, {"entry": 1}, session=session)}
        return [
            _superseded(result)
            if newest.get(head_id(result.entry.key), result.entry.id) > result.entry.id
            and result.state in (State.OPEN, State.WAITING)
            else result
            for result in results
        ]

    async def _one_to_one(self, results: Sequence["Result"], session: Session) -> list["Result"]:
        links = [(result.link, result.entry.key.system) for result in results if result.link]
        taken = await self._links.taken(links, session)
        kept: list[Result] = []
        for result in results:
            if result.link is not None:
                source = result.entry.key.system
                own = result.link.scoro_id if source == "scoro" else result.link.xero_id
                if taken.setdefault(_twin(result.link, source), own) != own:
                    kept.append(_planned_anew(result))
                    continue
            kept.append(result)
        return kept


def _twin(link: Link, source: System) -> tuple[str, System, str]:
    return link.category.value, "xero" if source == "scoro" else "scoro", link.counterpart_of(source)


def _superseded(result: "Result") -> "Result":
    return replace(result, state=State.SUPERSEDED, reason=None, due_at=None, waits_for=(), keeps_claim=False)


def _planned_anew(result: "Result") -> "Result":
    """Its twin belongs to another object by now."""
    return replace(
        result,
        state=State.OPEN,
        reason=PLANNED_ANEW,
        link=None,
        problem=None,
        counterpart_id=None,
        wrote=False,
        due_at=None,
        parked=False,
    )
