"""Contacts."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, Test, id_list, listed, only, search
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import contacts as rules
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.problems import NotFoundError
from services.sandbox.xero.books.records import Contact
from services.sandbox.xero.query.resources import CONTACTS
from services.sandbox.xero.views import contacts as views
from services.sandbox.xero.views.common import Flavour, Json


def _filters(call: Call) -> list[Test[Contact]]:
    filters: list[Test[Contact]] = list(only(id_list(call, "IDs"), lambda one: one.id))
    if call.flag("includeArchived") is not True:
        filters.append(lambda one: one.status != "ARCHIVED")
    return filters + search(
        call,
        lambda one: (
            one.name,
            one.number,
            *(one.text.get(key, "") for key in ("FirstName", "LastName", "EmailAddress", "CompanyNumber")),
        ),
    )


def _show(call: Call, rows: list[Contact], flavour: Flavour) -> list[Json]:
    balances = {}
    if flavour is Flavour.PAGED:
        balances = views.balances(call.ledger, frozenset(row.id for row in rows))
    return [views.contact(call.ledger, row, flavour, balances=balances) for row in rows]


_LISTING = Listing[Contact](
    key="Contacts",
    fields=CONTACTS,
    rows=lambda ledger: ledger.contacts.values(),
    show=_show,
    summary=lambda call, rows: [views.contact_summary(call.ledger, row) for row in rows],
    is_paged=True,
    updated=lambda row: row.updated,
    filters=_filters,
)
_WRITING = Writing[Contact](
    key="Contacts",
    show=lambda call, one: views.contact(call.ledger, call.ledger.contacts[one.id], Flavour.WRITTEN),
    show_refused=echoed(id_key="ContactID", Addresses=[], Phones=[], ContactGroups=[], ContactPersons=[]),
    error_flag="HasValidationErrors",
)


def get_all(call: Call) -> Answer:
    return listed(call, _LISTING)


def put(call: Call) -> Answer:
    return written(call, _WRITING, lambda given: rules.create(call.ledger, given))


def post(call: Call) -> Answer:
    return written(call, _WRITING, lambda given: rules.create_or_update(call.ledger, given))


def get_one(call: Call) -> Answer:
    one = _found(call)
    balances = views.balances(call.ledger, frozenset({one.id}))
    return envelope(call, "Contacts", [views.contact(call.ledger, one, Flavour.SINGLE, balances=balances)])


def post_one(call: Call) -> Answer:
    one = _found(call)

    def write(given: Given) -> Contact:
        return rules.create_or_update(call.ledger, Given({**given.raw, "ContactID": one.id}, given.path))

    return written_one(call, _WRITING, ("ContactID", one.id), write)


def _found(call: Call) -> Contact:
    """By ContactID or ContactNumber."""
    key = call.segments[1].lower()
    one = call.ledger.contacts.get(key) or call.ledger.contacts.get(call.ledger.contact_number.get(key, ""))
    if one is None:
        raise NotFoundError(f"no contact {key}")
    return one
