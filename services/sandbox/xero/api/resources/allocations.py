"""Allocations below credit notes, prepayments and overpayments."""

from services.sandbox.xero.api.call import Answer, Call
from services.sandbox.xero.api.refusals import invalid_elements
from services.sandbox.xero.api.writes import Writing, echoed, written
from services.sandbox.xero.books import allocations as rules
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.papers import Allocation, Document, Kind
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError
from services.sandbox.xero.views import money
from services.sandbox.xero.views.common import errors

_KINDS = {"creditnotes": Kind.CREDIT_NOTE, "prepayments": Kind.PREPAYMENT, "overpayments": Kind.OVERPAYMENT}
_WRITING = Writing[Allocation](
    key="Allocations",
    show=lambda call, one: money.allocation(call.ledger, one),
    show_refused=echoed(id_key="AllocationID"),
    error_flag="",
)


def put(call: Call) -> Answer:
    credit_id = _credit(call).id

    def allocate(given: Given) -> Allocation:
        return rules.allocate(call.ledger, call.ledger.document(credit_id), given)

    return written(call, _WRITING, allocate)


def delete_one(call: Call) -> Answer:
    credit = _credit(call)
    one = call.ledger.allocations.get(call.segments[3].lower())
    if one is None or one.credit_id != credit.id:
        raise NotFoundError("no such allocation")
    try:
        rules.take_back(call.ledger, one)
    except ElementRefusedError as refusal:
        return invalid_elements([money.allocation(call.ledger, one) | {"ValidationErrors": errors(refusal.messages)}])
    return Answer(content=money.deleted_allocation(one))


def _credit(call: Call) -> Document:
    kind = _KINDS[call.segments[0].lower()]
    one = call.ledger.document_for(kind, call.segments[1])
    if one is None:
        raise NotFoundError(f"no {kind} {call.segments[1]}")
    return one
