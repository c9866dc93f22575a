"""The fields of receipts and receipt accounts, as the API spells them."""

from collections.abc import Mapping

from services.sandbox.scoro.fields import STAMPS, Field, many, shown
from services.sandbox.scoro.kinds import Kind

DOCUMENT_TYPES = ("invoices", "bills", "expenses")
ACCOUNT_TYPES = ("bank", "cash", "card", "other")

RECEIPTS: Mapping[str, Field] = {
    "id": shown(Kind.ID),
    "date": Field(Kind.DATE),
    "contact_id": Field(Kind.ID),
    "sum": shown(Kind.MONEY),
    "currency": Field(Kind.WORD),
    "sales_doc_type": Field(Kind.WORD, one_of=DOCUMENT_TYPES),
    "receipt_account_id": Field(Kind.ID),
    **{name: field for name, field in STAMPS.items() if name != "created_date"},
}
PARTS: Mapping[str, Field] = {
    "receipt_id": shown(Kind.ID),
    "date": Field(Kind.DATE),
    **many(Kind.ID, "invoice_id prepayment_id"),
    "sum": Field(Kind.MONEY),
    "sales_doc_type": Field(Kind.WORD, one_of=DOCUMENT_TYPES),
}
RECEIPT_ACCOUNTS: Mapping[str, Field] = {
    "id": shown(Kind.ID),
    "name": Field(Kind.TEXT),
    "type": Field(Kind.WORD, one_of=ACCOUNT_TYPES),
}
