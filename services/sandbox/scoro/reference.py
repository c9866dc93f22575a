"""Finance accounts and VAT codes, per entity; users, bookmarks, custom fields and the site itself."""

from collections.abc import Mapping
from typing import Any

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import CUSTOM_FIELDS, FINANCE_ACCOUNTS, USERS, VAT_CODES
from services.sandbox.scoro.in_use import DOCUMENTS, not_in_use
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.lookups import of_entity, one_of_entity
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.reading import new_row, read_fields
from services.sandbox.scoro.receipt_fields import RECEIPT_ACCOUNTS
from services.sandbox.scoro.state import Row

SITE_VERSION = "26.1"
_ACCOUNT_USES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(DOCUMENTS, ("finance_account_id",)),
    "products": ("sales_finance_account_id", "purchases_finance_account_id"),
}
_VAT_CODE_USES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(DOCUMENTS, ("vat_code_id",)),
    "products": ("default_vat_code_id", "default_sales_tax_id", "default_purchases_tax_id"),
}


def save_finance_account(old: Row | None, call: Call) -> Row:
    row = dict(old) if old else new_row(FINANCE_ACCOUNTS) | {"is_active": True, "_entity": call.entity.entity_id}
    row |= read_fields(FINANCE_ACCOUNTS, call.request)
    for name in ("account_symbol", "name"):
        if not row[name].strip():
            raise BadRequestError(f"{name} is required")
    if call.request.get("parent_id") and row["parent_id"]:
        one_of_entity(call, "financeAccounts", "parent_id", row["parent_id"])
    _check_unique("financeAccounts", "id", "account_symbol", row, call)
    return row


def save_vat_code(old: Row | None, call: Call) -> Row:
    row = dict(old) if old else new_row(VAT_CODES) | {"is_active": True, "_entity": call.entity.entity_id}
    row |= read_fields(VAT_CODES, call.request)
    if not row["vat_name"].strip():
        raise BadRequestError("vat_name is required")
    if old is None and "percent" not in call.request:
        raise BadRequestError("percent is required")
    if row["percent"] < 0:
        raise BadRequestError.field("percent", "must not be below zero")
    if row["vat_code"]:
        _check_unique("vatCodes", "vat_code_id", "vat_code", row, call)
    return row


def _check_unique(module: str, key: str, name: str, row: Row, call: Call) -> None:
    """Assumed: within an entity."""
    for other in of_entity(call, module):
        if other[name] == row[name] and other[key] != row[key]:
            raise BadRequestError.field(name, f"{row[name]} is already in use")


def save_receipt_account(old: Row | None, call: Call) -> Row:
    row = dict(old) if old else new_row(RECEIPT_ACCOUNTS) | {"_entity": call.entity.entity_id}
    row |= read_fields(RECEIPT_ACCOUNTS, call.request)
    if not row["name"].strip():
        raise BadRequestError("name is required")
    return row


def save_custom_field(old: Row | None, call: Call) -> Row:
    """Only people define them. `modules` says on which objects they are."""
    row = dict(old) if old else new_row(CUSTOM_FIELDS) | {"type": "text", "is_filterable": True, "modules": []}
    row |= {name: call.request[name] for name in CUSTOM_FIELDS if name in call.request}
    if not str(row["id"]).startswith("c_") or not row["name"]:
        raise BadRequestError("id (c_…) and name are required")
    for number, other in call.state.table("customFields").items():
        if other["id"] == row["id"] and number != row.get("_number"):
            raise BadRequestError.field("id", f"{row['id']} is already in use")
    return row


def company_account(call: Call) -> list[dict[str, Any]]:
    """One element: the site as the addressed entity sees it. The only public source of currencies."""
    entity, escaped = call.entity, call.wire.formats[Kind.TEXT]
    return [
        {
            "company_name": escaped(call.state.company_name),
            "alternative_name": escaped(entity.name),
            "address": [],
            "email": call.state.email,
            "website": call.state.website,
            "phone": "",
            "fax": "",
            "reg_no": entity.reg_no,
            "vat_no": entity.vat_no,
            "site_version": SITE_VERSION,
            "base_currency": entity.base_currency,
            "active_currencies": list(entity.active_currencies),
            "language": "eng",
            "active_entities": [
                {"entity_id": one.entity_id, "entity_name": escaped(one.name)} for one in call.state.entities.values()
            ],
        }
    ]


def _parent_name(row: Row, call: Call, _detailed: bool) -> Row:  # noqa: FBT001 the shape of Derive
    parent = call.state.find("financeAccounts", row["parent_id"])
    return {"parent_name": call.wire.formats[Kind.TEXT](parent["name"]) if parent else ""}


def _is_entitys(row: Row, call: Call) -> bool:
    return bool(row["_entity"] == call.entity.entity_id)


def _slim_name(row: Row, call: Call, detailed: bool) -> Row:  # noqa: FBT001 the shape of Derive
    """Slim lists say `name` besides `full_name`."""
    return {} if detailed else {"name": call.wire.formats[Kind.TEXT](row["full_name"])}


def user_settings(row: Row, call: Call) -> dict[str, Any]:
    """`users/settings/{id}`: among others the entities a user may work in."""
    entities = row.get("_entities", list(call.state.entities))
    return {
        "user_id": row["id"],
        "master_company_account": entities[0] if entities else "",
        "first_day_of_week": 1,
        "timezone": row["timezone"] or call.settings.time_zone,
        "locale_language": "eng",
        "company_accounts": [{"account_id": entity_id} for entity_id in entities],
    }


FINANCE_ACCOUNTS_MODULE = Module(
    name="financeAccounts",
    key="id",
    fields=FINANCE_ACCOUNTS,
    derive=_parent_name,
    belongs=_is_entitys,
    save=save_finance_account,
    remove=not_in_use(_ACCOUNT_USES, "id"),
    can_delete=True,
)
VAT_CODES_MODULE = Module(
    name="vatCodes",
    key="vat_code_id",
    fields=VAT_CODES,
    belongs=_is_entitys,
    save=save_vat_code,
    remove=not_in_use(_VAT_CODE_USES, "vat_code_id"),
    can_delete=True,
)
RECEIPT_ACCOUNTS_MODULE = Module(
    name="receiptAccounts",
    key="id",
    fields=RECEIPT_ACCOUNTS,
    belongs=_is_entitys,
    save=save_receipt_account,
    is_open=lambda settings: settings.receipt_accounts_are_writable,
    remove=not_in_use({"receipts": ("receipt_account_id",)}, "id"),
    can_delete=True,
    can_view=False,
)
USERS_MODULE = Module(name="users", key="id", fields=USERS, derive=_slim_name)
CUSTOM_FIELDS_MODULE = Module(
    name="customFields",
    key="_number",
    fields=CUSTOM_FIELDS,
    save=save_custom_field,
    is_open=lambda _settings: False,
    can_delete=True,
    can_view=False,
)
