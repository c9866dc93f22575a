"""Accounting objects: the API lists and views them; people, or the extension that is switched on, write them."""

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import FINANCE_OBJECTS
from services.sandbox.scoro.in_use import DOCUMENTS, not_in_use
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.reading import new_row, read_fields
from services.sandbox.scoro.sharing import is_shared_with, read_accounts
from services.sandbox.scoro.state import Row

_USES = {**dict.fromkeys(DOCUMENTS, ("finance_object_id",)), "products": ("accounting_object_id",)}


def save(old: Row | None, call: Call) -> Row:
    """`object_accounts` says which entities share it; the API never shows that."""
    row = dict(old) if old else new_row(FINANCE_OBJECTS) | {"_accounts": [call.entity.entity_id]}
    row |= read_fields(FINANCE_OBJECTS, call.request)
    if not row["name"].strip():
        raise BadRequestError("name is required")
    if "object_accounts" in call.request:
        row["_accounts"] = read_accounts("object_accounts", call.request["object_accounts"], call)
    return row


MODULE = Module(
    name="financeObjects",
    key="object_id",
    fields=FINANCE_OBJECTS,
    belongs=is_shared_with,
    save=save,
    is_open=lambda settings: settings.finance_objects_are_writable,
    remove=not_in_use(_USES, "object_id"),
    can_delete=True,
)
