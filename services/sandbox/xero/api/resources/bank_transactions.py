"""Bank transactions."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, listed, only, text_list
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import bank_transactions as rules
from services.sandbox.xero.books.papers import BankTransaction
from services.sandbox.xero.books.problems import NotFoundError
from services.sandbox.xero.query.resources import BANK_TRANSACTIONS
from services.sandbox.xero.views.bank import bank_transaction as view
from services.sandbox.xero.views.common import Flavour, Json

KEY = "BankTransactions"


def _show(call: Call, rows: list[BankTransaction], flavour: Flavour) -> list[Json]:
    return [view(call.ledger, row, flavour, unit_places=call.unit_places) for row in rows]


_LISTING = Listing[BankTransaction](
    key=KEY,
    fields=BANK_TRANSACTIONS,
    rows=lambda ledger: ledger.bank_transactions.values(),
    show=_show,
    is_paged=True,
    updated=lambda row: row.updated,
    filters=lambda call: only(text_list(call, "References"), lambda one: one.reference),
)
_WRITING = Writing[BankTransaction](
    key=KEY,
    show=lambda call, one: _show(call, [one], Flavour.WRITTEN)[0],
    show_refused=echoed(id_key="BankTransactionID"),
    error_flag="",
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
    return envelope(call, KEY, _show(call, [_found(call)], Flavour.SINGLE))


def post_one(call: Call) -> Answer:
    one, places = _found(call), call.unit_places
    return written_one(
        call,
        _WRITING,
        ("BankTransactionID", one.id),
        lambda given: rules.update(call.ledger, one, given, unit_places=places),
    )


def _found(call: Call) -> BankTransaction:
    one = call.ledger.bank_transactions.get(call.segments[1].lower())
    if one is None:
        raise NotFoundError("no such bank transaction")
    return one
