"""Bells in, one call each."""

from typing import Annotated

from faststream.rabbit import RabbitRouter

from shared.contracts.changes import ProductChanged
from shared.contracts.envelope import Category, Lane
from shared.contracts.previews import PlanRequested
from shared.messaging.app import inbox
from shared.messaging.given import Given
from shared.messaging.topology import bell_queue
from shared.sync.draining import Draining
from shared.sync.previewing import Previewing

router = RabbitRouter()


@router.subscriber(**inbox(bell_queue(Category.PRODUCTS, Lane.NOW)))
@router.subscriber(**inbox(bell_queue(Category.PRODUCTS, Lane.CHANGED)))
@router.subscriber(**inbox(bell_queue(Category.PRODUCTS, Lane.BULK)))
async def on_product_changed(event: ProductChanged, draining: Annotated[Draining, Given()]) -> None:
    """A product or an item changed."""
    await draining.bell(event.entry)


@router.subscriber(**inbox("products.plans"))
async def on_plan_requested(event: PlanRequested, previewing: Annotated[Previewing, Given()]) -> None:
    """Somebody wants to see what would become of products."""
    await previewing.go_on(event)
