"""Credit invoices of Scoro, and negative ones, as credit notes of Xero; pure.

Amounts are positive in Xero: a document that is negative as a whole is turned around, line by line. Credit notes know
neither discounts nor a due date nor an address, and are approved whether or not they are marked as sent (R91).
"""

from services.invoices.documents import ScoroInvoice, XeroCreditNote
from services.invoices.rules import wanted_status
from shared.documents import header
from shared.documents.lines import to_lines
from shared.documents.refs import Refs
from shared.sync.fingerprint import Notices, Translated


def to_credit_note(invoice: ScoroInvoice, refs: Refs) -> Translated[XeroCreditNote]:
    """The credit note; one that names no credited invoice says so, since nobody can allocate it by that (R93)."""
    notices = Notices()
    if not invoice.credited_invoices:
        notices.add("credit_note_unlinked", "credited_invoices", "negative, but names no invoice that it credits")
    note = XeroCreditNote(
        credit_note_number=header.number(invoice),
        contact=header.contact(invoice, refs),
        date=header.date(invoice),
        reference=header.reference(invoice, notices),
        currency_code=header.currency(invoice, refs),
        currency_rate=header.rate(invoice, refs, notices),
        status=wanted_status(invoice),
        line_items=to_lines(invoice, refs, notices, sign=-1 if invoice.gross < 0 else 1, may_discount=False),
    )
    return Translated(note, notices.all())
