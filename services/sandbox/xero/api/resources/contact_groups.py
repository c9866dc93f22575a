"""Contact groups and who is in them."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, listed
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import contact_groups as rules
from services.sandbox.xero.books.records import Contact, ContactGroup
from services.sandbox.xero.query.resources import CONTACT_GROUPS
from services.sandbox.xero.views import contacts as views

KEY = "ContactGroups"
_LISTING = Listing[ContactGroup](
    key=KEY,
    fields=CONTACT_GROUPS,
    rows=lambda ledger: [one for one in ledger.groups.values() if one.status == "ACTIVE"],
    show=lambda _, rows, __: [views.group_summary(row) for row in rows],
)
_WRITING = Writing[ContactGroup](
    key=KEY,
    show=lambda _, one: views.group_summary(one),
    show_refused=echoed(id_key="ContactGroupID", Contacts=[]),
    error_flag="HasValidationErrors",
)
_ADDING = Writing[Contact](
    key="Contacts",
    show=lambda _, one: {key: value for key, value in views.embedded(one).items() if key != "Name"},
    show_refused=echoed(id_key="ContactID"),
    error_flag="HasValidationErrors",
)


def get_all(call: Call) -> Answer:
    return listed(call, _LISTING)


def put(call: Call) -> Answer:
    return written(call, _WRITING, lambda given: rules.create(call.ledger, given))


def post(call: Call) -> Answer:
    return written(call, _WRITING, lambda given: rules.create_or_update(call.ledger, given))


def get_one(call: Call) -> Answer:
    return envelope(call, KEY, [views.group(call.ledger, _group(call))])


def post_one(call: Call) -> Answer:
    one = _group(call)
    return written_one(call, _WRITING, ("ContactGroupID", one.id), lambda given: rules.update(call.ledger, one, given))


def put_contacts(call: Call) -> Answer:
    group_id = _group(call).id
    return written(call, _ADDING, lambda given: rules.add(call.ledger, group_id, given))


def delete_contacts(call: Call) -> Answer:
    rules.clear(call.ledger, _group(call))
    return Answer(204)


def delete_contact(call: Call) -> Answer:
    rules.remove(call.ledger, _group(call), call.segments[3].lower())
    return Answer(204)


def _group(call: Call) -> ContactGroup:
    return rules.found(call.ledger, call.segments[1].lower())
