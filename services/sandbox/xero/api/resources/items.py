"""Items."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, listed
from services.sandbox.xero.api.refusals import invalid_elements
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import items as rules
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError
from services.sandbox.xero.books.records import Item
from services.sandbox.xero.query.resources import ITEMS
from services.sandbox.xero.views.common import Flavour, Json, errors
from services.sandbox.xero.views.setup import item as view


def _show(call: Call, rows: list[Item], _: Flavour) -> list[Json]:
    return [view(call.ledger, row, is_written=False, unit_places=call.unit_places) for row in rows]


_LISTING = Listing[Item](
    key="Items",
    fields=ITEMS,
    rows=lambda ledger: ledger.items.values(),
    show=_show,
    updated=lambda row: row.updated,
)
_WRITING = Writing[Item](
    key="Items",
    show=lambda call, one: view(call.ledger, one, is_written=True, unit_places=call.unit_places),
    show_refused=echoed(id_key="ItemID"),
    error_flag="",
    most=500,
)


def get_all(call: Call) -> Answer:
    return listed(call, _LISTING)


def put(call: Call) -> Answer:
    places = call.unit_places
    return written(call, _WRITING, lambda given: rules.create(call.ledger, given, unit_places=places))


def post(call: Call) -> Answer:
    places = call.unit_places
    return written(call, _WRITING, lambda given: rules.create_or_update(call.ledger, given, unit_places=places))


def get_one(call: Call) -> Answer:
    return envelope(call, "Items", _show(call, [_found(call)], Flavour.SINGLE))


def post_one(call: Call) -> Answer:
    one, places = _found(call), call.unit_places
    return written_one(
        call, _WRITING, ("ItemID", one.id), lambda given: rules.update(call.ledger, one, given, unit_places=places)
    )


def delete_one(call: Call) -> Answer:
    one = _found(call)
    try:
        rules.delete(call.ledger, one)
    except ElementRefusedError as refusal:
        shown = view(call.ledger, one, is_written=True, unit_places=call.unit_places)
        return invalid_elements([shown | {"ValidationErrors": errors(refusal.messages)}])
    return Answer(204)


def _found(call: Call) -> Item:
    one = call.ledger.item_for(call.segments[1])
    if one is None:
        raise NotFoundError("no such item")
    return one
