"""What becomes of entries by the settings of this moment; nothing is written anywhere."""

from collections import defaultdict
from collections.abc import Sequence

import structlog

from shared.contracts.envelope import System
from shared.errors import DefectError, SyncError
from shared.messaging.middleware import describe
from shared.store.connections import Connection
from shared.store.records import Entry
from shared.sync import directions
from shared.sync.plans import DEFECTS, Crossing, Failed, LeftOut, Plan, Purpose
from shared.sync.settings import SyncSettings

log = structlog.get_logger()


class Planning:
    """The ways of one category."""

    def __init__(self, *crossings: Crossing) -> None:
        self.category = crossings[0].category
        self.crossings: dict[System, Crossing] = {crossing.source: crossing for crossing in crossings}

    async def plans(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], purpose: Purpose
    ) -> list[Plan]:
        """Each way plans its own; what the settings of this moment let go no way is left out."""
        plans: list[Plan] = []
        by_source: defaultdict[System, list[Entry]] = defaultdict(list)
        for entry in entries:
            reason = directions.left_out(entry, settings.of(self.category))
            if reason is None and entry.key.system not in self.crossings:
                reason = directions.WRONG_DIRECTION
            if reason is None:
                by_source[entry.key.system].append(entry)
            else:
                plans.append(LeftOut(entry, reason))
        for source, group in by_source.items():
            plans += await self._plan(self.crossings[source], connection, settings, group, purpose)
        return plans

    async def _plan(
        self,
        crossing: Crossing,
        connection: Connection,
        settings: SyncSettings,
        entries: Sequence[Entry],
        purpose: Purpose,
    ) -> list[Plan]:
        """Plans of the category; where planning itself fails, entry by entry, so that one bad object harms no other."""
        try:
            return list(await crossing.plan(connection, settings, entries, purpose))
        except SyncError as error:
            return [Failed(entry, error) for entry in entries]
        except DEFECTS as error:
            if len(entries) == 1:
                log.exception("plan.defect", entry=entries[0].id)
                return [Failed(entries[0], DefectError(describe(error)))]
            alone = [await self._plan(crossing, connection, settings, [entry], purpose) for entry in entries]
            return [plan for plans in alone for plan in plans]
