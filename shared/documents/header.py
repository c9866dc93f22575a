"""What invoices and credit notes say above their lines; pure."""

import datetime as dt
from decimal import Decimal

from shared.documents.errors import DocumentIncompleteError, UnknownCurrencyError
from shared.documents.fields import TradeDocument, XeroContactRef
from shared.documents.refs import Refs
from shared.errors import NotLinkedYetError
from shared.money import rounded
from shared.sync.fingerprint import Notices

REFERENCE_LIMIT = 255
NUMBER_LIMIT = 255


def number(document: TradeDocument) -> str:
    """Scoro's number; without one Xero would make up its own, so it is needed."""
    if not document.no or len(document.no) > NUMBER_LIMIT:
        raise DocumentIncompleteError(document.id, "number")
    return document.no


def contact(document: TradeDocument, refs: Refs) -> XeroContactRef:
    """The payer (R72); the document waits until it is linked."""
    if document.payer_id is None:
        raise DocumentIncompleteError(document.id, "payer")
    if refs.contact_id is None:
        raise NotLinkedYetError("contacts", str(document.payer_id))
    return XeroContactRef(contact_id=refs.contact_id)


def date(document: TradeDocument) -> dt.date:
    """The issue date; without one Xero would take today."""
    if document.date is None:
        raise DocumentIncompleteError(document.id, "date")
    return document.date


def reference(document: TradeDocument, notices: Notices) -> str:
    """The payment reference, else the description on one line (§24); empty clears it in Xero."""
    text = document.reference_no.strip() or " ".join(document.description.split())
    return notices.fit(text, REFERENCE_LIMIT, "Reference")


def currency(document: TradeDocument, refs: Refs) -> str:
    """Raises UnknownCurrencyError where Xero is not subscribed to it (R56)."""
    code = document.currency.strip().upper()
    if not code:
        raise DocumentIncompleteError(document.id, "currency")
    if code != refs.base_currency and refs.currencies is not None and code not in refs.currencies:
        raise UnknownCurrencyError(code)
    return code


def rate(document: TradeDocument, refs: Refs, notices: Notices) -> Decimal | None:
    """Document units per base unit, the inverse of Scoro's, six decimals (R57); none in base currency."""
    if currency(document, refs) == refs.base_currency:
        return None
    inverse = rounded(1 / document.currency_rate, 6) if document.currency_rate and document.currency_rate > 0 else None
    if not inverse:
        notices.add("no_currency_rate", "CurrencyRate", "Scoro gives no rate; Xero takes its own of that day")
        return None
    return inverse


def url(refs: Refs, notices: Notices) -> str | None:
    """The link back; Xero refuses addresses that contain its own name."""
    if refs.url and "xero" in refs.url.casefold():
        notices.add("url_left_out", "Url", f"Xero takes no address like {refs.url}")
        return None
    return refs.url
