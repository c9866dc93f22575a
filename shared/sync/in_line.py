"""Calls that must be made one after the other, because only a look tells a second creation from the first.

A write names by its `serial` what would be looked at. Three things keep two of one serial apart: a call holds one of
them; no call begins while another with it is on its way; and none begins after another ended that planning could not
have seen yet (`Calls.begin`). Whoever comes second is planned anew, and looks.
"""

from collections.abc import Iterable, Sequence

from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Call, State
from shared.store.waits import serial
from shared.sync.plans import Plan, Write
from shared.sync.telling import Telling


class InLine:
    """Lets writes wait in the log for calls with the same serial."""

    def __init__(self, store: Store, telling: Telling, *, owner: str) -> None:
        self._store = store
        self._telling = telling
        self._owner = owner

    async def one_of_each(self, writes: Sequence[Write]) -> list[Write]:
        """The first of each serial, and all that have none: the others wait until the first has its outcome."""
        first = {write.serial: write for write in reversed(writes)}
        again = [write for write in writes if write.serial is not None and first[write.serial] is not write]
        await self._wait(again)
        return [write for write in writes if write.serial is None or first[write.serial] is write]

    async def in_order(self, wanted: Sequence[Plan], plans: Sequence[Plan]) -> list[Write]:
        """The writes of these plans that are the first of their serial, in the order in which a category `wanted` them.

        What comes second waits, also where a brake holds the first: a receipt whose place is not free is not booked.
        """
        first: dict[str, int] = {}
        for one in wanted:
            if isinstance(one, Write) and one.serial is not None:
                first.setdefault(one.serial, one.entry.id)
        writes = [one for one in plans if isinstance(one, Write)]
        late = [one for one in writes if one.serial is not None and first.get(one.serial, one.entry.id) != one.entry.id]
        await self._wait(late)
        return [one for one in writes if one not in late]

    async def behind(self, call: Call, writes: Sequence[Write]) -> list[Write]:
        """Those wait whose serial is on its way elsewhere; hands out the others."""
        busy = await self._store.calls.serials_busy(call.connection_id, call.serials)
        await self._wait([write for write in writes if write.serial in busy])
        over = busy - await self._store.calls.serials_busy(call.connection_id, sorted(busy))
        await self._next(call.connection_id, over)
        return [write for write in writes if write.serial not in busy]

    async def over(self, call: Call) -> None:
        """It has its outcome: the next ones go."""
        await self._next(call.connection_id, call.serials)

    async def _wait(self, writes: Sequence[Write]) -> None:
        waiting = [Result(one.entry, State.WAITING, waits_for=(serial(str(one.serial)),)) for one in writes]
        if waiting:
            await self._store.outcomes.record(waiting, owner=self._owner)

    async def _next(self, connection_id: str, serials: Iterable[str]) -> None:
        waits = [serial(name) for name in serials]
        if waits:
            await self._telling.ring(await self._store.waits.release(connection_id, waits))
