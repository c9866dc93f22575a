"""What a person does in Scoro's pages: no key, no limits, but the same rules, stamps and webhooks."""

from decimal import Decimal
from typing import Any

from services.sandbox.scoro import invoices, records
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError, NotFoundError
from services.sandbox.scoro.lines import credited
from services.sandbox.scoro.module import Action, Change, Module
from services.sandbox.scoro.records import found
from services.sandbox.scoro.sandbox import MODULES, ScoroSandbox
from services.sandbox.scoro.settling import settle


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
        fields |= {"credited_invoices": [invoice_id], "lines": [credited(line, share) for line in invoice["_lines"]]}
        return self.save("invoices", 0, fields)

    def pay(self, invoice_id: int, amount: Decimal | None) -> dict[str, Any]:
        """A receipt for this amount, or for all that is due."""
        call = self._call({})
        invoice = dict(found(invoices.MODULE, invoice_id, call))
        due = invoice["receivable_sum"]
        paid = due if amount is None else amount
        if abs(paid) > abs(due) or paid * due < 0:
            raise BadRequestError.field("amount", f"must not exceed what is due ({due})")
        invoice["_paid_sum"] += paid
        settle(invoice)
        invoice["modified_date"] = call.now
        call.state.table("invoices")[invoice_id] = invoice
        call.state.version += 1
        changed = frozenset({"paid_sum", "receivable_sum", "status"})
        return self._told(Change(invoices.MODULE, Action.MODIFY, invoice, changed), call)

    def _call(self, fields: dict[str, Any]) -> Call:
        return self._sandbox.call(self._entity, {"request": fields})

    def _told(self, change: Change, call: Call) -> dict[str, Any]:
        self._sandbox.announce(change, call, actor_id=self._user_id)
        return change.module.shown(change.row, call, detailed=True)


def _module(name: str) -> Module:
    module = MODULES.get(name)
    if module is None or module.save is None:
        raise NotFoundError(f"{name} cannot be written")
    return module
