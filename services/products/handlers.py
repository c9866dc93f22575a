"""Bells in, one call each."""

from typing import Annotated

from faststream import Context
from faststream.rabbit import RabbitRouter

from shared.contracts.changes import ProductChanged
from shared.contracts.envelope import Category, Lane
from shared.messaging.app import inbox
from shared.messaging.topology import bell_queue
from shared.sync.draining import Draining

router = RabbitRouter()


@router.subscriber(**inbox(bell_queue(Category.PRODUCTS, Lane.NOW)))
@router.subscriber(**inbox(bell_queue(Category.PRODUCTS, Lane.CHANGED)))
@router.subscriber(**inbox(bell_queue(Category.PRODUCTS, Lane.BULK)))
async def on_product_changed(event: ProductChanged, draining: Annotated[Draining, Context()]) -> None:
    """A product or an item changed."""
    await draining.bell(event.entry)
