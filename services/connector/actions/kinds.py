"""What can be sent or pulled by hand: a category takes part by one row."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.connector.actions import rules
from services.connector.sources import scoro_rows, xero_rows
from services.connector.sources.scoro_rows import Row
from shared.budget import Lane
from shared.contracts.envelope import Category
from shared.scoro.fields import text
from shared.xero import wire
from shared.xero.client import XeroClient

LANE = Lane.CLICK
Filters = Callable[[str], Sequence[Mapping[str, Any]]]
Named = Callable[[XeroClient, str], Awaitable[Sequence[Row]]]


def _number(name: str) -> Sequence[Mapping[str, Any]]:
    return [{"no": name}]


def _name(name: str) -> Sequence[Mapping[str, Any]]:
    """A company by its name, a person by the first one: which of them is meant shows the whole name."""
    first = name.split(" ", 1)[0]
    return [{"name": name}, {"name": f"{first}%", "contact_type": "person"}]


def _code_or_name(name: str) -> Sequence[Mapping[str, Any]]:
    return [{"code": name}, {"name": name}]


async def _contacts_named(xero: XeroClient, name: str) -> Sequence[Row]:
    return await xero.contacts_named([name], lane=LANE)


async def _items_called(xero: XeroClient, name: str) -> Sequence[Row]:
    either = wire.any_of(f"{field}=={wire.quoted(name)}" for field in ("Code", "Name"))
    return await xero.whole("Items", where=either, lane=LANE)


async def _invoices_numbered(xero: XeroClient, name: str) -> Sequence[Row]:
    return await xero.by_numbers("Invoices", [name], lane=LANE)


async def _credit_notes_numbered(xero: XeroClient, name: str) -> Sequence[Row]:
    return await xero.by_numbers("CreditNotes", [name], lane=LANE)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of objects, in the words of people."""

    name: str
    noun: str
    category: Category
    in_scoro: scoro_rows.Kind
    filters: Filters
    """Of Scoro's list, one after the other, by number or name."""
    in_xero: xero_rows.Kind
    named: Named
    """What has this number or name in Xero."""
    hook: frozenset[str]
    """What Scoro calls it where it posts a button."""
    over: rules.Over = rules.never
    """Why it can no longer be sent."""
    fits: Callable[[Row], bool] = lambda _: True
    """Whether an object of this Scoro module is of this kind."""
    names: Callable[[Row], Sequence[str]] | None = None
    """By what people ask for it, where that is more than what it is called."""

    def is_called(self, row: Row, name: str) -> bool:
        """Whether people may mean this object of Scoro; letter case does not matter there."""
        names = self.names(row) if self.names else (self.in_scoro.called(row),)
        return name.casefold() in {one.casefold() for one in names}


KINDS = (
    Kind(
        "contact", "Contact", Category.CONTACTS, scoro_rows.CONTACTS, _name, xero_rows.CONTACTS, _contacts_named,
        frozenset({"contact", "company", "person"}),
    ),
    Kind(
        "product", "Product", Category.PRODUCTS, scoro_rows.PRODUCTS, _code_or_name, xero_rows.ITEMS, _items_called,
        frozenset({"product"}), names=lambda row: (text(row.get("code")), text(row.get("name"))),
    ),
    Kind(
        "invoice", "Invoice", Category.INVOICES, scoro_rows.INVOICES, _number, xero_rows.DOCUMENTS, _invoices_numbered,
        frozenset({"invoice"}), rules.settled, lambda row: not rules.is_credit_note(row),
    ),
    Kind(
        "credit_note", "Credit note", Category.INVOICES, scoro_rows.INVOICES, _number, xero_rows.CREDIT_NOTES,
        _credit_notes_numbered, frozenset({"invoice"}), rules.allocated, rules.is_credit_note,
    ),
    Kind(
        "bill", "Bill", Category.BILLS, scoro_rows.BILLS, _number, xero_rows.DOCUMENTS, _invoices_numbered,
        frozenset({"bill"}), rules.settled,
    ),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
RECEIPT = "receipt"
"""Asked for by the document on which it was booked (R139)."""
PAID = tuple(kind for kind in KINDS if kind.category in {Category.INVOICES, Category.BILLS})
NAMES = (*BY_NAME, RECEIPT)
NOUNS = {**{kind.name: kind.noun for kind in KINDS}, RECEIPT: "Receipt on"}


def kind_of(category: Category) -> str:
    """What people call objects of a category of which nothing more is known."""
    return next((kind.name for kind in KINDS if kind.category is category), RECEIPT)


def posted_as(hook: str, *, paid: bool = False) -> tuple[Kind, ...]:
    """Kinds that Scoro may mean by this word; with `paid` those alone on which receipts are booked."""
    return tuple(kind for kind in (PAID if paid else KINDS) if hook in kind.hook)
