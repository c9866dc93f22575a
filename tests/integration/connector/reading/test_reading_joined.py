"""A category that joins while a list of Xero is being read page by page is read from its start all the same (R31)."""

from typing import Any

from services.connector.chains import Chains
from services.connector.sources import xero_rows
from services.connector.sources.page import Read, Turn
from services.connector.sources.table import BY_NAME
from services.connector.sources.xero_walk import XeroWalk
from shared.contracts.envelope import Category
from shared.sync.settings import CategorySettings, Direction
from tests.integration.connector.reading.connection import CONNECTION, DAY
from tests.integration.connector.reading.world import World

ON = CategorySettings(enabled=True, direction=Direction.TO_SCORO)
BILLS, INVOICES = Category.BILLS, Category.INVOICES
DOCUMENTS = "xero.documents"


async def put(world: World, resource: str, **element: Any) -> str:
    action = {"action": "call", "method": "PUT", "path": f"/{resource}", "body": {resource: [element]}}
    done: dict[str, Any] = await world.xero.post(f"organisations/{world.organisation}/person", action)
    [made] = done["answer"][resource]
    return str(made[f"{resource.removesuffix('s')}ID"])


async def on(world: World, *categories: Category) -> None:
    """These are on; all have come from Xero for long."""
    start = (world.clock.now() - 2 * DAY).date()
    chosen = {one: ON.model_copy(update={"start_date": start, "enabled": one in categories}) for one in Category}
    for _ in range(2):  # the second time no direction is turned
        await world.choose(categories=chosen)


async def test_what_was_read_before_a_category_joined_is_read_again_for_it(world: World) -> None:
    contact = await put(world, "Contacts", Name="Harbour Ltd")
    said = {"Contact": {"ContactID": contact}, "Date": "2026-11-01", "DueDate": "2026-11-30", "Status": "AUTHORISED"}
    cost = {"Description": "Work", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}
    sales = []
    for number in range(4):
        await world.xero_time(DAY / 24 * (5 - number))
        name = f"INV-{number}"
        sales.append(await put(world, "Invoices", Type="ACCREC", InvoiceNumber=name, LineItems=[cost], **said))
    await world.xero_time()
    await on(world, BILLS)
    walk = XeroWalk(xero_rows.DOCUMENTS, clock=world.clock, page_size=2)

    async def reader(turn: Turn) -> Read:
        read = await walk(turn)
        if turn.chain.page == 1:
            await on(world, BILLS, INVOICES)
        return read

    readers = {name: source.make(world.store, world.clock) for name, source in BY_NAME.items()}
    readers[DOCUMENTS] = reader
    world.chains = world.watch._chains = Chains(
        world.store, world.clients, world.publisher, world.clock, readers=readers
    )
    for _ in range(2):
        await world.sync()
        await world.finish_entries()
        await world.end_runs()

    assert set(await world.read_ids(INVOICES)) == set(sales)
    assert await world.store.cursors.position(CONNECTION, DOCUMENTS) is not None
