"""Bells and news of documents in, one call each."""

from typing import Annotated

from faststream.rabbit import RabbitRouter

from shared.contracts.changes import ReceiptChanged
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


@router.subscriber(**inbox(bell_queue(Category.RECEIPTS, Lane.NOW)))
@router.subscriber(**inbox(bell_queue(Category.RECEIPTS, Lane.CHANGED)))
@router.subscriber(**inbox(bell_queue(Category.RECEIPTS, Lane.BULK)))
async def on_receipt_changed(event: ReceiptChanged, draining: Annotated[Draining, Given()]) -> None:
    """A payment or an allocation changed."""
    await draining.bell(event.entry)


@router.subscriber(**inbox("receipts.parents_synced"))
async def on_document_synced(event: ObjectSynced, draining: Annotated[Draining, Given()]) -> None:
    """A document is in step, or another receipt: what waited for it or was left out without it goes on (R114)."""
    key = ObjectKey(event.connection_id, event.category, event.system, event.object_id)
    await draining.parent_synced(key, event.counterpart_id)


@router.subscriber(**inbox("receipts.parents_failed"))
async def on_document_failed(event: ObjectFailed, draining: Annotated[Draining, Given()]) -> None:
    """A document needs a person: so does what pays it."""
    key = ObjectKey(event.connection_id, event.category, event.system, event.object_id)
    await draining.parent_failed(key, event.code)


@router.subscriber(**inbox("receipts.plans"))
async def on_plan_requested(event: PlanRequested, previewing: Annotated[Previewing, Given()]) -> None:
    """Somebody wants to see what would become of receipts."""
    await previewing.go_on(event)
