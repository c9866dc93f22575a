"""Bells and news of contacts in, one call each."""

from typing import Annotated

from faststream.rabbit import RabbitRouter

from shared.contracts.changes import BillChanged
from shared.contracts.envelope import Category, Lane
from shared.contracts.outcomes import ObjectFailed, ObjectSynced
from shared.contracts.previews import PlanRequested
from shared.messaging.app import inbox
from shared.messaging.given import Given
from shared.messaging.topology import bell_queue
from shared.store.records import ObjectKey
from shared.sync.draining import Draining
from shared.sync.previewing import Previewing

router = RabbitRouter()


@router.subscriber(**inbox(bell_queue(Category.BILLS, Lane.NOW)))
@router.subscriber(**inbox(bell_queue(Category.BILLS, Lane.CHANGED)))
@router.subscriber(**inbox(bell_queue(Category.BILLS, Lane.BULK)))
async def on_bill_changed(event: BillChanged, draining: Annotated[Draining, Given()]) -> None:
    """A bill changed."""
    await draining.bell(event.entry)


@router.subscriber(**inbox("bills.parents_synced"))
async def on_contact_synced(event: ObjectSynced, draining: Annotated[Draining, Given()]) -> None:
    """A contact is in step: documents that waited for it go on."""
    key = ObjectKey(event.connection_id, event.category, event.system, event.object_id)
    await draining.parent_synced(key, event.counterpart_id)


@router.subscriber(**inbox("bills.parents_failed"))
async def on_contact_failed(event: ObjectFailed, draining: Annotated[Draining, Given()]) -> None:
    """A contact needs a person: so do the documents that wait for it."""
    key = ObjectKey(event.connection_id, event.category, event.system, event.object_id)
    await draining.parent_failed(key, event.code)


@router.subscriber(**inbox("bills.plans"))
async def on_plan_requested(event: PlanRequested, previewing: Annotated[Previewing, Given()]) -> None:
    """Somebody wants to see what would become of bills."""
    await previewing.go_on(event)
