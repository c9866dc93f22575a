"""What a person does in Scoro's pages: no key, no limits, but the same rules, stamps and webhooks."""

from decimal import Decimal
from typing import Any

from services.sandbox.scoro import invoices, records
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import NotFoundError
from services.sandbox.scoro.lines import repeated
from services.sandbox.scoro.module import Change, Module
from services.sandbox.scoro.receipts import PAID_MODULES
from services.sandbox.scoro.records import found
from services.sandbox.scoro.sandbox import MODULES, ScoroSandbox
from services.sandbox.scoro.settling import due


class Person:
    """One user at work in one entity."""

    def __init__(self, sandbox: ScoroSandbox, entity_id: str, user_id: int) -> None:
        entity = sandbox.site.entities.get(entity_id)
        if entity is None:
            raise NotFoundError(f"no entity is called {entity_id}")
        self._sandbox = sandbox
        self._entity = entity
        self._user_id = user_id

    def save(self, module_name: str, row_id: int, fields: dict[str, Any]) -> dict[str, Any]:
        """Create (id 0) or edit; fields as the API's `modify` takes them."""
        module, call = _module(module_name), self._call(fields)
        return self._told(records.saved(module, row_id, call), call)

    def delete(self, module_name: str, row_id: int) -> dict[str, Any]:
        module, call = _module(module_name), self._call({})
        return self._told(records.deleted(module, row_id, call), call)

    def credit(self, invoice_id: int, share: Decimal) -> dict[str, Any]:
        """A credit invoice over this share of every line."""
        invoice = found(invoices.MODULE, invoice_id, self._call({}))
        fields = {name: invoice[name] for name in ("company_id", "currency", "currency_rate", "owner_id")}
        fields |= {name: invoice[name] for name in ("discount", "discount2", "discount3", "vat_code_id")}
        fields |= {"credited_invoices": [invoice_id], "lines": [repeated(line, -share) for line in invoice["_lines"]]}
        return self.save("invoices", 0, fields)

    def pay(self, module_name: str, row_id: int, amount: Decimal | None, receipt: dict[str, Any]) -> dict[str, Any]:
        """A receipt for this amount, or for all that is due; answers the document. Negative takes money back."""
        module, call = _paid_module(module_name), self._call({})
        document = found(module, row_id, call)
        name = "prepayment_id" if module_name == "prepayments" else "invoice_id"
        fields = {"currency": document["currency"], "sales_doc_type": "bills" if module_name == "bills" else "invoices"}
        fields["receipts"] = [{name: row_id, "sum": due(document) if amount is None else amount}]
        self.save("receipts", 0, fields | receipt)
        return module.shown(found(module, row_id, call), call, detailed=True)

    def _call(self, fields: dict[str, Any]) -> Call:
        return self._sandbox.call(self._entity, {"request": fields}, actor_id=self._user_id)

    def _told(self, change: Change, call: Call) -> dict[str, Any]:
        self._sandbox.announce(change, call)
        return change.module.shown(change.row, call, detailed=True)


def _module(name: str) -> Module:
    module = MODULES.get(name)
    if module is None or module.save is None:
        raise NotFoundError(f"{name} cannot be written")
    return module


def _paid_module(name: str) -> Module:
    if name not in PAID_MODULES:
        raise NotFoundError(f"{name} cannot be paid")
    return PAID_MODULES[name]
