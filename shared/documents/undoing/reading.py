"""Reading documents in Xero as they stand right now, in full: nothing that decides is taken from memory."""

from collections.abc import Sequence

from shared.budget import Lane
from shared.documents.fields import ID_FIELDS, RESOURCES, Kind
from shared.documents.undoing.present import Present, credit_note_ids, payment_ids, present
from shared.xero.client import XeroClient


async def read(xero: XeroClient, wanted: Sequence[tuple[Kind, str]]) -> dict[str, Present]:
    """Id in Xero → what it is now; what Xero does not have is missing."""
    found: dict[str, Present] = {}
    for resource in sorted({RESOURCES[kind] for kind, _ in wanted}):
        ids = [known for kind, known in wanted if RESOURCES[kind] == resource]
        rows = await xero.by_ids(resource, ids, lane=Lane.CLICK)
        key = "CreditNoteID" if resource == "CreditNotes" else ID_FIELDS["invoice"]
        paid = sorted({known for row in rows for known in payment_ids(row)})
        credited = sorted({known for row in rows for known in credit_note_ids(row)})
        payments = await xero.by_ids("Payments", paid, lane=Lane.CLICK) if paid else []
        notes = await xero.by_ids("CreditNotes", credited, lane=Lane.CLICK) if credited else []
        found |= {str(row[key]): present(row, payments, notes) for row in rows}
    return found
