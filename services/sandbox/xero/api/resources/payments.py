"""Payments."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, listed
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import payments as rules
from services.sandbox.xero.books.papers import Payment
from services.sandbox.xero.books.problems import NotFoundError
from services.sandbox.xero.query.resources import PAYMENTS
from services.sandbox.xero.views.common import Flavour, Json
from services.sandbox.xero.views.money import payment as view


def _show(call: Call, rows: list[Payment], flavour: Flavour) -> list[Json]:
    return [view(call.ledger, row, flavour) for row in rows]


_LISTING = Listing[Payment](
    key="Payments",
    fields=PAYMENTS,
    rows=lambda ledger: ledger.payments.values(),
    show=_show,
    is_paged=True,
    updated=lambda row: row.updated,
)
_WRITING = Writing[Payment](
    key="Payments",
    show=lambda call, one: view(call.ledger, call.ledger.payments[one.id], Flavour.WRITTEN),
    show_refused=echoed(id_key="PaymentID"),
    error_flag="HasValidationErrors",
)


def get_all(call: Call) -> Answer:
    return listed(call, _LISTING)


def put(call: Call) -> Answer:
    """Also POST without an id: payments are only ever created or deleted."""
    return written(call, _WRITING, lambda given: rules.create(call.ledger, given))


def get_one(call: Call) -> Answer:
    return envelope(call, "Payments", _show(call, [_found(call)], Flavour.SINGLE))


def post_one(call: Call) -> Answer:
    one = _found(call)
    return written_one(call, _WRITING, ("PaymentID", one.id), lambda given: rules.reverse(call.ledger, one, given))


def _found(call: Call) -> Payment:
    one = call.ledger.payments.get(call.segments[1].lower())
    if one is None:
        raise NotFoundError("no such payment")
    return one
