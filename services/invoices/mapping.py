"""Which field of a sales document becomes which; pure.

`to_xero` gives the document as Xero is to have it, from Scoro alone: equal documents have equal fingerprints whatever
has happened in Xero. `shared.documents.from_scoro.onto` turns it into an update of what is there.
"""

from services.invoices.credit_notes import to_credit_note
from services.invoices.documents import ScoroInvoice, XeroCreditNote, XeroInvoice
from services.invoices.rules import wanted_status
from shared.documents import header
from shared.documents.levelling import made_equal
from shared.documents.lines import to_lines
from shared.documents.refs import Refs
from shared.sync.fingerprint import Notices, Translated

LEFT_OUT: dict[str, str] = {
    "id": "the link keeps it, and its address is our link back",
    "company_name": "the contact crosses by itself",
    "company_address": "the contact crosses by itself",
    "company_address_id": "Xero prints the contact's own address",
    "person_name": "the contact crosses by itself",
    "interested_party_id": "no field in Xero",
    "interested_party_address_id": "no field in Xero",
    "project_name": "found by its id",
    "vat": "the tax rate is known by its code",
    "vat_code_id": "the tax rate is known by its code",
    "payment_type": "no field in Xero",
    "fine": "no field in Xero",
    "status": "payments travel to Scoro only (R109)",
    "paid_sum": "payments travel to Scoro only (R109)",
    "receivable_sum": "payments travel to Scoro only (R109)",
    "payment_fee": "payments travel to Scoro only (R109)",
    "quote_id": "no field in Xero",
    "order_id": "no field in Xero",
    "prepayment_id": "the prepaid part is booked in Xero by the accountant (R98)",
    "prepayment_sum": "the prepaid part is booked in Xero by the accountant (R98)",
    "prepayment_percent": "read by the rules (R96)",
    "generation_type": "no field in Xero",
    "scheduled_invoice_id": "a generated invoice crosses like any other (R88)",
    "accounting_period_from": "no field in Xero",
    "accounting_period_to": "no field in Xero",
    "pay_now_link": "a link to Scoro's own payment page",
    "is_role_based": "how Scoro computes prices",
    "local_price_list_id": "how Scoro computes prices",
    "real_estate_id": "no field in Xero",
    "owner_id": "no field in Xero",
    "owner_email": "no field in Xero",
    "account_id": "read by the rules",
    "custom_fields": "no field in Xero",
    "created_date": "read by the rules",
    "modified_date": "read by the rules",
    "is_deleted": "read by the rules",
    "deleted_date": "read by the rules",
    "lines.id": "Xero has ids of its own",
    "lines.vat": "the tax rate is known by its code",
    "lines.vat_code_id": "the tax rate is known by its code",
    "lines.finance_account_id": "found by its symbol",
    "lines.finance_account_name": "found by its symbol",
    "lines.finance_object_symbol": "found by its id",
    "lines.finance_object_name": "found by its id",
    "lines.project_name": "found by its id",
    "lines.cost": "internal",
    "lines.supplier_id": "internal",
    "lines.supplier_name": "internal",
    "lines.doer_id": "internal",
    "lines.doer_email": "internal",
    "lines.role_id": "internal",
    "lines.role_name": "internal",
    "lines.is_internal": "internal",
    "lines.dates": "no field in Xero",
    "lines.depot_amounts": "stock stays in Scoro",
    "lines.custom_fields": "no field in Xero",
}
"""Fields of Scoro that do not cross, and why."""


def to_xero(invoice: ScoroInvoice, refs: Refs) -> Translated[XeroInvoice] | Translated[XeroCreditNote]:
    """The document in Xero: an invoice, or for a credit a credit note.

    Raises TotalsDifferError where Xero would make another gross sum of it: such a document is held, since it would be
    wrong in the books from the moment it arrives (R122).
    """
    if invoice.is_credit_note:
        return made_equal(to_credit_note(invoice, refs), invoice.gross, refs)
    return made_equal(_to_invoice(invoice, refs), invoice.gross, refs)


def _to_invoice(invoice: ScoroInvoice, refs: Refs) -> Translated[XeroInvoice]:
    notices = Notices()
    date = header.date(invoice)
    element = XeroInvoice(
        invoice_number=header.number(invoice),
        contact=header.contact(invoice, refs),
        date=date,
        due_date=invoice.deadline or date,
        reference=header.reference(invoice, notices),
        currency_code=header.currency(invoice, refs),
        currency_rate=header.rate(invoice, refs, notices),
        status=wanted_status(invoice),
        sent_to_contact=True if invoice.is_sent else None,
        url=header.url(refs, notices),
        line_items=to_lines(invoice, refs, notices, sign=1, may_discount=True),
    )
    return Translated(element, notices.all())
