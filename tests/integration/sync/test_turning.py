"""A direction is turned while a thousand documents are under way (R28): each is in one book or left out, none twice."""

import datetime as dt
from collections import Counter
from decimal import Decimal

from shared.contracts.envelope import Category
from shared.store.changes import CHANGES
from shared.store.records import ObjectKey, State
from shared.sync.directions import Turning
from shared.sync.settings import CategorySettings, Direction
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, AN_INVOICE, contact, invoice
from tests.integration.sync.underway import age_calls, begin, slow_answers

MANY = 1000
INVOICE = ObjectKey(CONNECTION, Category.INVOICES, "scoro", "4101")


async def turn(world: World, category: Category, direction: Direction) -> int:
    """As the settings do it."""
    before = await world.store.settings.get(CONNECTION)
    own = before.of(category).model_copy(update={"direction": direction})
    chosen = before.model_copy(update={"categories": {**before.categories, category: own}})
    await world.store.settings.save(CONNECTION, chosen, author="mari")
    return await sweep(world)


async def sweep(world: World) -> int:
    return await Turning(world.store).settle(await world.store.settings.turning())


async def outcomes(world: World, category: Category) -> Counter[tuple[str, str | None]]:
    found = world.store.database.collection(CHANGES).find({"category": category.value})
    return Counter([(row["state"], row.get("reason")) async for row in found])


async def test_a_thousand_documents_under_way_are_in_the_book_or_left_out_and_none_is_replayed(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    await slow_answers(world, lost=1)
    await world.change(Category.INVOICES, *(invoice(number) for number in range(5001, 5001 + MANY)))
    await begin(world, Category.INVOICES, State.SENDING, State.UNCLEAR, count=150)

    closed = await turn(world, Category.INVOICES, Direction.TO_SCORO)
    unsettled = await world.store.settings.turning()
    await world.workers[0][Category.INVOICES].quiet()
    await world.settle()
    await world.pass_time()
    await world.settle()
    closed += await sweep(world)

    found = await outcomes(world, Category.INVOICES)
    books = await world.books()
    crossed = found[State.SYNCED.value, None]
    numbers = [document["InvoiceNumber"] for document in books["Invoices"]]
    assert len(unsettled) == 1
    assert found.keys() == {(State.SYNCED.value, None), (State.LEFT_OUT.value, "direction_changed")}
    assert found.total() == MANY
    assert 150 <= crossed <= 300
    assert closed <= MANY - crossed  # the others met the new direction when they were planned
    assert sorted(numbers) == sorted(set(numbers))
    assert len(numbers) == crossed
    assert sum(document["Total"] for document in books["Invoices"]) == crossed * Decimal("120.00")
    assert (await world.store.links.counts(CONNECTION)).get(Category.INVOICES, 0) == crossed
    assert await world.store.settings.turning() == []


async def test_a_retry_of_the_former_direction_is_closed_once_its_call_has_an_outcome(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    await world.xero.post("faults", {"kind": "reset", "method": "PUT", "path": "/api.xro/2.0/Invoices", "count": 1})
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()

    closed = await turn(world, Category.INVOICES, Direction.TO_SCORO)
    before = await world.store.settings.turning()
    await world.xero.post(
        "faults",
        {"kind": "status", "status": 503, "method": "PUT", "path": "/api.xro/2.0/Invoices", "count": 1},
    )
    await age_calls(world)
    await world.pass_time()
    await world.settle()
    await sweep(world)

    assert (closed, len(before)) == (0, 1)
    assert await outcomes(world, Category.INVOICES) == {("left_out", "direction_changed"): 1}
    assert (await world.books())["Invoices"] == []
    assert await world.store.settings.turning() == []


async def test_a_change_of_the_former_direction_after_the_turn_writes_nothing(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()
    await turn(world, Category.INVOICES, Direction.TO_SCORO)
    before = await world.writes()

    await world.change(Category.INVOICES, AN_INVOICE | {"is_sent": 0})
    await world.settle()

    newest = await world.store.changes.newest(INVOICE)
    assert newest is not None
    assert (newest.state, newest.reason) == (State.LEFT_OUT, "wrong_direction")
    assert await world.writes() == before


async def test_a_contact_that_a_document_needs_still_crosses_after_contacts_were_turned(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT, asked="dependency")
    await world.change(Category.CONTACTS, contact(7))

    closed = await turn(world, Category.CONTACTS, Direction.TO_SCORO)
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()

    assert closed == 1
    assert len((await world.books())["Invoices"]) == 1
    assert await outcomes(world, Category.CONTACTS) == {("synced", None): 1, ("left_out", "direction_changed"): 1}


async def test_turning_back_begins_anew_and_closes_nothing_of_its_own_way(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    await turn(world, Category.CONTACTS, Direction.TO_SCORO)
    await turn(world, Category.CONTACTS, Direction.FROM_SCORO)

    await world.change(Category.CONTACTS, contact(7), modified_at=world.clock.now())
    await world.change(Category.CONTACTS, contact(8), modified_at=world.clock.now() - dt.timedelta(hours=1))
    await sweep(world)
    await world.settle()

    assert await outcomes(world, Category.CONTACTS) == {
        ("synced", None): 2,
        ("left_out", "before_direction_changed"): 1,
    }


async def test_a_turn_closes_the_problems_of_the_former_direction(world: World) -> None:
    await world.change(Category.CONTACTS, contact(7, name=""))
    await world.settle()
    assert await world.store.problems.count(CONNECTION) == 1

    await turn(world, Category.CONTACTS, Direction.TO_SCORO)

    assert await world.store.problems.count(CONNECTION) == 0


async def test_a_category_that_was_never_on_has_nothing_to_turn(world: World) -> None:
    await turn(world, Category.BILLS, Direction.TO_SCORO)

    bills = (await world.store.settings.get(CONNECTION)).of(Category.BILLS)
    assert bills == CategorySettings(direction=Direction.TO_SCORO)
