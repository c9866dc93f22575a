"""What does not fit in an item of Xero is told to people: which field and why, never what it holds."""

from dataclasses import replace
from typing import Any

from services.products.mapping_to_scoro import Refs
from services.products.routes_to_scoro import ToScoro
from shared.contracts.envelope import Category
from shared.store.records import ObjectKey
from shared.sync.plans import Failed
from shared.sync.settings import SyncSettings
from tests.unit.shared_sync.entries import ENTRY

NOBODY: Any = None
"""Is asked for nothing: the item is read first."""


async def test_an_item_that_cannot_be_read_is_told_by_its_field_without_the_value() -> None:
    key = ObjectKey("acme", Category.PRODUCTS, "xero", "60aa")
    entry = replace(ENTRY, key=key, snapshot='{"ItemID": "60aa", "Code": "A1", "IsTrackedAsInventory": "Jane Doe"}')
    plan = await ToScoro(NOBODY, NOBODY, NOBODY)._plan(NOBODY, NOBODY, SyncSettings(), entry, None, Refs())
    assert isinstance(plan, Failed)
    assert str(plan.error).startswith("item 60aa: IsTrackedAsInventory: ")
    assert "Jane Doe" not in str(plan.error)
    assert "pydantic" not in str(plan.error)
