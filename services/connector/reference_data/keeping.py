"""Keeping what was read, and in the same transaction letting go what failed for what it was before."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from services.connector.reference_data import mended
from shared.store.connections import Connection
from shared.store.database import Session
from shared.store.everything import Store
from shared.sync.mending import causes

log = structlog.get_logger()

Lists = Mapping[str, Sequence[dict[str, Any]]]


class Keeping:
    """The only writer of reference data."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def lists(self, connection_id: str, lists: Lists) -> bool:
        """Keep whole lists, in that order; True where one differs from what it was."""
        reference = self._store.reference
        before = {kind: await reference.get_list(connection_id, kind) for kind in lists}
        changed = [which for kind in lists for which in mended.changed(kind, before[kind], lists[kind])]
        standing = [which for kind in lists for which in mended.standing(kind, lists[kind])]
        read_before = await self._read_before(connection_id, lists)

        async def work(session: Session) -> bool:
            differs = [await reference.put_list(connection_id, kind, lists[kind], session) for kind in lists]
            await self._store.mended.reopen(connection_id, causes(changed), session=session)
            if read_before is not None:
                await self._store.mended.reopen(connection_id, causes(standing), new_since=read_before, session=session)
            return any(differs)

        return await self._store.database.transaction(work)

    async def _read_before(self, connection_id: str, lists: Lists) -> dt.datetime | None:
        """When the first of them was read last."""
        moments = [await self._store.reference.read_at(connection_id, kind) for kind in lists]
        return min((moment for moment in moments if moment), default=None)

    async def held(self, known: Connection, held: Mapping[str, Sequence[str]]) -> None:
        """Remember what would become inactive but is too much at once (R42, R44); else what was said of it is done."""
        vanished, said_gone = dict(known.vanished), dict(known.said_gone)
        for name, keys in held.items():
            if keys and known.vanished.get(name, []) != list(keys):
                log.warning("reference.list_shortened", module=name, missing=len(keys))
            if keys or name in vanished:
                vanished[name] = list(keys)
            if not keys and name in said_gone:
                said_gone[name] = []
        if (vanished, said_gone) != (known.vanished, known.said_gone):
            await self._store.connections.change(known.id, vanished=vanished, said_gone=said_gone)

    async def organisation(
        self,
        known: Connection,
        *,
        organisation: dict[str, Any],
        company: dict[str, Any],
        missing_currencies: list[str],
    ) -> None:
        """Keep what both systems say of themselves."""
        former = known.company.get("active_currencies", ())
        changed = mended.of_organisation(known.organisation, organisation)
        changed |= mended.activated(former, company["active_currencies"])

        async def work(session: Session) -> None:
            await self._store.connections.change(
                known.id,
                session=session,
                organisation=organisation,
                company=company,
                missing_currencies=missing_currencies,
            )
            await self._store.mended.reopen(known.id, causes(changed), session=session)

        await self._store.database.transaction(work)
