"""Batch payments."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, listed
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import batches as rules
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.papers import BatchPayment
from services.sandbox.xero.books.problems import NotFoundError
from services.sandbox.xero.query.resources import BATCH_PAYMENTS
from services.sandbox.xero.views.money import batch as view

KEY = "BatchPayments"
_LISTING = Listing[BatchPayment](
    key=KEY,
    fields=BATCH_PAYMENTS,
    rows=lambda ledger: ledger.batches.values(),
    show=lambda call, rows, _: [view(call.ledger, row) for row in rows],
    updated=lambda row: row.updated,
)
_WRITING = Writing[BatchPayment](
    key=KEY,
    show=lambda call, one: view(call.ledger, one),
    show_refused=echoed(id_key="BatchPaymentID"),
    error_flag="",
)


def get_all(call: Call) -> Answer:
    return listed(call, _LISTING)


def put(call: Call) -> Answer:
    return written(call, _WRITING, lambda given: rules.create(call.ledger, given))


def post(call: Call) -> Answer:
    """Only ever to delete; a new one is a PUT."""

    def delete(given: Given) -> BatchPayment:
        return rules.delete(call.ledger, _known(call, given.guid("BatchPaymentID") or ""), given)

    return written(call, _WRITING, delete)


def get_one(call: Call) -> Answer:
    return envelope(call, KEY, [view(call.ledger, _known(call, call.segments[1].lower()))])


def post_one(call: Call) -> Answer:
    one = _known(call, call.segments[1].lower())
    return written_one(call, _WRITING, ("BatchPaymentID", one.id), lambda given: rules.delete(call.ledger, one, given))


def _known(call: Call, batch_id: str) -> BatchPayment:
    one = call.ledger.batches.get(batch_id)
    if one is None:
        raise NotFoundError("no such batch payment")
    return one
