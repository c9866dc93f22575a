"""Invoices, bills and credit notes (the answer flavours of reference section 8.8)."""

from decimal import Decimal

from services.sandbox.xero.books.documents import total_discount
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.records import Contact, Document, Line
from services.sandbox.xero.books.transitions import FINAL
from services.sandbox.xero.books.wire import moment_string, ms_date, ms_moment
from services.sandbox.xero.views import contacts
from services.sandbox.xero.views.common import Flavour, Json, number, put_dates, put_text, unit_price

_ZERO = number(Decimal(0))


def document(ledger: Ledger, one: Document, flavour: Flavour, *, unit_places: int) -> Json:
    shown = _credit_note_head(ledger, one, flavour) if one.is_credit_note else _invoice_head(ledger, one, flavour)
    shown["CurrencyRate"] = number(one.currency_rate)
    shown["HasErrors"] = False
    shown["Contact"] = _contact(ledger.contacts[one.contact_id], flavour)
    _body(shown, one)
    if flavour is not Flavour.REDUCED:
        shown["LineItems"] = lines(ledger, one, flavour, unit_places)
    shown |= {
        "SubTotal": number(one.sub_total),
        "TotalTax": number(one.total_tax),
        "Total": number(one.total),
        "UpdatedDateUTC": ms_moment(one.updated),
        "UpdatedDateUTCString": moment_string(one.updated),
        "CurrencyCode": one.currency_code,
    }
    if one.fully_paid_on is not None:
        shown["FullyPaidOnDate"] = ms_date(one.fully_paid_on)
    if flavour is Flavour.PAGED:
        shown["InvoiceAddresses"] = []
    return shown


def document_summary(ledger: Ledger, one: Document, *, unit_places: int) -> Json:
    """`summaryOnly=true`."""
    shown = document(ledger, one, Flavour.REDUCED, unit_places=unit_places)
    for key in ("Payments", "CreditNotes", "Prepayments", "Overpayments", "Allocations", "HasAttachments"):
        shown.pop(key, None)
    return shown


def refused(ledger: Ledger, one: Document, *, is_new: bool, unit_places: int) -> Json:
    """A failed element: as it would have become; number, amounts due and time of change are missing."""
    key = "CreditNoteID" if one.is_credit_note else "InvoiceID"
    shown: Json = {"Type": one.type, key: ZERO_ID if is_new else one.id, "Reference": one.reference}
    if not one.is_credit_note:
        shown |= {"Prepayments": [], "Overpayments": []}
    shown["CurrencyRate"] = number(one.currency_rate)
    if known := ledger.contacts.get(one.contact_id):
        shown["Contact"] = contacts.embedded(known)
    _body(shown, one)
    shown["LineItems"] = lines(ledger, one, Flavour.WRITTEN, unit_places)
    shown |= {"SubTotal": number(one.sub_total), "TotalTax": number(one.total_tax), "Total": number(one.total)}
    shown |= {"CurrencyCode": one.currency_code, "HasErrors": True}
    return shown


ZERO_ID = "00000000-0000-0000-0000-000000000000"


def lines(ledger: Ledger, one: Document, flavour: Flavour, unit_places: int) -> list[Json]:
    shown = [_line(ledger, line, unit_places) for line in one.lines]
    if flavour in {Flavour.SINGLE, Flavour.WRITTEN}:
        for line in shown:
            line["ValidationErrors"] = []
    return shown


def _invoice_head(ledger: Ledger, one: Document, flavour: Flavour) -> Json:
    shown: Json = {"Type": one.type, "InvoiceID": one.id}
    put_text(shown, InvoiceNumber=one.number)
    shown["Reference"] = one.reference
    if flavour is not Flavour.WRITTEN:
        _put_applied(shown, ledger, one, flavour)
    shown |= {"Prepayments": [], "Overpayments": []}
    is_over = one.status in FINAL and flavour is not Flavour.WRITTEN
    shown["AmountDue"] = _ZERO if is_over else number(one.outstanding)
    shown["AmountPaid"] = number(one.paid)
    if flavour is not Flavour.WRITTEN:
        shown |= {"AmountCredited": number(one.credited), "HasAttachments": False}
    put_text(shown, Url=one.url)
    if one.is_sale:
        shown["SentToContact"] = one.is_sent
    discount = total_discount(one)
    shown["IsDiscounted"] = discount is not None
    if discount is not None:
        shown["TotalDiscount"] = number(discount)
    if flavour is Flavour.WRITTEN:
        shown["InvoicePaymentServices"] = []
    if flavour is Flavour.SINGLE:
        shown["Attachments"] = []
    return shown


def _credit_note_head(ledger: Ledger, one: Document, flavour: Flavour) -> Json:
    shown: Json = {"CreditNoteID": one.id}
    put_text(shown, CreditNoteNumber=one.number)
    shown |= {"ID": one.id, "Type": one.type, "Reference": one.reference}
    if flavour is not Flavour.WRITTEN:
        shown["Payments"] = [_applied_payment(ledger, payment_id) for payment_id in _live_payment_ids(ledger, one)]
        shown["Allocations"] = [
            {
                "AllocationID": part.id,
                "Amount": number(part.amount),
                "Date": ms_date(part.date),
                "Invoice": _allocated_invoice(ledger.invoices[part.invoice_id]),
                "IsDeleted": False,
            }
            for part in ledger.live_allocations(one.id)
        ]
        shown["HasAttachments"] = False
    is_over = one.status in FINAL and flavour is not Flavour.WRITTEN
    shown["RemainingCredit"] = _ZERO if is_over else number(one.outstanding)
    if one.is_sale:
        shown["SentToContact"] = one.is_sent
    return shown


def _allocated_invoice(invoice: Document) -> Json:
    shown: Json = {"InvoiceID": invoice.id}
    put_text(shown, InvoiceNumber=invoice.number)
    return shown


def _put_applied(shown: Json, ledger: Ledger, one: Document, flavour: Flavour) -> None:
    """Lists always have the arrays; single reads only filled ones."""
    payments = [_applied_payment(ledger, payment_id) for payment_id in _live_payment_ids(ledger, one)]
    notes = [_applied_note(ledger, allocation_id, flavour) for allocation_id in _allocation_ids(ledger, one)]
    if payments or flavour is not Flavour.SINGLE:
        shown["Payments"] = payments
    if notes or flavour is not Flavour.SINGLE:
        shown["CreditNotes"] = notes


def _live_payment_ids(ledger: Ledger, one: Document) -> list[str]:
    return [payment.id for payment in ledger.live_payments(one.id)] if one.paid else []


def _allocation_ids(ledger: Ledger, one: Document) -> tuple[str, ...]:
    return ledger.document_allocations.get(one.id, ())


def _applied_payment(ledger: Ledger, payment_id: str) -> Json:
    payment = ledger.payments[payment_id]
    return {
        "PaymentID": payment.id,
        "Date": ms_date(payment.date),
        "Amount": number(payment.amount),
        "Reference": payment.reference,
        "CurrencyRate": number(payment.currency_rate),
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def _applied_note(ledger: Ledger, allocation_id: str, flavour: Flavour) -> Json:
    part = ledger.allocations[allocation_id]
    note = ledger.credit_notes[part.credit_note_id]
    shown: Json = {
        "CreditNoteID": note.id,
        "CreditNoteNumber": note.number,
        "ID": note.id,
        "AppliedAmount": number(part.amount),
        "Date": ms_date(part.date),
        "Total": number(note.total),
        "HasErrors": False,
        "LineItems": [],
    }
    if flavour is Flavour.SINGLE:
        shown["CurrencyRate"] = number(note.currency_rate)
    return shown


def _contact(one: Contact, flavour: Flavour) -> Json:
    if flavour in {Flavour.REDUCED, Flavour.PAGED}:
        return contacts.embedded(one)
    return contacts.contact(one, flavour)


def _body(shown: Json, one: Document) -> None:
    put_dates(shown, "Date", one.date)
    put_dates(shown, "DueDate", one.due_date)
    if one.expected_payment_date is not None:
        shown["ExpectedPaymentDate"] = ms_date(one.expected_payment_date)
    if one.planned_payment_date is not None:
        shown["PlannedPaymentDate"] = ms_date(one.planned_payment_date)
    put_text(shown, BrandingThemeID=one.branding_theme_id)
    shown |= {"Status": one.status, "LineAmountTypes": one.line_amount_types}


def _line(ledger: Ledger, line: Line, unit_places: int) -> Json:
    shown: Json = {"LineItemID": line.id}
    put_text(
        shown,
        Description=line.description,
        AccountCode=line.account_code,
        AccountID=line.account_id,
        ItemCode=line.item_code,
        TaxType=line.tax_type,
    )
    if line.item_code and (item := ledger.item_for(line.item_code)):
        shown["Item"] = {"ItemID": item.id, "Name": item.name, "Code": item.code}
    if line.unit_amount is not None and line.quantity is not None:
        shown["UnitAmount"] = unit_price(line.unit_amount, unit_places)
        shown["Quantity"] = number(line.quantity)
    if line.discount_rate is not None:
        shown["DiscountRate"] = number(line.discount_rate)
    if line.discount_amount is not None:
        shown["DiscountAmount"] = number(line.discount_amount)
    shown |= {"TaxAmount": number(line.tax_amount), "LineAmount": number(line.line_amount), "Tracking": []}
    return shown
