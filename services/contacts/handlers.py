"""Bells in, one call each."""

from typing import Annotated

from faststream import Context
from faststream.rabbit import RabbitRouter

from shared.contracts.changes import ContactChanged
from shared.contracts.envelope import Category, Lane
from shared.messaging.app import inbox
from shared.messaging.topology import bell_queue
from shared.sync.draining import Draining

router = RabbitRouter()


@router.subscriber(**inbox(bell_queue(Category.CONTACTS, Lane.NOW)))
@router.subscriber(**inbox(bell_queue(Category.CONTACTS, Lane.CHANGED)))
@router.subscriber(**inbox(bell_queue(Category.CONTACTS, Lane.BULK)))
async def on_contact_changed(event: ContactChanged, draining: Annotated[Draining, Context()]) -> None:
    """A contact changed in Scoro."""
    await draining.bell(event.entry)
