"""What an operator chooses, checked and saved as by the command line."""

from collections.abc import Mapping, Sequence

from services.connector.asking import Asking
from services.console.actions import Actions, Saved
from shared.contracts.envelope import Category
from shared.documents.tracking import TrackingCategoryThere
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole

BOTH_WAYS = (Category.CONTACTS, Category.PRODUCTS, Category.INVOICES, Category.BILLS)
ACCOUNTS = {"default_sales_account": "200", "default_expense_account": "429"}


class Asked:
    """Both systems, asked as the connector does for the command line."""

    def __init__(self, whole: Whole) -> None:
        self._desk = whole.desk
        self._asking = Asking(whole.desk.clients)

    async def bookmarks(self, connection_id: str, category: Category) -> Mapping[str, str]:
        return await self._asking.bookmarks(await self._desk.store.connections.get(connection_id), category)

    async def tracking(self, connection_id: str) -> Sequence[TrackingCategoryThere]:
        return await self._asking.tracking(await self._desk.store.connections.get(connection_id))


async def save(whole: Whole, **wishes: str) -> Saved:
    """`invoices__direction="to_scoro"` is what people write as `invoices.direction=to_scoro`."""
    desk = whole.desk
    actions = Actions(desk.store, desk.publisher, desk.clock, Asked(whole))
    connection = await desk.store.connections.get(CONNECTION)
    named = {name.replace("__", "."): value for name, value in wishes.items()}
    saved = await actions.save(connection, named, author="mari")
    await whole.settle()
    return saved


async def travelling(whole: Whole, **ways: Direction) -> None:
    """Base data is there; these categories are on, each its way, all others off. Scoro's clock is right."""
    await whole.sync("first")
    await whole.choose(direction=Direction.FROM_SCORO)
    wishes = {f"{name}__direction": str(way) for name, way in ways.items()}
    await save(whole, **wishes, **{f"{name}__enabled": "true" for name in ways}, **ACCOUNTS)
    await whole.desk.scoro_time()
