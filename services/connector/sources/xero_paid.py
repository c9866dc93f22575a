"""Documents in Xero whose payments keep changes back: read by their ids, to notice that they became free (R80).

Where webhooks or what is paid come from Xero, the news tell it. Where neither does, nobody would. So while such
problems are open, and only then, exactly these documents are asked for: forty invoices or bills in a call.
"""

from collections.abc import Sequence

from services.connector.renewing import Renewing
from services.connector.sources import xero_rows
from services.connector.sources.page import Read, Reader, Turn
from services.connector.sources.xero_lists import twin_fields
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.everything import Store
from shared.sync.mending import OF_DOCUMENTS, Thing
from shared.sync.settings import DOCUMENTS

NAME = "xero.paid_documents"
AT_ONCE = 40
CREDIT_NOTE = "credit_note"


def reader(store: Store, _clock: Clock) -> Reader:
    """Reads those that are waited for, page by page; what is free again is tried again by the run that reads it."""
    renewing = Renewing(store)

    async def read(turn: Turn) -> Read:
        after = str((turn.chain.memo or {}).get("after", ""))
        waited_for = await store.mended.about(turn.connection.id, OF_DOCUMENTS, Thing.DOCUMENT)
        ids = sorted(one for one in waited_for if one > after)[:AT_ONCE]
        for category in DOCUMENTS:
            links = await store.links.by_xero(turn.connection.id, category, ids)
            notes = [one for one, link in links.items() if link.twin.get("kind") == CREDIT_NOTE]
            await _renew(turn, renewing, category, xero_rows.CREDIT_NOTES, notes)
            others = [one for one in links if one not in notes]
            await _renew(turn, renewing, category, xero_rows.DOCUMENTS, others)
        return Read(memo={"after": ids[-1]} if len(ids) == AT_ONCE else None)

    return read


async def _renew(turn: Turn, renewing: Renewing, category: Category, kind: xero_rows.Kind, ids: Sequence[str]) -> None:
    if not ids:
        return
    rows = await turn.xero.by_ids(kind.resource, ids, lane=turn.budget_lane)
    await renewing.documents(turn.connection.id, category, {kind.id_of(row): twin_fields(row) for row in rows})
