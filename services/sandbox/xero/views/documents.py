"""Invoices, bills and credit notes (the answer flavours of reference section 8.8)."""

from decimal import Decimal

from services.sandbox.xero.books.documents import total_discount
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Document, Kind
from services.sandbox.xero.books.transitions import FINAL
from services.sandbox.xero.books.wire import moment_string, ms_date, ms_moment
from services.sandbox.xero.views import applied, contacts
from services.sandbox.xero.views.common import Flavour, Json, number, put_dates, put_text
from services.sandbox.xero.views.lines import lines

ZERO_ID = "00000000-0000-0000-0000-000000000000"
_ZERO = number(Decimal(0))


def document(ledger: Ledger, one: Document, flavour: Flavour, *, unit_places: int) -> Json:
    """An invoice, a bill or a credit note."""
    is_invoice = one.kind is Kind.INVOICE
    shown = _invoice_head(ledger, one, flavour) if is_invoice else _credit_head(ledger, one, flavour)
    shown["CurrencyRate"] = number(one.currency_rate)
    shown["HasErrors"] = False
    shown["Contact"] = contact(ledger, one.contact_id, flavour)
    put_body(shown, one)
    if flavour is not Flavour.REDUCED:
        shown["LineItems"] = lines(ledger, one.lines, flavour, unit_places)
    put_totals(shown, one)
    if one.fully_paid_on is not None:
        shown["FullyPaidOnDate"] = ms_date(one.fully_paid_on)
    if flavour is Flavour.PAGED:
        shown["InvoiceAddresses"] = []
    return shown


def document_summary(ledger: Ledger, one: Document, *, unit_places: int) -> Json:
    """`summaryOnly=true`."""
    shown = document(ledger, one, Flavour.REDUCED, unit_places=unit_places)
    for key in ("Payments", *applied.ARRAYS.values(), "Allocations", "HasAttachments"):
        shown.pop(key, None)
    return shown


def refused(ledger: Ledger, one: Document, *, is_new: bool, unit_places: int) -> Json:
    """A failed element: as it would have become; number, amounts due and time of change are missing."""
    shown: Json = {"Type": one.type, f"{one.kind}ID": ZERO_ID if is_new else one.id, "Reference": one.reference}
    if one.kind is Kind.INVOICE:
        shown |= {"Prepayments": [], "Overpayments": []}
    shown["CurrencyRate"] = number(one.currency_rate)
    if known := ledger.contacts.get(one.contact_id):
        shown["Contact"] = contacts.embedded(known)
    put_body(shown, one)
    shown["LineItems"] = lines(ledger, one.lines, Flavour.WRITTEN, unit_places)
    shown |= {"SubTotal": number(one.sub_total), "TotalTax": number(one.total_tax), "Total": number(one.total)}
    shown |= {"CurrencyCode": one.currency_code, "HasErrors": True}
    return shown


def contact(ledger: Ledger, contact_id: str, flavour: Flavour) -> Json:
    """Short in lists, whole in single reads and write answers."""
    if flavour in {Flavour.REDUCED, Flavour.PAGED}:
        return contacts.embedded(ledger.contacts[contact_id])
    return contacts.contact(ledger, ledger.contacts[contact_id], flavour)


def put_body(shown: Json, one: Document) -> None:
    put_dates(shown, "Date", one.date)
    put_dates(shown, "DueDate", one.due_date)
    if one.expected_payment_date is not None:
        shown["ExpectedPaymentDate"] = ms_date(one.expected_payment_date)
    if one.planned_payment_date is not None:
        shown["PlannedPaymentDate"] = ms_date(one.planned_payment_date)
    put_text(shown, BrandingThemeID=one.branding_theme_id)
    shown |= {"Status": one.status, "LineAmountTypes": one.line_amount_types}


def put_totals(shown: Json, one: Document) -> None:
    shown |= {
        "SubTotal": number(one.sub_total),
        "TotalTax": number(one.total_tax),
        "Total": number(one.total),
        "UpdatedDateUTC": ms_moment(one.updated),
        "UpdatedDateUTCString": moment_string(one.updated),
        "CurrencyCode": one.currency_code,
    }


def outstanding(one: Document, flavour: Flavour) -> Decimal:
    """Nothing is due on dead documents, but for the answer that tells of their end."""
    return _ZERO if one.status in FINAL and flavour is not Flavour.WRITTEN else number(one.outstanding)


def _invoice_head(ledger: Ledger, one: Document, flavour: Flavour) -> Json:
    shown: Json = {"Type": one.type, "InvoiceID": one.id}
    put_text(shown, InvoiceNumber=one.number)
    shown["Reference"] = one.reference
    _put_applied(shown, ledger, one, flavour)
    shown["AmountDue"] = outstanding(one, flavour)
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


def _put_applied(shown: Json, ledger: Ledger, one: Document, flavour: Flavour) -> None:
    """Payments and credit notes: always in lists, in single reads if there are any, never in write answers."""
    credit = applied.credit_on(ledger, one, flavour)
    if flavour is not Flavour.WRITTEN:
        payments = applied.payments_on(ledger, one)
        for key, found in (("Payments", payments), ("CreditNotes", credit[Kind.CREDIT_NOTE])):
            if found or flavour is not Flavour.SINGLE:
                shown[key] = found
    shown |= {"Prepayments": credit[Kind.PREPAYMENT], "Overpayments": credit[Kind.OVERPAYMENT]}


def _credit_head(ledger: Ledger, one: Document, flavour: Flavour) -> Json:
    shown: Json = {"CreditNoteID": one.id}
    put_text(shown, CreditNoteNumber=one.number)
    shown |= {"ID": one.id, "Type": one.type, "Reference": one.reference}
    if flavour is not Flavour.WRITTEN:
        shown["Payments"] = applied.payments_on(ledger, one)
        shown["Allocations"] = applied.allocations_of(ledger, one)
        shown["HasAttachments"] = False
    shown["RemainingCredit"] = outstanding(one, flavour)
    if one.is_sale:
        shown["SentToContact"] = one.is_sent
    return shown
