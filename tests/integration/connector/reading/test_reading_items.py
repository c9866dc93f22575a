"""Items of Xero come in one list; what is linked and not in it was deleted (R64)."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from services.connector.sources import xero_lists
from services.connector.sources.page import Turn
from shared.contracts.envelope import Category
from shared.store.cursors import Chain
from shared.store.records import Link, NewChange, ObjectKey
from shared.sync.settings import CategorySettings, Direction, SyncSettings
from shared.xero.client import XeroClient
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World

ON = CategorySettings(enabled=True, direction=Direction.TO_SCORO, start_date=dt.date(2026, 1, 1))
HERE = {"ItemID": "here", "Code": "HERE", "Name": "Here", "UpdatedDateUTC": "/Date(1795600000000+0000)/"}


@dataclass(frozen=True, slots=True)
class Listed:
    """Xero with this list of items, and what happens while it is on its way."""

    rows: Sequence[dict[str, Any]]
    meanwhile: Callable[[], Awaitable[None]]

    async def whole(self, _resource: str, **_how: Any) -> Sequence[dict[str, Any]]:
        """The list, as it was before."""
        await self.meanwhile()
        return self.rows


async def crossed(world: World, item_id: str) -> None:
    """An item that was read and has its product."""
    key = ObjectKey(CONNECTION, Category.PRODUCTS, "xero", item_id)
    link = Link(CONNECTION, Category.PRODUCTS, f"of-{item_id}", item_id)
    await world.store.changes.record(
        [NewChange(key, f'{{"ItemID": "{item_id}"}}', world.clock.now())],
        inside=lambda session: world.store.links.save([(link, "xero")], session),
    )


async def read(world: World, xero: Listed) -> dict[str, bool]:
    """Id → whether it is read as deleted."""
    connection = await world.store.connections.get(CONNECTION)
    settings = SyncSettings(categories={Category.PRODUCTS: ON})
    chain = Chain(CONNECTION, xero_lists.ITEMS, uuid4(), 1, 1, None, world.clock.now())
    turn = Turn(connection, settings, chain, await world.clients.scoro(connection), cast(XeroClient, xero))
    found = await xero_lists.items(world.store, world.clock)(turn)
    return {one.key.object_id: one.deleted for one in found.changes}


async def nothing() -> None:
    """Nobody does anything."""


async def test_an_item_that_is_not_listed_any_more_was_deleted(world: World) -> None:
    await crossed(world, "gone")

    assert await read(world, Listed([HERE], nothing)) == {"here": False, "gone": True}


async def test_an_item_that_is_linked_while_the_list_comes_was_not_deleted(world: World) -> None:
    async def an_invoice_brings_its_item() -> None:
        await crossed(world, "new")

    assert await read(world, Listed([HERE], an_invoice_brings_its_item)) == {"here": False}
