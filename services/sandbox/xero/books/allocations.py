"""Credit applied to invoices and bills, and taken back (reference section 8.9).

The two refusals about amounts are what the live API said of an overpayment (calcinai/xero-php#335); here of all credit.
"""

from decimal import Decimal

from services.sandbox.xero.books import periods
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.papers import Allocation, Document, Kind
from services.sandbox.xero.books.payments import ONLY_AUTHORISED
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.settlement import resettle

ALREADY_PAID = "The invoice you are trying to allocate to has already been paid off"
NOUNS = {Kind.CREDIT_NOTE: "Credit note", Kind.PREPAYMENT: "Prepayment", Kind.OVERPAYMENT: "Overpayment"}


def allocate(ledger: Ledger, credit: Document, given: Given) -> Allocation:
    """Without a Date it is applied on the later of the two documents' dates."""
    findings = Findings()
    amount = _amount(given, findings)
    invoice = findings.attempt(_invoice, ledger, given)
    if invoice is not None and amount is not None:
        _check_pair(credit, invoice, findings)
        if amount > min(credit.outstanding, invoice.outstanding):
            findings.add(f"{NOUNS[credit.kind]} cannot be allocated as amount is greater than amount outstanding")
    day = given.date("Date") or max(credit.date, invoice.date if invoice else credit.date)
    periods.note_if_locked(ledger, day, findings)
    findings.refuse()
    if invoice is None or amount is None:
        raise ElementRefusedError("An allocation needs an invoice and an amount")
    allocation = Allocation(id=new_id(), credit_id=credit.id, invoice_id=invoice.id, amount=amount, date=day)
    ledger.save_allocation(allocation)
    _resettle_both(ledger, allocation)
    return allocation


def take_back(ledger: Ledger, allocation: Allocation) -> None:
    findings = Findings()
    periods.note_if_locked(ledger, allocation.date, findings)
    findings.refuse()
    ledger.delete_allocation(allocation)
    _resettle_both(ledger, allocation)


def _amount(given: Given, findings: Findings) -> Decimal | None:
    sent = given.decimal("Amount")
    amount = None if sent is None else rounded(sent)
    if amount is None or amount <= 0:
        findings.add("Allocation amount must be greater than zero")
        return None
    return amount


def _invoice(ledger: Ledger, given: Given) -> Document:
    named = given.object("Invoice")
    invoice_id = named.guid("InvoiceID") if named else None
    number = named.text("InvoiceNumber") if named else None
    if invoice_id is None and number:
        invoice_id = ledger.sales_number.get((Kind.INVOICE, number.lower()))
    invoice = ledger.invoices.get(invoice_id or "")
    if invoice is None:
        raise ElementRefusedError("An existing invoice with the specified ID could not be found")
    return invoice


def _check_pair(credit: Document, invoice: Document, findings: Findings) -> None:
    noun = NOUNS[credit.kind].lower()
    if invoice.status == "PAID":
        findings.add(ALREADY_PAID)
    elif invoice.status != "AUTHORISED" or credit.status not in {"AUTHORISED", "PAID"}:
        findings.add(ONLY_AUTHORISED)
    if credit.contact_id != invoice.contact_id:
        findings.add(f"The {noun} and the invoice must have the same contact")
    if credit.is_sale != invoice.is_sale:
        findings.add("Credit of a customer can only be allocated to a sales invoice, a supplier's to a bill")
    if credit.currency_code != invoice.currency_code:
        findings.add(f"The {noun} and the invoice must be in the same currency")


def _resettle_both(ledger: Ledger, allocation: Allocation) -> None:
    resettle(ledger, allocation.credit_id)
    resettle(ledger, allocation.invoice_id)
