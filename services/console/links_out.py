"""Where people find an object in Scoro's and Xero's own screens; pure.

Xero's addresses are those of its guide to deep links; it names none for products, and a payment's is its bank's.
"""

from urllib.parse import quote, urlencode

from shared.contracts.envelope import Category
from shared.store.connections import Connection

MODULES = {Category.INVOICES: "invoices", Category.BILLS: "bills"}
"""What has a page in Scoro of which the address is known."""
XERO = "https://go.xero.com/organisationlogin/default.aspx"
PAGES = {
    "contact": "/Contacts/View/{}",
    "invoice": "/AccountsReceivable/View.aspx?InvoiceID={}",
    "credit_note": "/AccountsPayable/ViewCreditNote.aspx?creditNoteID={}",
    "bill": "/AccountsPayable/Edit.aspx?InvoiceID={}",
}


def in_scoro(connection: Connection, category: Category, scoro_id: str | None) -> str:
    """The address of its page there; empty where it is not known."""
    if not scoro_id or category not in MODULES:
        return ""
    return connection.page_in_scoro(MODULES[category], quote(scoro_id, safe=""))


def in_xero(connection: Connection, kind: str, xero_id: str | None) -> str:
    """The address of its page in that organisation; empty where it is not known."""
    code = str(connection.organisation.get("short_code") or "")
    if not code or not xero_id or kind not in PAGES:
        return ""
    return f"{XERO}?{urlencode({'shortcode': code, 'redirecturl': PAGES[kind].format(quote(xero_id, safe=''))})}"
