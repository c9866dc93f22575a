"""Credit applied to invoices, and taken back (reference section 8.9)."""

from services.sandbox.xero.books import periods
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.payments import EXCEEDS, ONLY_AUTHORISED
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.records import Allocation, Document
from services.sandbox.xero.books.settlement import resettle


def allocate(ledger: Ledger, note: Document, given: Given) -> Allocation:
    findings = Findings()
    day = given.date("Date") or periods.today(ledger)
    periods.note_if_locked(ledger, day, findings)
    amount = given.decimal("Amount")
    if amount is None or amount <= 0:
        findings.add("Allocation amount must be greater than zero")
    invoice = findings.attempt(_invoice, ledger, given)
    if invoice is not None:
        _check_pair(note, invoice, findings)
        if amount is not None and rounded(amount) > min(note.outstanding, invoice.outstanding):
            findings.add(EXCEEDS)
    findings.refuse()
    if invoice is None or amount is None:
        raise ElementRefusedError("An allocation needs an invoice and an amount")
    allocation = Allocation(
        id=new_id(), credit_note_id=note.id, invoice_id=invoice.id, amount=rounded(amount), date=day
    )
    ledger.save_allocation(allocation)
    _resettle_both(ledger, allocation)
    return allocation


def take_back(ledger: Ledger, allocation: Allocation) -> None:
    findings = Findings()
    periods.note_if_locked(ledger, allocation.date, findings)
    findings.refuse()
    ledger.delete_allocation(allocation)
    _resettle_both(ledger, allocation)


def _invoice(ledger: Ledger, given: Given) -> Document:
    named = given.object("Invoice")
    invoice_id = named.guid("InvoiceID") if named else None
    number = named.text("InvoiceNumber") if named else None
    if invoice_id is None and number:
        invoice_id = ledger.sales_number.get((False, number.lower()))
    invoice = ledger.invoices.get(invoice_id or "")
    if invoice is None:
        raise ElementRefusedError("An existing invoice with the specified ID could not be found")
    return invoice


def _check_pair(note: Document, invoice: Document, findings: Findings) -> None:
    if note.status != "AUTHORISED" or invoice.status != "AUTHORISED":
        findings.add(ONLY_AUTHORISED)
    if note.contact_id != invoice.contact_id:
        findings.add("The credit note and the invoice must have the same contact")
    if note.is_sale != invoice.is_sale:
        findings.add("A sales credit note can only be allocated to a sales invoice, a supplier's to a bill")
    if note.currency_code != invoice.currency_code:
        findings.add("The credit note and the invoice must be in the same currency")


def _resettle_both(ledger: Ledger, allocation: Allocation) -> None:
    resettle(ledger, allocation.credit_note_id)
    resettle(ledger, allocation.invoice_id)
