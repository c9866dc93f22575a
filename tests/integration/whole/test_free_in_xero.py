"""With no webhooks and receipts switched off, somebody still notices that a document in Xero is free again (R80)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.connector.sources import xero_paid
from services.console.actions import Actions
from shared.contracts.envelope import Category
from shared.store.cursors import CURSORS
from shared.store.records import State
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.sending import begin, in_xero, problems
from tests.integration.whole.test_mended import NoConnector
from tests.integration.whole.world import Whole
from tests.sandboxes import ENTITY

HOUR = {"comment": "An hour", "price": "100", "amount": "1"}
TWO = [HOUR, HOUR]


async def stuck(whole: Whole, *numbers: str) -> list[str]:
    """Invoices that were paid in Xero and then changed in Scoro; their ids there."""
    client = await begin(whole)
    made = [await whole.desk.make_invoice(client, no=one, is_sent=1, lines=[HOUR]) for one in numbers]
    await whole.sync()
    for one, number in zip(made, numbers, strict=True):
        await whole.person("pay", invoice=number, amount="10.00", date="2026-11-20")
        await whole.desk.edit("invoices", one, lines=TWO)
    await whole.sync()
    assert sorted(await problems(whole)) == sorted(numbers)
    await whole.desk.forget_calls()
    return made


async def unpaid(whole: Whole, number: str) -> None:
    [paid] = (await in_xero(whole))[number]["Payments"]
    await whole.person("unpay", payment=paid["PaymentID"])


async def an_hour_later(whole: Whole) -> None:
    cursors = whole.desk.store.database.collection(CURSORS)
    async for row in cursors.find({"source": xero_paid.NAME, "position": {"$ne": None}}):
        past = row["position"] - timedelta(hours=1, seconds=1)
        await cursors.update_one({"_id": row["_id"]}, {"$set": {"position": past}})
    await whole.sync("tick")


async def asked(whole: Whole) -> int:
    """Calls that asked Xero for documents by their ids."""
    rows: Sequence[dict[str, Any]] = await whole.desk.xero.get("requests", limit=5000)
    return sum(one["method"] == "GET" and ("IDs" in str(one) or "Guid" in str(one)) for one in rows)


async def test_a_later_tick_finds_it_free_and_the_change_goes_by_itself(whole: Whole) -> None:
    [made] = await stuck(whole, "1001")
    await unpaid(whole, "1001")

    await an_hour_later(whole)

    assert (await in_xero(whole))["1001"]["SubTotal"] == 200
    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED
    assert await problems(whole) == {}
    assert await whole.writes() == {"xero": 1, "scoro": 0}


async def test_one_call_asks_for_all_of_them_and_none_once_nothing_waits(whole: Whole) -> None:
    numbers = ("1001", "1002", "1003")
    await stuck(whole, *numbers)

    await an_hour_later(whole)
    assert (await asked(whole), await whole.writes()) == (1, {"xero": 0, "scoro": 0})

    for number in numbers:
        await unpaid(whole, number)
    await an_hour_later(whole)
    assert await problems(whole) == {}
    await whole.desk.forget_calls()
    await an_hour_later(whole)

    assert await asked(whole) == 0


async def test_an_allocated_credit_note_likewise(whole: Whole) -> None:
    made = await whole.desk.make_invoice(await begin(whole), no="1001", is_sent=1, lines=[HOUR])
    credit = await whole.desk.scoro.post(f"ui/{ENTITY}/invoices/{made}/credit", {"share": "0.5"})
    await whole.sync()
    await whole.person("allocate", credit_note=credit["no"], invoice="1001", amount="5.00")
    await whole.desk.edit("invoices", credit["id"], lines=[HOUR | {"price": "30", "amount": "-1"}])
    await whole.sync()
    assert list(await problems(whole)) == [credit["no"]]
    [allocated] = (await in_xero(whole, "CreditNotes"))[credit["no"]]["Allocations"]
    await whole.person("unallocate", allocation=allocated["AllocationID"])

    await an_hour_later(whole)

    assert (await in_xero(whole, "CreditNotes"))[credit["no"]]["SubTotal"] == 30
    assert await problems(whole) == {}


async def test_what_somebody_ignores_is_not_asked_for(whole: Whole) -> None:
    await stuck(whole, "1001")
    await whole.desk.store.problems.ignore(CONNECTION, "payment_attached", author="ada", why="credited by hand")

    await an_hour_later(whole)

    assert await asked(whole) == 0


async def test_retry_finds_it_free_at_once_and_names_what_is_in_the_way_where_it_is_not(whole: Whole) -> None:
    made = await stuck(whole, "1001", "1002")
    await unpaid(whole, "1001")
    desk = whole.desk
    actions = Actions(desk.store, desk.publisher, desk.clock, NoConnector())

    await actions.retry(await desk.store.connections.get(CONNECTION), ["payment_attached"], author="ada")
    await whole.settle()

    assert (await in_xero(whole))["1001"]["SubTotal"] == 200
    found = await problems(whole)
    assert [(one.number, one.key.object_id) for one in found.values()] == [("1002", made[1])]
    assert "payment of 10.00 GBP on 2026-11-20" in found["1002"].text
    assert await whole.writes() == {"xero": 1, "scoro": 0}
