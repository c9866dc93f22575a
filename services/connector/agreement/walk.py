"""Reading both systems in full and comparing them: one chain, page after page (design §3.8).

It is all in the lane `proof`: it takes only what nobody else needs. What one page came to is kept in the transaction
that moves the chain, so a page that is read twice counts once.
"""

from collections.abc import Sequence
from functools import partial

import structlog

from services.connector.agreement import comparing, lists
from services.connector.agreement.comparing import About, Judged
from services.connector.agreement.pairing import Pairing
from services.connector.agreement.steps import READ, Place, Step, pass_of
from services.connector.sources.page import Read, Turn
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.agreement import SOURCE
from shared.store.agreement_records import Fact, Pass
from shared.store.database import Session
from shared.store.everything import Store
from shared.sync.mending import Which, causes

log = structlog.get_logger()

NAME = SOURCE
AT_ONCE = 500
"""Objects that are compared at once."""


class AgreementWalk:
    """Reads or compares one page."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, turn: Turn) -> Read:
        """Nothing where no category with money is on."""
        of, place = pass_of(turn), Place.of(turn)
        step = place.step
        if step is None:
            return Read()
        if not turn.chain.memo and (last := await self._store.agreement.newest(of.connection_id)) is not None:
            await self._store.agreement.forget_before(last)
        if step.does == READ:
            return await self._list(turn, of, place, step)
        return await self._compare(turn, of, place, step)

    async def _list(self, turn: Turn, of: Pass, place: Place, step: Step) -> Read:
        found = await lists.page(turn, step, place.page)
        following = place.following(is_last=found.is_last)
        return Read(seen=len(found.facts), memo=following.memo(), inside=partial(self._kept, of, found.facts, step))

    async def _kept(self, of: Pass, facts: Sequence[Fact], step: Step, session: Session) -> None:
        calls: dict[System, int] = {step.system: 1}
        await self._store.agreement.keep(of, facts, calls, session)

    async def _compare(self, turn: Turn, of: Pass, place: Place, step: Step) -> Read:
        category = Category(step.what)
        about = About(
            category=category,
            choices=turn.settings.of(category),
            time_zone=turn.connection.time_zone,
            base=str(turn.connection.organisation.get("base_currency", "")),
            began_at=turn.chain.started_at,
        )
        rows = await self._store.agreement.after(of, step.system, category, place.last, AT_ONCE)
        pairing = Pairing(self._store, turn, of, about)
        judged = await (pairing.from_scoro if step.system == "scoro" else pairing.from_xero)(rows)
        freed = await pairing.freed(rows) if step.system == "scoro" else frozenset[Which]()
        is_last = len(rows) < AT_ONCE
        following = place.following(is_last=is_last, last=rows[-1][0].object_id if rows else "")
        is_over = following.step is None
        inside = partial(self._judged, of, about, judged, freed, is_over)
        return Read(seen=len(rows), memo=None if is_over else following.memo(), inside=inside)

    async def _judged(
        self,
        of: Pass,
        about: About,
        judged: Sequence[Judged],
        freed: frozenset[Which],
        is_over: bool,  # noqa: FBT001 - `partial`
        session: Session,
    ) -> None:
        lines = [one.line for one in judged if one.line is not None]
        agreed = {
            f"{about.category}:{one.scoro_id}": one.agreed for one in judged if one.agreed is not None and one.scoro_id
        }
        await self._store.agreement.judge(
            of,
            comparing.together([cell for one in judged for cell in one.cells]),
            lines,
            agreed=agreed,
            explained=[mark for one in judged if one.line is not None for mark in one.explains],
            session=session,
        )
        await self._store.mended.reopen(of.connection_id, causes(freed), session=session)
        if is_over:
            await self._store.agreement.finish(of, session)


def reader(store: Store, clock: Clock) -> AgreementWalk:
    """Reads a proof of agreement."""
    return AgreementWalk(store, clock)
