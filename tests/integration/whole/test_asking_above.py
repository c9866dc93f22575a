"""What one run would write above its owner's number or sum waits, is looked at, and crosses exactly once (0018)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from services.console.previews import Previewed
from services.scheduler.brake_sweep import BrakeSweep
from shared.contracts.envelope import Category, Lane
from shared.contracts.sync import Trigger
from shared.store.holds import Held
from shared.store.preview_records import Phase, Preview, Verb
from shared.store.records import Brake, State
from shared.sync.letting_in import BACKFILL_AT_ONCE
from shared.sync.settings import CategorySettings, Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.foreign import desk, rates_are_confirmed
from tests.integration.whole.mending import from_scoro, invoice
from tests.integration.whole.world import Whole, workers

INVOICES = Category.INVOICES


async def asks(whole: Whole, **fields: Any) -> str:
    """Invoices come from Scoro, above this a person is asked; hands out a client."""
    client = await from_scoro(whole)
    before = await whole.desk.store.settings.get(CONNECTION)
    own = before.of(INVOICES).model_copy(update=fields)
    await whole.desk.choose(categories={**before.categories, INVOICES: CategorySettings.model_validate(dict(own))})
    return client


async def sync(whole: Whole, trigger: Trigger = "now") -> None:
    """A run, and the sweep after it."""
    await whole.sync(trigger)
    await BrakeSweep(whole.desk.store, whole.desk.publisher, whole.desk.clock).weigh()
    await whole.settle()


async def make(whole: Whole, client: str, numbers: Sequence[str], **fields: Any) -> list[str]:
    return [await invoice(whole, client, no=number, **fields) for number in numbers]


async def in_xero(whole: Whole) -> list[str]:
    return sorted(str(one["InvoiceNumber"]) for one in (await whole.xero_books())["Invoices"])


async def holds(whole: Whole) -> list[Held]:
    return await desk(whole).held(CONNECTION)


async def looked_at(whole: Whole) -> Preview:
    store = whole.desk.store
    previewed = Previewed(store, whole.desk.publisher, whole.desk.clock)
    asked = await previewed.ask(await store.connections.get(CONNECTION), [INVOICES], by="mari")
    await whole.settle()
    found = await store.previews.get(asked.id)
    assert found is not None
    assert found.phase is Phase.READY
    return found


async def apply(whole: Whole, preview: Preview, *without: int) -> Preview:
    store = whole.desk.store
    previewed = Previewed(store, whole.desk.publisher, whole.desk.clock)
    connection = await store.connections.get(CONNECTION)
    applied = await previewed.apply(preview.id, connection, without=without, by="mari")
    await whole.settle()
    return applied


async def test_above_the_number_nothing_is_sent_and_once_released_it_crosses_exactly_once(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=2)
    await make(whole, client, ["A-1", "A-2", "A-3"])

    await sync(whole)
    [hold] = await holds(whole)
    [cause] = await whole.desk.store.problems.causes(CONNECTION)
    before = await in_xero(whole)
    whole.workers = workers(whole.desk)  # every process began anew
    await sync(whole, "tick")
    still = await in_xero(whole)
    count = await desk(whole).release(await holds(whole), by="mari", why="the month's invoices")
    await whole.settle()
    await sync(whole, "tick")

    assert (hold.hold.brake, hold.hold.above.objects, len(hold.entries)) == (Brake.VOLUME, 2, 3)
    assert (cause.code, cause.objects, cause.held_back) == ("held_volume", 3, {"GBP": "342.00"})
    assert (before, still, count) == ([], [], 3)
    assert await in_xero(whole) == ["A-1", "A-2", "A-3"]
    assert (await holds(whole), await whole.desk.store.problems.causes(CONNECTION)) == ([], [])


async def test_below_it_crosses_unasked(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=2, ask_above_amount=Decimal(228))
    await make(whole, client, ["A-1", "A-2"])

    await sync(whole)

    assert (await holds(whole), await in_xero(whole)) == ([], ["A-1", "A-2"])


async def test_sums_count_in_the_organisations_currency(whole: Whole) -> None:  # R57
    client = await asks(whole, ask_above_amount=Decimal("91.20"))
    await rates_are_confirmed(whole)
    euro = {"currency": "EUR", "currency_rate": "0.8"}
    await make(whole, client, ["E-1"], **euro)
    await sync(whole)
    first = await in_xero(whole)

    await whole.desk.scoro_time()
    await make(whole, client, ["E-2", "E-3"], **euro)
    await sync(whole)

    [hold] = await holds(whole)
    assert (first, await in_xero(whole)) == (["E-1"], ["E-1"])
    assert (hold.size.amount, hold.money) == (Decimal("182.40"), {"EUR": "228.00"})


async def test_what_is_held_is_previewed_and_exactly_what_was_approved_goes(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=2)
    await make(whole, client, ["A-1", "A-2", "A-3"])
    await sync(whole)
    before = await whole.writes()

    preview = await looked_at(whole)
    lines = await whole.desk.store.previews.lines(preview.id)
    looking = await whole.writes()
    applied = await apply(whole, preview, lines[-1].entry)

    assert [(line.verb, line.number) for line in lines] == [(Verb.CREATE, f"A-{number}") for number in (1, 2, 3)]
    assert (looking, applied.opened, applied.stale) == (before, 2, 0)
    assert await in_xero(whole) == ["A-1", "A-2"]
    [left] = await holds(whole)
    assert [entry.number for entry in left.entries] == ["A-3"]
    [cause] = await whole.desk.store.problems.causes(CONNECTION)
    assert (cause.code, cause.objects) == ("held_volume", 1)


async def test_once_all_of_it_was_approved_less_than_the_number_goes_unasked_again(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=2)
    await make(whole, client, ["A-1", "A-2", "A-3"])
    await sync(whole)
    await apply(whole, await looked_at(whole))

    await whole.desk.scoro_time()
    await make(whole, client, ["A-4"])
    await sync(whole)

    assert (await holds(whole), await in_xero(whole)) == ([], ["A-1", "A-2", "A-3", "A-4"])


async def test_a_refused_run_is_left_out_and_one_document_goes_by_a_click(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=0)
    first, second = await make(whole, client, ["A-1", "A-2"])
    await sync(whole)
    await whole.want(INVOICES, "scoro", first, why="person", lane=Lane.NOW)
    clicked = await in_xero(whole)

    refused = await desk(whole).refuse(await holds(whole), by="mari", why="not yet")
    await whole.settle()

    entry = await whole.newest(INVOICES, "scoro", second)
    assert (clicked, refused) == (["A-1"], 1)
    assert (entry.state, entry.reason, await in_xero(whole)) == (State.LEFT_OUT, "release_refused", ["A-1"])


async def test_what_still_waits_for_its_contact_counts_as_well(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=2)
    await make(whole, client, ["A-1"])
    await sync(whole)
    await whole.desk.scoro_time()
    [stranger] = await whole.desk.make_contacts(1, name="Newcomer Ltd")
    await make(whole, client, ["A-2", "A-3"])
    await make(whole, stranger, ["A-4"])

    await sync(whole)

    [hold] = await holds(whole)
    assert (len(hold.entries), await in_xero(whole)) == (3, ["A-1"])


async def test_news_that_no_run_read_counts_with_that_of_the_last_minutes(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=2)
    for made in await make(whole, client, ["A-1", "A-2", "A-3"]):
        await whole.want(INVOICES, "scoro", made, why="webhook")

    [hold] = await holds(whole)

    assert ([entry.number for entry in hold.entries], await in_xero(whole)) == (["A-3"], ["A-1", "A-2"])


async def test_documents_to_scoro_are_asked_about_as_well(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(INVOICES, direction=Direction.TO_SCORO)
    before = await whole.desk.store.settings.get(CONNECTION)
    own = before.of(INVOICES).model_copy(update={"ask_above_documents": 0})
    await whole.desk.choose(categories={**before.categories, INVOICES: own})
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    line = {"Description": "Travel", "Quantity": 1, "UnitAmount": Decimal(95), "AccountCode": "200"}
    made = await whole.put_in_xero(
        "Invoices", Type="ACCREC", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber="INV-1",
        Date="2026-11-01", DueDate="2026-11-15", Status="AUTHORISED", LineItems=[line],
    )  # fmt: skip
    await sync(whole)
    held = await whole.scoro_rows("invoices")

    await desk(whole).release(await holds(whole), by="mari", why="looked at it")
    await whole.settle()

    entry = await whole.newest(INVOICES, "xero", made["InvoiceID"])
    assert (held, entry.state, len(await whole.scoro_rows("invoices"))) == ([], State.SYNCED, 1)


async def test_a_first_reading_of_more_than_is_let_in_at_once_is_held_as_a_whole(whole: Whole) -> None:
    client = await asks(whole, ask_above_documents=BACKFILL_AT_ONCE)
    count = BACKFILL_AT_ONCE + 5
    await make(whole, client, [f"A-{number}" for number in range(count)])

    await sync(whole)
    [hold] = await holds(whole)
    before = await in_xero(whole)
    released = await desk(whole).release([hold], by="mari", why="looked at it")
    await whole.settle()

    assert (len(hold.entries), before, released) == (count, [], count)
    assert len(await in_xero(whole)) == count
    assert await holds(whole) == []
