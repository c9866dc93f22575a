"""A lock date of Xero over documents of Scoro: predicted, never sent and refused; each choice does what it says."""

from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import ClosedPeriods, Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.choosing import travelling
from tests.integration.whole.mending import a_quarter_later
from tests.integration.whole.sending import in_xero, problems
from tests.integration.whole.world import Whole, workers

INVOICES = Category.INVOICES
DAYS = {"1001": "2026-10-05", "1002": "2026-11-03"}


async def closed(whole: Whole, policy: ClosedPeriods, until: str | None = "2026-10-31") -> dict[str, str]:
    """Books closed up to that day, and an invoice on either side of it."""
    await travelling(whole, invoices=Direction.FROM_SCORO)
    store = whole.desk.store
    settings = await store.settings.get(CONNECTION)
    own = settings.of(INVOICES).model_copy(update={"closed_periods": policy})
    chosen = settings.model_copy(update={"categories": {**settings.categories, INVOICES: own}})
    await store.settings.save(CONNECTION, chosen, author="ada")
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    await lock(whole, until)
    return {
        no: await whole.desk.make_invoice(client, no=no, date=day, deadline="2026-12-01", is_sent=1)
        for no, day in DAYS.items()
    }


async def lock(whole: Whole, until: str | None, which: str = "period_lock_date") -> None:
    await whole.desk.xero.post(f"organisations/{whole.desk.organisation}", {which: until}, method="PATCH")


def days(books: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {no: one["DateString"][:10] for no, one in books.items()}


async def test_held_without_a_call_and_sent_by_itself_once_the_lock_date_moves(whole: Whole) -> None:
    made = await closed(whole, ClosedPeriods.HOLD)
    await whole.sync()

    assert days(await in_xero(whole)) == {"1002": "2026-11-03"}
    problem = (await problems(whole))["1001"]
    assert problem.code == "locked_period"
    assert problem.text.startswith("1001 is dated 2026-10-05, and Xero is closed up to and including 2026-10-31")
    entry = await whole.newest(INVOICES, "scoro", made["1001"])
    assert await whole.desk.store.calls.of_entry(entry.id) == []  # predicted, not refused

    await lock(whole, "2026-09-30")
    await a_quarter_later(whole)
    await whole.sync("tick")

    assert days(await in_xero(whole)) == DAYS
    assert await problems(whole) == {}


async def test_closed_after_the_lists_were_read(whole: Whole) -> None:
    await closed(whole, ClosedPeriods.HOLD, until=None)
    await whole.sync()
    client = (await whole.desk.make_contacts(1, name="Quay Ltd"))[0]
    await whole.desk.scoro_time()
    late = await whole.desk.make_invoice(client, no="1003", date="2026-10-06", is_sent=1)
    await lock(whole, "2026-10-31", "end_of_year_lock_date")
    whole.workers.update(workers(whole.desk))  # what a worker read of lock dates counts for a minute

    await whole.sync("tick")

    entry = await whole.newest(INVOICES, "scoro", late)
    assert (entry.state, entry.reason) == (State.FAILED, "locked_period")
    assert await whole.desk.store.calls.of_entry(entry.id) == []


@pytest.mark.parametrize(
    ("policy", "status"), [(ClosedPeriods.FIRST_OPEN_DAY, "AUTHORISED"), (ClosedPeriods.DRAFT, "DRAFT")]
)
async def test_sent_with_the_first_open_day(whole: Whole, policy: ClosedPeriods, status: str) -> None:
    made = await closed(whole, policy)
    await whole.sync()

    books = await in_xero(whole)
    assert days(books) == {"1001": "2026-11-01", "1002": "2026-11-03"}
    assert books["1001"]["Status"] == status
    assert books["1001"]["LineItems"][-1]["Description"] == ("Dated 2026-10-05 in Scoro; that period is closed in Xero")
    entry = await whole.newest(INVOICES, "scoro", made["1001"])
    [call] = await whole.desk.store.calls.of_entry(entry.id)
    [item] = [one for one in call.entries if one.entry_id == entry.id]
    assert item.memo["period"] == {
        "policy": policy.value, "dated": "2026-10-05", "sent": "2026-11-01", "closed": "2026-10-31"
    }  # fmt: skip

    await lock(whole, "2026-11-10")  # over the day on which it was sent: nothing to be done, nothing to be said
    await whole.desk.forget_calls()
    await a_quarter_later(whole)
    await whole.sync("tick")
    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert await problems(whole) == {}
