"""The fields of every module as the API spells them. Derived names (company_name, …) are added when rendering."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.sandbox.scoro.kinds import Kind

ZERO = Decimal(0)
DEFAULTS: Mapping[Kind, Any] = {
    Kind.ID: 0,
    Kind.FLAG: False,
    Kind.TEXT: "",
    Kind.WORD: "",
    Kind.MONEY: ZERO,
    Kind.PRICE: ZERO,
    Kind.PERCENT: ZERO,
    Kind.COST: ZERO,
    Kind.NOISY: ZERO,
}


@dataclass(frozen=True, slots=True)
class Field:
    kind: Kind
    is_writable: bool = True
    is_detail: bool = False
    """Only in `view` and detailed lists."""
    one_of: tuple[str, ...] = ()

    @property
    def default(self) -> Any:
        return self.one_of[0] if self.one_of else DEFAULTS.get(self.kind)


def _shown(kind: Kind, *, is_detail: bool = False) -> Field:
    return Field(kind, is_writable=False, is_detail=is_detail)


def _many(kind: Kind, names: str) -> dict[str, Field]:
    return dict.fromkeys(names.split(), Field(kind))


STAMPS = {
    "created_date": _shown(Kind.MOMENT),
    "modified_date": _shown(Kind.MOMENT),
    "is_deleted": _shown(Kind.FLAG),
    "deleted_date": _shown(Kind.NULLABLE_MOMENT),
}
PAYMENT_TYPES = ("banktransfer", "cash", "cardpayment", "credit", "barter")

CONTACTS: Mapping[str, Field] = {
    "contact_id": _shown(Kind.ID),
    **_many(Kind.TEXT, "name lastname id_code vatno bankaccount position comments reference_no"),
    "contact_type": Field(Kind.WORD, one_of=("company", "person")),
    "birthday": Field(Kind.DATE),
    **_many(Kind.WORD, "sex timezone"),
    **_many(Kind.ID, "manager_id client_profile_id cat_id"),
    **_many(Kind.FLAG, "is_client is_supplier"),
    "contact_users": Field(Kind.IDS),
    **STAMPS,
}
ADDRESSES: Mapping[str, Field] = {
    "contacts_addresses_id": _shown(Kind.ID),
    "country": Field(Kind.WORD),
    **_many(Kind.TEXT, "county municipality city street zipcode"),
}
PRODUCTS: Mapping[str, Field] = {
    "product_id": _shown(Kind.ID),
    "code": Field(Kind.TEXT),
    "name": Field(Kind.TEXT),
    **_many(Kind.PRICE, "price buying_price amount amount2"),
    **_many(Kind.TEXT, "description description2 unit tag"),
    "url": Field(Kind.WORD),
    "default_type": Field(Kind.WORD, one_of=("inhouse", "outsourced")),
    **_many(Kind.FLAG, "use_supplier is_active is_service no_discounts"),
    **_many(Kind.ID, "price_list supplier_id default_doer_id default_role_id productgroup_id default_vat_code_id"),
    **_many(Kind.ID, "default_sales_tax_id default_purchases_tax_id accounting_object_id"),
    **_many(Kind.ID, "sales_finance_account_id purchases_finance_account_id"),
    "account_id": _shown(Kind.WORD),
    **STAMPS,
}
_DOCUMENT: Mapping[str, Field] = {
    "id": _shown(Kind.ID),
    "no": Field(Kind.TEXT),
    **_many(Kind.ID, "company_id company_address_id person_id project_id"),
    **_many(Kind.DATE, "date deadline"),
    "currency": Field(Kind.WORD),
    "currency_rate": Field(Kind.NOISY),
    "discount": Field(Kind.PRICE),
    **_many(Kind.NULLABLE_PRICE, "discount2 discount3"),
    "sum": _shown(Kind.MONEY),
    "vat_sum": _shown(Kind.MONEY),
    "vat": Field(Kind.PERCENT),
    "vat_code": Field(Kind.WORD),
    "vat_code_id": Field(Kind.STRING_ID),
    "fine": Field(Kind.WORD),
    **_many(Kind.TEXT, "reference_no description"),
    "status": _shown(Kind.WORD),
    "is_sent": Field(Kind.FLAG),
    "owner_id": Field(Kind.ID),
    "account_id": _shown(Kind.WORD),
    **STAMPS,
}
INVOICES: Mapping[str, Field] = {
    **_DOCUMENT,
    **_many(Kind.ID, "interested_party_id interested_party_address_id scheduled_invoice_id"),
    "payment_type": Field(Kind.WORD, one_of=PAYMENT_TYPES),
    "paid_sum": _shown(Kind.NOISY),
    "receivable_sum": _shown(Kind.NOISY),
    "payment_fee": _shown(Kind.MONEY),
    **_many(Kind.IDS, "quote_id order_id prepayment_id credited_invoices"),
    "prepayment_sum": _shown(Kind.COST, is_detail=True),
    "generation_type": _shown(Kind.WORD),
    **_many(Kind.DATE, "accounting_period_from accounting_period_to"),
    "pay_now_link": _shown(Kind.WORD),
    "is_role_based": Field(Kind.FLAG),
    **_many(Kind.ID, "local_price_list_id real_estate_id"),
}
PREPAYMENTS: Mapping[str, Field] = {
    **_DOCUMENT,
    "prepayment_percent": Field(Kind.PERCENT),
    **_many(Kind.ID, "quote_id order_id"),
}
LINES: Mapping[str, Field] = {
    "id": _shown(Kind.ID),
    "product_id": Field(Kind.ID),
    **_many(Kind.TEXT, "comment comment2 unit"),
    **_many(Kind.PRICE, "price amount discount"),
    "amount2": Field(Kind.NULLABLE_PRICE),
    "sum": _shown(Kind.MONEY),
    "vat": Field(Kind.PERCENT),
    "vat_code": Field(Kind.WORD),
    "vat_code_id": Field(Kind.STRING_ID),
    **_many(Kind.ID, "finance_account_id finance_object_id project_id supplier_id doer_id role_id"),
    "cost": Field(Kind.COST),
    "is_internal": Field(Kind.FLAG),
}
HEADING_FIELDS = ("id", "product_id", "comment", "comment2", "price", "amount", "sum", "unit")
VAT_FIELDS = frozenset({"vat", "vat_code", "vat_code_id"})

FINANCE_ACCOUNTS: Mapping[str, Field] = {
    "id": _shown(Kind.ID),
    "account_symbol": Field(Kind.WORD),
    "name": Field(Kind.TEXT),
    "parent_id": Field(Kind.ID),
    **_many(Kind.FLAG, "is_active is_sales_account is_purchases_account"),
    "created_date": _shown(Kind.MOMENT),
    "modified_date": _shown(Kind.MOMENT),
}
VAT_CODES: Mapping[str, Field] = {
    "vat_code_id": _shown(Kind.ID),
    "vat_code": Field(Kind.WORD),
    "percent": Field(Kind.PERCENT),
    "vat_name": Field(Kind.TEXT),
    **_many(Kind.FLAG, "is_sales is_purchases is_active is_not_applicable"),
}
USERS: Mapping[str, Field] = {
    "id": _shown(Kind.ID),
    **{name: _shown(Kind.TEXT) for name in ("username", "firstname", "lastname", "full_name", "initials", "position")},
    **{name: _shown(Kind.WORD) for name in ("email", "status", "category", "user_picture", "gsm", "timezone")},
    "is_active": _shown(Kind.FLAG),
    "birthday": _shown(Kind.DATE),
    "role_id": _shown(Kind.ID),
    "user_groups_ids": _shown(Kind.PLAIN),
    "country_id": _shown(Kind.ID),
    "availability": _shown(Kind.MAP, is_detail=True),
    "modified_date": _shown(Kind.MOMENT),
}
BOOKMARKS: Mapping[str, Field] = {
    "bookmark_id": _shown(Kind.ID),
    "name": _shown(Kind.TEXT),
    "module": _shown(Kind.WORD),
    "user_id": _shown(Kind.ID),
    "is_shared": _shown(Kind.FLAG),
    "modified_date": _shown(Kind.MOMENT),
    "conditions": _shown(Kind.MAP),
}
CUSTOM_FIELDS: Mapping[str, Field] = {
    "id": _shown(Kind.WORD),
    "name": _shown(Kind.TEXT),
    "type": _shown(Kind.WORD),
    "is_filterable": _shown(Kind.FLAG),
    "modules": _shown(Kind.PLAIN),
}
SUBSCRIPTIONS: Mapping[str, Field] = {
    "id": _shown(Kind.ID),
    **{name: _shown(Kind.WORD) for name in ("module", "action", "status", "relation_type", "url")},
    **{name: _shown(Kind.PLAIN) for name in ("fields", "owners", "actors")},
    "bookmark_id": _shown(Kind.ID),
}
