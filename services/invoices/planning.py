"""One document after the other: left out, closed, waiting, equal, or an element to be written; pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import ValidationError

from services.invoices import mapping, rules
from services.invoices.documents import ScoroInvoice, XeroCreditNote, XeroInvoice
from shared import jsonio
from shared.contracts.envelope import Category
from shared.documents.errors import ApprovedTwinStaysError, UpdateBlockedError
from shared.documents.refs import Refs
from shared.documents.twins import Kind, Twin
from shared.errors import NotLinkedYetError, SyncError, UnreadableObjectError
from shared.money import cents
from shared.store.connections import Connection
from shared.store.records import Entry, Link, LinkState, ObjectKey
from shared.sync.plans import Closed, Failed, InSync, LeftOut, Money, Plan, Waits, Write
from shared.sync.settings import SyncSettings

RESOURCES: dict[Kind, str] = {"invoice": "Invoices", "credit_note": "CreditNotes"}
ID_FIELDS: dict[Kind, str] = {"invoice": "InvoiceID", "credit_note": "CreditNoteID"}
DELETED = "deleted"
"""The fingerprint of a twin that is to be deleted."""


@dataclass(frozen=True, slots=True)
class Given:
    """One entry with what is known of it."""

    entry: Entry
    invoice: ScoroInvoice
    link: Link | None

    @property
    def twin(self) -> Twin | None:
        """What the link remembers of the document in Xero."""
        return Twin.model_validate(self.link.twin) if self.is_linked and self.link else None

    @property
    def is_linked(self) -> bool:
        return self.link is not None and self.link.state is LinkState.ACTIVE

    @property
    def money(self) -> Money:
        return Money(f"{cents(self.invoice.gross)}", self.invoice.currency or None)


def first_look(entry: Entry, link: Link | None, settings: SyncSettings, connection: Connection) -> Given | Plan:
    """The document where it is to be translated, else what becomes of it without that."""
    try:
        invoice = ScoroInvoice.model_validate(jsonio.loads(entry.snapshot) | {"is_deleted": entry.deleted})
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        return Failed(entry, UnreadableObjectError(f"invoice {entry.key.object_id}", said))
    given = Given(entry, invoice, link)
    reason = rules.left_out(
        invoice,
        settings.of(Category.INVOICES),
        entity=connection.entity,
        time_zone=connection.time_zone,
        is_linked=given.is_linked,
        asked_by_person=entry.asked == "person",
    )
    if reason is not None:
        return LeftOut(entry, reason)
    return _deleted(given) if invoice.is_deleted else given


def _deleted(given: Given) -> Plan:
    twin, link = given.twin, given.link
    if twin is None or link is None:
        return LeftOut(given.entry, "nothing_to_delete")
    match rules.deletion(twin):
        case rules.DeleteDraft(xero_id):
            element = {ID_FIELDS[twin.kind]: xero_id, "Status": "DELETED"}
            memo = _memo(given) | {"kind": twin.kind, "xero_id": xero_id, "delete": True}
            return Write(given.entry, RESOURCES[twin.kind], "POST", element, DELETED, memo)
        case rules.Orphaned():
            return Closed(given.entry, link, LinkState.ORPHANED, ApprovedTwinStaysError(twin.number))
        case rules.CloseLink():
            return Closed(given.entry, link, LinkState.CLOSED)


def plan(given: Given, refs: Refs) -> Plan:
    """Translate, compare with what Xero has, and decide."""
    try:
        return _plan(given, refs)
    except NotLinkedYetError as error:
        key = given.entry.key
        parent = ObjectKey(key.connection_id, Category(error.category), key.system, error.object_id)
        return Waits(given.entry, (parent,), given.money)
    except SyncError as error:
        return Failed(given.entry, error, given.money)


def _plan(given: Given, refs: Refs) -> Plan:
    translated = mapping.to_xero(given.invoice, refs)
    element: XeroInvoice | XeroCreditNote = translated.element
    kind: Kind = "credit_note" if isinstance(element, XeroCreditNote) else "invoice"
    memo = _memo(given) | {"kind": kind, "notices": [notice.code for notice in translated.notices]}
    twin = given.twin
    if twin is None or given.link is None or _is_replaced(given, twin):
        return Write(given.entry, RESOURCES[kind], "PUT", element.as_json(), translated.fingerprint, memo)
    if given.link.fingerprint == translated.fingerprint:
        return InSync(given.entry, given.link)
    blocked = rules.update_blocked(twin)
    if blocked and given.entry.asked != "person":  # a person may know better than what we last heard
        raise UpdateBlockedError(blocked, twin.number)
    update = mapping.onto(element, twin).as_json()
    memo["xero_id"] = twin.xero_id
    return Write(given.entry, RESOURCES[kind], "POST", update, translated.fingerprint, memo)


def _is_replaced(given: Given, twin: Twin) -> bool:
    """The twin was voided or deleted in Xero and the document has another number since: it crosses anew (R81, R146)."""
    return twin.status in rules.GONE and given.invoice.no.casefold() != twin.number.casefold()


def _memo(given: Given) -> dict[str, object]:
    return {
        "number": given.invoice.no,
        "gross": f"{cents(given.invoice.gross)}",
        "currency": given.invoice.currency,
        "xero_id": None,
        "delete": False,
    }


def address(connection: Connection, invoice_id: int) -> str:
    """Where people find the document in Scoro: the link back that its twin carries."""
    site = urlsplit(connection.site_url)
    return f"{site.scheme}://{site.netloc}/invoices/view/{invoice_id}"
