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


def shown(kind: Kind, *, is_detail: bool = False) -> Field:
    return Field(kind, is_writable=False, is_detail=is_detail)


def many(kind: Kind, names: str) -> dict[str, Field]:
    return dict.fromkeys(names.split(), Field(kind))


STAMPS = {
    "created_date": shown(Kind.MOMENT),
    "modified_date": shown(Kind.MOMENT),
    "is_deleted": shown(Kind.FLAG),
    "deleted_date": shown(Kind.NULLABLE_MOMENT),
}

CONTACTS: Mapping[str, Field] = {
    "contact_id": shown(Kind.ID),
    **many(Kind.TEXT, "name lastname id_code vatno bankaccount position comments reference_no"),
    "contact_type": Field(Kind.WORD, one_of=("company", "person")),
    "birthday": Field(Kind.DATE),
    **many(Kind.WORD, "sex timezone"),
    **many(Kind.ID, "manager_id client_profile_id cat_id"),
    **many(Kind.FLAG, "is_client is_supplier"),
    "contact_users": Field(Kind.IDS),
    **STAMPS,
}
ADDRESSES: Mapping[str, Field] = {
    "contacts_addresses_id": shown(Kind.ID),
    "country": Field(Kind.WORD),
    **many(Kind.TEXT, "county municipality city street zipcode"),
}
PRODUCTS: Mapping[str, Field] = {
    "product_id": shown(Kind.ID),
    "code": Field(Kind.TEXT),
    "name": Field(Kind.TEXT),
    **many(Kind.PRICE, "price buying_price amount amount2"),
    **many(Kind.TEXT, "description description2 unit tag"),
    "url": Field(Kind.WORD),
    "default_type": Field(Kind.WORD, one_of=("inhouse", "outsourced")),
    **many(Kind.FLAG, "use_supplier is_active is_service no_discounts"),
    **many(Kind.ID, "price_list supplier_id default_doer_id default_role_id productgroup_id default_vat_code_id"),
    **many(Kind.ID, "default_sales_tax_id default_purchases_tax_id accounting_object_id"),
    **many(Kind.ID, "sales_finance_account_id purchases_finance_account_id"),
    "account_id": shown(Kind.WORD),
    **STAMPS,
}
FINANCE_ACCOUNTS: Mapping[str, Field] = {
    "id": shown(Kind.ID),
    "account_symbol": Field(Kind.WORD),
    "name": Field(Kind.TEXT),
    "parent_id": Field(Kind.ID),
    **many(Kind.FLAG, "is_active is_sales_account is_purchases_account"),
    "created_date": shown(Kind.MOMENT),
    "modified_date": shown(Kind.MOMENT),
}
VAT_CODES: Mapping[str, Field] = {
    "vat_code_id": shown(Kind.ID),
    "vat_code": Field(Kind.WORD),
    "percent": Field(Kind.PERCENT),
    "vat_name": Field(Kind.TEXT),
    **many(Kind.FLAG, "is_sales is_purchases is_active is_not_applicable"),
}
FINANCE_OBJECTS: Mapping[str, Field] = {
    "object_id": shown(Kind.ID),
    "object_symbol": Field(Kind.WORD),
    **many(Kind.TEXT, "name parent_group_name"),
}
PROJECTS: Mapping[str, Field] = {
    "project_id": shown(Kind.ID),
    **many(Kind.TEXT, "no project_name description"),
    **many(Kind.ID, "company_id manager_id retainer_id local_price_list_id"),
    **many(Kind.FLAG, "is_personal is_private is_role_based"),
    **many(Kind.WORD, "color status duration revenue_calc_model"),
    **many(Kind.DATE, "date deadline"),
    "budget_type": Field(Kind.WORD, one_of=("quote", "simple")),
    "project_type": Field(Kind.WORD, one_of=("regular", "retainer", "internal")),
    "project_users": Field(Kind.IDS, is_detail=True),
    "account_id": shown(Kind.WORD),
    **{name: field for name, field in STAMPS.items() if name != "created_date"},
}
USERS: Mapping[str, Field] = {
    "id": shown(Kind.ID),
    **{name: shown(Kind.TEXT) for name in ("username", "firstname", "lastname", "full_name", "initials", "position")},
    **{name: shown(Kind.WORD) for name in ("email", "status", "category", "user_picture", "gsm", "timezone")},
    "is_active": shown(Kind.FLAG),
    "birthday": shown(Kind.DATE),
    "role_id": shown(Kind.ID),
    "user_groups_ids": shown(Kind.PLAIN),
    "country_id": shown(Kind.ID),
    "availability": shown(Kind.MAP, is_detail=True),
    "modified_date": shown(Kind.MOMENT),
}
BOOKMARKS: Mapping[str, Field] = {
    "bookmark_id": shown(Kind.ID),
    "name": shown(Kind.TEXT),
    "module": shown(Kind.WORD),
    "user_id": shown(Kind.ID),
    "is_shared": shown(Kind.FLAG),
    "modified_date": shown(Kind.MOMENT),
    "conditions": shown(Kind.MAP),
}
CUSTOM_FIELDS: Mapping[str, Field] = {
    "id": shown(Kind.WORD),
    "name": shown(Kind.TEXT),
    "type": shown(Kind.WORD),
    "is_filterable": shown(Kind.FLAG),
    "modules": shown(Kind.PLAIN),
}
SUBSCRIPTIONS: Mapping[str, Field] = {
    "id": shown(Kind.ID),
    **{name: shown(Kind.WORD) for name in ("module", "action", "status", "relation_type", "url")},
    **{name: shown(Kind.PLAIN) for name in ("fields", "owners", "actors")},
    "bookmark_id": shown(Kind.ID),
}
