"""One of several payments on a document is changed in Xero: no receipt ever counts beside the one whose place it takes.

Xero deletes and recreates a changed payment (R116). Scoro cannot swap receipts in one call, so the old one goes first;
in between its sum is open on the document, never counted twice. So it is whenever a worker dies.
"""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from deploy.faults.crashing import armed
from deploy.faults.points import BY_NAME
from services.scheduler.brake_sweep import BrakeSweep
from services.scheduler.resting import Resting
from services.scheduler.wait_sweep import WaitSweep
from shared.contracts.envelope import Category
from shared.dates import EPOCH
from shared.money import total
from shared.scoro.client import ScoroClient
from shared.store.calls import Calls
from shared.store.claims import Claims
from shared.store.outcomes import Outcomes
from shared.sync.settings import Brakes
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.foreign import desk
from tests.integration.whole.paying import after_an_age, begin, pay, put, sums
from tests.integration.whole.sending import problems
from tests.integration.whole.world import Whole, line, workers

RECEIPTS = Category.RECEIPTS
BEFORE, BETWEEN, AFTER = Decimal(100), Decimal(50), Decimal(110)
KILLED = (
    "claimed", "before-the-record", "after-the-record", "answer-came", "before-the-outcome", "after-the-outcome",
    "wait-released",
)  # fmt: skip
DOES = [(Claims, "claim"), (Claims, "release"), (Calls, "begin"), (Calls, "unclear"), (Outcomes, "record")]
"""What a worker that is dead does not do."""


class DeadError(Exception):
    """Instead of SIGKILL."""


class Life:
    """Of all workers of the test."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.is_over = False
        self.seen: list[Decimal] = []

    def end(self) -> None:
        self.is_over = True
        raise DeadError

    async def look(self) -> None:
        """What counts as paid in Scoro right now."""
        self.seen.append(total(sums(await self.whole.scoro_rows("receipts"))))

    async def again(self) -> None:
        """Other processes, once claims of the dead one have expired."""
        self.is_over = False
        self.whole.workers.update(workers(self.whole.desk))
        for name in ("changes", "calls"):
            held = self.whole.desk.store.database.collection(name)
            await held.update_many({"until": {"$exists": True}}, {"$set": {"until": EPOCH}})

    async def swept(self) -> None:
        """So much later that the scheduler looks again at whatever is stuck, waits, or is to be weighed."""
        desk, store = self.whole.desk, self.whole.desk.store
        await BrakeSweep(store, desk.publisher, desk.clock).weigh()
        changes = store.database.collection("changes")
        await changes.update_many({"state": "waiting"}, {"$set": {"waiting_since": EPOCH}})
        resting = Resting(store.connections, desk.clock)
        await WaitSweep(store, desk.publisher, desk.clock, resting, batch=500).look_again()
        await after_an_age(self.whole)


@pytest.fixture
def life(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Everything that Scoro is asked is looked at afterwards; the dead do nothing."""
    of = Life(whole)

    def living(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def called(*given: Any, **named: Any) -> Any:
            if of.is_over:
                raise DeadError
            return await original(*given, **named)

        return called

    send = ScoroClient.send

    async def looked(*given: Any, **named: Any) -> Any:
        if of.is_over:
            raise DeadError
        answer = await send(*given, **named)
        await of.look()
        return answer

    for kind, name in DOES:
        monkeypatch.setattr(kind, name, living(getattr(kind, name)))
    monkeypatch.setattr(ScoroClient, "send", looked)
    return of


async def paid_twice(whole: Whole) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two payments of 50 on an invoice of 240, both booked; hands out the invoice and the first payment."""
    invoice = await put(whole, await begin(whole, Category.INVOICES), LineItems=[line("200")])
    first = await pay(whole, invoice, "50")
    await pay(whole, invoice, "50")
    await whole.sync()
    assert sums(await whole.scoro_rows("receipts")) == [50, 50]
    return invoice, first


async def changed(whole: Whole, invoice: dict[str, Any], payment: dict[str, Any]) -> None:
    """The payment was 60: there is room for that beside both receipts."""
    await whole.in_xero("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    await pay(whole, invoice, "60")


async def test_r116_left_alone_the_old_one_goes_first(whole: Whole, life: Life) -> None:
    invoice, first = await paid_twice(whole)
    await changed(whole, invoice, first)
    life.seen.clear()

    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [50, 60]
    assert set(life.seen) <= {BEFORE, BETWEEN, AFTER}


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("point", KILLED)
async def test_r116_wherever_a_worker_dies_nothing_counts_twice(
    whole: Whole, life: Life, monkeypatch: pytest.MonkeyPatch, point: str, nth: int
) -> None:
    invoice, first = await paid_twice(whole)
    await changed(whole, invoice, first)
    life.seen.clear()
    kind, name = BY_NAME[point].owner()
    monkeypatch.setattr(kind, name, getattr(kind, name))  # put back afterwards
    armed(BY_NAME[point], nth, life.end)

    await whole.sync()
    await life.look()
    await life.again()
    for _ in range(4):
        await life.swept()
        await life.look()

    assert sums(await whole.scoro_rows("receipts")) == [50, 60]
    assert set(life.seen) <= {BEFORE, BETWEEN, AFTER}
    assert len(await whole.desk.store.links.active(CONNECTION, RECEIPTS)) == 2
    assert await problems(whole) == {}


async def test_r116_what_is_held_for_a_person_is_not_booked_beside(whole: Whole) -> None:
    """Many deletions wait for a decision: until then the new payment does not count beside the old receipt."""
    invoice, first = await paid_twice(whole)
    await whole.desk.choose(brakes=Brakes(deletions=0, deletions_percent=0))
    await whole.in_xero("POST", f"/Payments/{first['PaymentID']}", {"Status": "DELETED"})
    await whole.sync()
    new = await pay(whole, invoice, "60")
    await whole.sync()
    assert sums(await whole.scoro_rows("receipts")) == [50, 50]
    entry = await whole.newest(RECEIPTS, "xero", new["PaymentID"])
    assert entry.reason == "receipt_leaves"

    await desk(whole).release(await desk(whole).held(CONNECTION), by="mari", why="it was changed in Xero")
    await whole.settle()
    await after_an_age(whole)

    assert sums(await whole.scoro_rows("receipts")) == [50, 60]
    assert await problems(whole) == {}
