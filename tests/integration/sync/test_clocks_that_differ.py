"""Two machines whose clocks are ten minutes apart: what an unclear call needs is judged by its true age."""

import datetime as dt

import pytest

from shared.clock import SystemClock
from shared.contracts.envelope import Category
from shared.store.records import ObjectKey, State
from tests.integration.sync.conftest import CONNECTION, World, colleague
from tests.integration.sync.documents import A_CONTACT, AN_INVOICE

INVOICE = ObjectKey(CONNECTION, Category.INVOICES, "scoro", "4101")
TEN_MINUTES = dt.timedelta(minutes=10)
OLD = dt.timedelta(minutes=8)


class WrongClock(SystemClock):
    """A machine's clock that nobody set."""

    def __init__(self, ahead: dt.timedelta) -> None:
        self._ahead = ahead

    def now(self) -> dt.datetime:
        return super().now() + self._ahead


@pytest.fixture
async def unclear(world: World) -> World:
    """Xero has the invoice, and its answer got lost on the way."""
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    path = "/api.xro/2.0/Invoices"
    await world.xero.post("faults", {"kind": "reset", "method": "PUT", "path": path, "carried_out": True, "count": 1})
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()
    await world.xero.post("counters", method="DELETE")
    return world


async def asked(world: World) -> list[str]:
    """How the other machine found out about the invoice."""
    requests = await world.xero.get("requests", limit=5000)
    return [one["method"] for one in requests if one["path"] == "/api.xro/2.0/Invoices"]


async def state(world: World) -> State:
    newest = await world.store.changes.newest(INVOICE)
    assert newest is not None
    return newest.state


async def test_a_fast_clock_makes_no_young_call_old(unclear: World) -> None:
    async with colleague(unclear, clock=WrongClock(TEN_MINUTES)):
        await unclear.pass_time()
        await unclear.settle()

    assert (await state(unclear), await asked(unclear)) == (State.SYNCED, ["PUT"])
    assert len((await unclear.books())["Invoices"]) == 1


async def test_a_slow_clock_makes_no_old_call_young(unclear: World) -> None:
    await unclear.store.database.collection("calls").update_many(
        {"pending": True}, [{"$set": {"sent_at": {"$subtract": ["$$NOW", int(OLD.total_seconds() * 1000)]}}}]
    )

    async with colleague(unclear, clock=WrongClock(-TEN_MINUTES)):
        await unclear.pass_time()
        await unclear.settle()

    assert (await state(unclear), await asked(unclear)) == (State.SYNCED, ["GET"])
    assert len((await unclear.books())["Invoices"]) == 1
