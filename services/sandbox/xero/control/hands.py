"""What a person can do in Xero's screens and no app through the API."""

from collections.abc import Callable

from services.sandbox.xero.books import contacts, payments, periods, prepaid, tax_rates
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.control import targets
from services.sandbox.xero.control.bodies import PersonBody
from services.sandbox.xero.control.clicks import BANK
from services.sandbox.xero.views import money
from services.sandbox.xero.views.common import Flavour, Json
from services.sandbox.xero.views.contacts import contact as contact_view
from services.sandbox.xero.views.prepaid import prepaid as prepaid_view
from services.sandbox.xero.views.setup import tax_rate as tax_rate_view

Deed = Callable[[], Json]
_ENDS = {"archive": "ARCHIVED", "delete": "DELETED", "restore": "ACTIVE"}


def deed(ledger: Ledger, wish: PersonBody) -> Deed | None:
    """What to do, or None where a call of the API does it."""
    return _on_contacts(ledger, wish) or _on_tax_rates(ledger, wish) or _on_money(ledger, wish)


def _on_contacts(ledger: Ledger, wish: PersonBody) -> Deed | None:
    if wish.action == "merge":
        loser, winner = targets.contact(ledger, wish.contact), targets.contact(ledger, wish.into)
        return lambda: contact_view(ledger, contacts.merge(ledger, loser, winner), Flavour.SINGLE)
    if wish.action == "restore" and wish.contact:
        one = targets.contact(ledger, wish.contact)
        return lambda: contact_view(ledger, contacts.restore(ledger, one), Flavour.SINGLE)
    if wish.action == "note_website":
        one = targets.contact(ledger, wish.contact)
        return lambda: contact_view(ledger, contacts.note_website(ledger, one, wish.name), Flavour.SINGLE)
    return None


def _on_tax_rates(ledger: Ledger, wish: PersonBody) -> Deed | None:
    if wish.action not in _ENDS or not wish.tax_rate:
        return None
    rate, status = targets.tax_rate(ledger, wish.tax_rate), _ENDS[wish.action]
    return lambda: tax_rate_view(tax_rates.end(ledger, rate, status))


def _on_money(ledger: Ledger, wish: PersonBody) -> Deed | None:
    if wish.action in {"void", "delete"} and any(targets.ahead(wish).values()):
        credit = targets.document(ledger, wish)
        return lambda: prepaid_view(ledger, prepaid.void(ledger, credit), Flavour.SINGLE, unit_places=4)
    if wish.action == "overpay":
        return _overpay(ledger, wish)
    if wish.action in {"reconcile", "unreconcile"}:
        return _reconcile(ledger, wish)
    return None


def _overpay(ledger: Ledger, wish: PersonBody) -> Deed:
    invoice = targets.invoice(ledger, wish)

    def do() -> Json:
        day = wish.date or periods.today(ledger)
        amount = invoice.outstanding if wish.amount is None else wish.amount
        payment, rest = prepaid.overpay(ledger, invoice, wish.account or BANK, amount, day)
        overpayment = prepaid_view(ledger, rest, Flavour.SINGLE, unit_places=4)
        return {"Payment": money.payment(ledger, payment, Flavour.SINGLE), "Overpayment": overpayment}

    return do


def _reconcile(ledger: Ledger, wish: PersonBody) -> Deed:
    payment, is_reconciled = targets.payment(ledger, wish.payment), wish.action == "reconcile"

    def do() -> Json:
        saved = payments.reconciled(ledger, payment, is_reconciled=is_reconciled)
        return money.payment(ledger, saved, Flavour.SINGLE)

    return do
