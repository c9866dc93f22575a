"""Some of each category and lane ring for the rest: each has workers of its own."""

import datetime as dt
from collections import Counter
from dataclasses import replace

from services.console.waking import BELLS, wake
from shared.clock import FixedClock
from shared.contracts.changes import BillChanged, InvoiceChanged, ObjectChanged
from shared.contracts.envelope import Category, Lane
from tests.fakes.publisher import MemoryPublisher
from tests.unit.shared_sync.entries import ENTRY

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)


async def test_many_of_one_category_leave_the_others_their_bells() -> None:
    publisher = MemoryPublisher()
    many = [replace(ENTRY, id=number) for number in range(1, BELLS + 2)]
    bill = replace(ENTRY, id=1000, key=replace(ENTRY.key, category=Category.BILLS))
    urgent = replace(ENTRY, id=1001, lane=Lane.NOW)

    await wake([*many, bill, urgent], publisher, FixedClock(NOW))

    rung = Counter((type(one), one.lane) for one in publisher.of(ObjectChanged))
    assert rung == {
        (InvoiceChanged, Lane.CHANGED): BELLS, (BillChanged, Lane.CHANGED): 1, (InvoiceChanged, Lane.NOW): 1
    }  # fmt: skip
