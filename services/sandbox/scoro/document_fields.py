"""The fields of invoices, prepayments and bills and of their lines, as the API spells them."""

from collections.abc import Mapping

from services.sandbox.scoro.fields import STAMPS, Field, many, shown
from services.sandbox.scoro.kinds import Kind

PAYMENT_TYPES = ("banktransfer", "cash", "cardpayment", "credit", "barter")

_DOCUMENT: Mapping[str, Field] = {
    "id": shown(Kind.ID),
    "no": Field(Kind.TEXT),
    **many(Kind.ID, "company_id company_address_id person_id project_id"),
    **many(Kind.DATE, "date deadline"),
    "currency": Field(Kind.WORD),
    "currency_rate": Field(Kind.NOISY),
    "discount": Field(Kind.PRICE),
    **many(Kind.NULLABLE_PRICE, "discount2 discount3"),
    "sum": shown(Kind.MONEY),
    "vat_sum": shown(Kind.MONEY),
    "vat": Field(Kind.PERCENT),
    "vat_code": Field(Kind.WORD),
    "vat_code_id": Field(Kind.STRING_ID),
    "description": Field(Kind.TEXT),
    "status": shown(Kind.WORD),
    "owner_id": Field(Kind.ID),
    "account_id": shown(Kind.WORD),
    **STAMPS,
}
_SALES_DOCUMENT: Mapping[str, Field] = {
    **_DOCUMENT,
    "fine": Field(Kind.WORD),
    "reference_no": Field(Kind.TEXT),
    "is_sent": Field(Kind.FLAG),
}
INVOICES: Mapping[str, Field] = {
    **_SALES_DOCUMENT,
    **many(Kind.ID, "interested_party_id interested_party_address_id scheduled_invoice_id"),
    "payment_type": Field(Kind.WORD, one_of=PAYMENT_TYPES),
    "paid_sum": shown(Kind.NOISY),
    "receivable_sum": shown(Kind.NOISY),
    "payment_fee": shown(Kind.MONEY),
    **many(Kind.IDS, "quote_id order_id prepayment_id credited_invoices"),
    "prepayment_sum": shown(Kind.COST, is_detail=True),
    "generation_type": shown(Kind.WORD),
    **many(Kind.DATE, "accounting_period_from accounting_period_to"),
    "pay_now_link": shown(Kind.WORD),
    "is_role_based": Field(Kind.FLAG),
    **many(Kind.ID, "local_price_list_id real_estate_id"),
}
PREPAYMENTS: Mapping[str, Field] = {
    **_SALES_DOCUMENT,
    "prepayment_percent": Field(Kind.PERCENT),
    **many(Kind.ID, "quote_id order_id"),
}
BILLS: Mapping[str, Field] = {
    **_DOCUMENT,
    **many(Kind.DATE, "dateofpayment recognition_date"),
    "payment_type": Field(Kind.WORD, one_of=PAYMENT_TYPES),
    "reference_no": Field(Kind.TEXT, is_detail=True),
    "purchase_order_id": Field(Kind.ID),
    "is_chargeable": Field(Kind.FLAG),
}
_LINES: Mapping[str, Field] = {
    "id": shown(Kind.ID),
    "product_id": Field(Kind.ID),
    **many(Kind.TEXT, "comment comment2 unit"),
    **many(Kind.PRICE, "price amount discount"),
    "sum": shown(Kind.MONEY),
    "vat": Field(Kind.PERCENT),
    "vat_code": Field(Kind.WORD),
    "vat_code_id": Field(Kind.STRING_ID),
    **many(Kind.ID, "finance_account_id finance_object_id project_id"),
}
LINES: Mapping[str, Field] = {
    **_LINES,
    "amount2": Field(Kind.NULLABLE_PRICE),
    **many(Kind.ID, "supplier_id doer_id role_id"),
    "cost": Field(Kind.COST),
    "is_internal": Field(Kind.FLAG),
}
BILL_LINES: Mapping[str, Field] = _LINES
HEADING_FIELDS = ("id", "product_id", "comment", "comment2", "price", "amount", "sum", "unit")
VAT_FIELDS = frozenset({"vat", "vat_code", "vat_code_id"})
