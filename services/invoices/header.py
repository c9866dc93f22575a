"""What invoices and credit notes say above their lines; pure."""

import datetime as dt
from decimal import Decimal

from services.invoices.documents import ScoroInvoice, XeroContactRef
from services.invoices.errors import DocumentIncompleteError, UnknownCurrencyError
from services.invoices.refs import Refs
from shared.errors import NotLinkedYetError
from shared.money import rounded
from shared.sync.fingerprint import Notices

REFERENCE_LIMIT = 255
NUMBER_LIMIT = 255


def number(invoice: ScoroInvoice) -> str:
    """Scoro's number; without one Xero would make up its own, so it is needed."""
    if not invoice.no or len(invoice.no) > NUMBER_LIMIT:
        raise DocumentIncompleteError(invoice.id, "number")
    return invoice.no


def contact(invoice: ScoroInvoice, refs: Refs) -> XeroContactRef:
    """The payer (R72); the document waits until it is linked."""
    if invoice.payer_id is None:
        raise DocumentIncompleteError(invoice.id, "payer")
    if refs.contact_id is None:
        raise NotLinkedYetError("contacts", str(invoice.payer_id))
    return XeroContactRef(contact_id=refs.contact_id)


def date(invoice: ScoroInvoice) -> dt.date:
    """The issue date; without one Xero would take today."""
    if invoice.date is None:
        raise DocumentIncompleteError(invoice.id, "date")
    return invoice.date


def reference(invoice: ScoroInvoice, notices: Notices) -> str:
    """The payment reference, else the description on one line (§24); empty clears it in Xero."""
    text = invoice.reference_no.strip() or " ".join(invoice.description.split())
    return notices.fit(text, REFERENCE_LIMIT, "Reference")


def currency(invoice: ScoroInvoice, refs: Refs) -> str:
    """Raises UnknownCurrencyError where Xero is not subscribed to it (R56)."""
    code = invoice.currency.strip().upper()
    if not code:
        raise DocumentIncompleteError(invoice.id, "currency")
    if code != refs.base_currency and refs.currencies is not None and code not in refs.currencies:
        raise UnknownCurrencyError(code)
    return code


def rate(invoice: ScoroInvoice, refs: Refs, notices: Notices) -> Decimal | None:
    """Document units per base unit, the inverse of Scoro's, six decimals (R57); none in base currency."""
    if currency(invoice, refs) == refs.base_currency:
        return None
    inverse = rounded(1 / invoice.currency_rate, 6) if invoice.currency_rate and invoice.currency_rate > 0 else None
    if not inverse:
        notices.add("no_currency_rate", "CurrencyRate", "Scoro gives no rate; Xero takes its own of that day")
        return None
    return inverse
