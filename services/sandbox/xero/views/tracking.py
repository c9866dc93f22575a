"""Tracking categories, their options, and what lines are tracked as."""

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Line
from services.sandbox.xero.books.records import TrackingCategory, TrackingOption
from services.sandbox.xero.views.common import Flavour, Json


def category(one: TrackingCategory, *, with_archived: bool) -> Json:
    shown = {"ACTIVE", "ARCHIVED"} if with_archived else {"ACTIVE"}
    return {
        "Name": one.name,
        "Status": one.status,
        "TrackingCategoryID": one.id,
        "Options": [option(part) for part in one.options if part.status in shown],
    }


def option(one: TrackingOption) -> Json:
    return {
        "TrackingOptionID": one.id,
        "Name": one.name,
        "Status": one.status,
        "HasValidationErrors": False,
        "IsDeleted": one.status == "DELETED",
        "IsArchived": one.status == "ARCHIVED",
        "IsActive": one.status == "ACTIVE",
    }


def of_line(ledger: Ledger, line: Line, flavour: Flavour) -> list[Json]:
    """Lists know no option id; names are those of today, whatever they were when the line was written."""
    is_listed = flavour in {Flavour.PAGED, Flavour.REDUCED}
    found: list[Json] = []
    for one in line.tracking:
        named = ledger.categories[one.category_id]
        chosen = named.option(one.option_id)
        shown: Json = {"Name": named.name, "Option": chosen.name if chosen else "", "TrackingCategoryID": named.id}
        more: Json = {"Options": []} if is_listed else {"TrackingOptionID": one.option_id}
        found.append(shown | more)
    return found
