"""Which call of the API does what a person clicked."""

from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.control import targets
from services.sandbox.xero.control.bodies import PersonBody

BANK = "090"
_DOCUMENT_ENDS = {"void": "VOIDED", "delete": "DELETED", "approve": "AUTHORISED"}
_STATUS = {"archive": "ARCHIVED", "restore": "ACTIVE"}


@dataclass(frozen=True, slots=True)
class Click:
    method: str
    path: str
    body: dict[str, Any] | None = None


def click(ledger: Ledger, wish: PersonBody) -> Click:
    """HTTPException 404 or 422 where the wish cannot be told."""
    match wish.action:
        case "pay":
            return _pay(ledger, wish)
        case "unpay":
            return Click("POST", f"/Payments/{wish.payment}", {"Status": "DELETED"})
        case "allocate":
            return _allocate(ledger, wish)
        case "unallocate":
            return _unallocate(ledger, wish)
        case "archive" | "restore" | "delete" | "rename" if not (wish.invoice or wish.credit_note):
            return _set_up(ledger, wish)
        case "void" | "delete" | "approve":
            one = targets.document(ledger, wish)
            return Click("POST", f"/{one.kind}s/{one.id}", {"Status": _DOCUMENT_ENDS[wish.action]})
    raise HTTPException(422, f"{wish.action} needs to know what it is about")


def _pay(ledger: Ledger, wish: PersonBody) -> Click:
    one = targets.document(ledger, wish)
    body: dict[str, Any] = {
        one.kind.value: {f"{one.kind}ID": one.id},
        "Account": {"Code": wish.account or BANK},
        "Amount": one.outstanding if wish.amount is None else wish.amount,
        "Reference": wish.reference,
    }
    return Click("PUT", "/Payments", body | _dated(wish))


def _allocate(ledger: Ledger, wish: PersonBody) -> Click:
    credit, invoice = targets.document(ledger, wish), targets.invoice(ledger, wish)
    amount = min(credit.outstanding, invoice.outstanding) if wish.amount is None else wish.amount
    body = {"Invoice": {"InvoiceID": invoice.id}, "Amount": amount}
    return Click("PUT", f"/{credit.kind}s/{credit.id}/Allocations", body | _dated(wish))


def _unallocate(ledger: Ledger, wish: PersonBody) -> Click:
    one = targets.allocation(ledger, wish.allocation)
    credit = ledger.document(one.credit_id)
    return Click("DELETE", f"/{credit.kind}s/{credit.id}/Allocations/{one.id}")


def _set_up(ledger: Ledger, wish: PersonBody) -> Click:
    """Contacts, accounts, tracking categories and options."""
    if wish.contact:
        return _changed(f"/Contacts/{targets.contact(ledger, wish.contact).id}", wish, status="ContactStatus")
    if wish.account:
        return _changed(f"/Accounts/{targets.account(ledger, wish.account).id}", wish)
    if not wish.category:
        raise HTTPException(422, f"{wish.action} needs a contact, an account, a tax rate or a tracking category")
    category = targets.category(ledger, wish.category)
    below = f"/Options/{targets.option(category, wish.option).id}" if wish.option else ""
    return _changed(f"/TrackingCategories/{category.id}{below}", wish)


def _changed(path: str, wish: PersonBody, *, status: str = "Status") -> Click:
    if wish.action == "delete":
        return Click("DELETE", path)
    if wish.action == "rename":
        return Click("POST", path, {"Name": wish.name})
    return Click("POST", path, {status: _STATUS[wish.action]})


def _dated(wish: PersonBody) -> dict[str, Any]:
    return {} if wish.date is None else {"Date": wish.date.isoformat()}
