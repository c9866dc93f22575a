"""Prepayments and overpayments (reference section 8.10)."""

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Document
from services.sandbox.xero.views import applied, documents
from services.sandbox.xero.views.common import Flavour, Json, number, put_dates, put_text
from services.sandbox.xero.views.lines import lines


def prepaid(ledger: Ledger, one: Document, flavour: Flavour, *, unit_places: int) -> Json:
    """A prepayment that was received shows its number as its reference too; lists without `page` have no lines."""
    shown: Json = {f"{one.kind}ID": one.id, "ID": one.id, "CurrencyRate": number(one.currency_rate), "Type": one.type}
    put_text(shown, BrandingThemeID=one.branding_theme_id)
    put_text(shown, Reference=one.number or one.reference, InvoiceNumber=one.number)
    shown["RemainingCredit"] = documents.outstanding(one, flavour)
    shown["Allocations"] = applied.allocations_of(ledger, one)
    shown["Payments"] = applied.payments_on(ledger, one)
    shown["HasAttachments"] = False
    if flavour is Flavour.SINGLE:
        shown["Attachments"] = []
    shown["Contact"] = documents.contact(ledger, one.contact_id, flavour)
    put_dates(shown, "Date", one.date)
    shown |= {"Status": one.status, "LineAmountTypes": one.line_amount_types}
    shown["LineItems"] = [] if flavour is Flavour.REDUCED else lines(ledger, one.lines, flavour, unit_places)
    documents.put_totals(shown, one)
    return shown
