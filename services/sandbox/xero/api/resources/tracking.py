"""Tracking categories and their options."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, Test, listed
from services.sandbox.xero.api.refusals import invalid_elements
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import tracking as rules
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError
from services.sandbox.xero.books.records import TrackingCategory, TrackingOption
from services.sandbox.xero.query.resources import TRACKING_CATEGORIES
from services.sandbox.xero.views import tracking as views
from services.sandbox.xero.views.common import errors

KEY, OPTIONS = "TrackingCategories", "Options"


def _filters(call: Call) -> list[Test[TrackingCategory]]:
    shown = {"ACTIVE", "ARCHIVED"} if call.flag("includeArchived") else {"ACTIVE"}
    return [lambda one: one.status in shown]


_LISTING = Listing[TrackingCategory](
    key=KEY,
    fields=TRACKING_CATEGORIES,
    rows=lambda ledger: ledger.categories.values(),
    show=lambda call, rows, _: [
        views.category(row, with_archived=call.flag("includeArchived") is True) for row in rows
    ],
    filters=_filters,
)
_WRITING = Writing[TrackingCategory](
    key=KEY,
    show=lambda _, one: views.category(one, with_archived=True),
    show_refused=echoed(id_key="TrackingCategoryID"),
    error_flag="",
)
_WRITING_OPTIONS = Writing[TrackingOption](
    key=OPTIONS,
    show=lambda _, one: views.option(one),
    show_refused=echoed(id_key="TrackingOptionID"),
    error_flag="HasValidationErrors",
)


def get_all(call: Call) -> Answer:
    return listed(call, _LISTING)


def put(call: Call) -> Answer:
    return written(call, _WRITING, lambda given: rules.create(call.ledger, given))


def get_one(call: Call) -> Answer:
    return envelope(call, KEY, [views.category(_category(call), with_archived=True)])


def post_one(call: Call) -> Answer:
    one = _category(call)
    own = ("TrackingCategoryID", one.id)
    return written_one(call, _WRITING, own, lambda given: rules.update(call.ledger, one, given))


def delete_one(call: Call) -> Answer:
    one = _category(call)
    try:
        gone = rules.delete(call.ledger, one)
    except ElementRefusedError as refusal:
        shown = views.category(one, with_archived=True)
        return invalid_elements([shown | {"ValidationErrors": errors(refusal.messages)}])
    return envelope(call, KEY, [views.category(gone, with_archived=True)])


def put_options(call: Call) -> Answer:
    category_id = _category(call).id
    return written(call, _WRITING_OPTIONS, lambda given: rules.create_option(call.ledger, category_id, given))


def post_option(call: Call) -> Answer:
    category, one = _option(call)
    own = ("TrackingOptionID", one.id)
    return written_one(
        call, _WRITING_OPTIONS, own, lambda given: rules.update_option(call.ledger, category, one, given)
    )


def delete_option(call: Call) -> Answer:
    category, one = _option(call)
    try:
        gone = rules.delete_option(call.ledger, category, one)
    except ElementRefusedError as refusal:
        return invalid_elements([views.option(one) | {"ValidationErrors": errors(refusal.messages)}])
    return envelope(call, OPTIONS, [views.option(gone)])


def _category(call: Call) -> TrackingCategory:
    one = call.ledger.categories.get(call.segments[1].lower())
    if one is None:
        raise NotFoundError("no such tracking category")
    return one


def _option(call: Call) -> tuple[TrackingCategory, TrackingOption]:
    category = _category(call)
    one = category.option(call.segments[3].lower())
    if one is None or one.status == "DELETED":
        raise NotFoundError("no such tracking option")
    return category, one
