"""What a newer version takes over from the entry that it supersedes (R34, R37, R59, R114)."""

import datetime as dt
from uuid import UUID

import pytest

from shared.contracts.envelope import Category, Lane
from shared.store.inheriting import inheriting
from shared.store.records import NewChange, ObjectKey

RUN = UUID(int=7)


def change(category: Category, asked: str | None, lane: Lane = Lane.CHANGED, run_id: UUID | None = None) -> NewChange:
    """A version of one object, read just now."""
    key = ObjectKey("acme", category, "scoro", "1")
    return NewChange(key, "{}", dt.datetime(2026, 11, 1, tzinfo=dt.UTC), asked=asked, lane=lane, run_id=run_id)


@pytest.mark.parametrize("category", [Category.INVOICES, Category.BILLS, Category.RECEIPTS])
@pytest.mark.parametrize("was", ["historic", "person", "undo", None])
def test_what_a_payment_needs_of_its_document_leaves_it_asked_for_as_it_was(
    category: Category, was: str | None
) -> None:
    older = {"asked": was, "lane": "bulk", "run_id": str(RUN)}

    newer = inheriting(change(category, "dependency"), older)

    assert (newer.asked, newer.lane, newer.run_id) == (was, Lane.CHANGED, RUN)


@pytest.mark.parametrize("category", [Category.PRODUCTS, Category.CONTACTS])
@pytest.mark.parametrize("was", ["historic", "person", None])
def test_contacts_and_products_that_a_document_needs_cross_whatever_was_asked_before(
    category: Category, was: str | None
) -> None:
    newer = inheriting(change(category, "dependency", Lane.BULK), {"asked": was, "lane": "now", "run_id": None})

    assert (newer.asked, newer.lane) == ("dependency", Lane.NOW)


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("was", ["dependency", "person", "historic", "undo"])
def test_news_takes_over_what_was_asked_for_and_its_urgency(category: Category, was: str) -> None:
    newer = inheriting(change(category, None), {"asked": was, "lane": "now", "run_id": None})

    assert (newer.asked, newer.lane) == (was, Lane.NOW)


@pytest.mark.parametrize("asked", ["person", "historic", "undo", "retry"])
def test_whoever_asks_anew_is_who_asked(asked: str) -> None:
    older = {"asked": "dependency", "lane": "bulk", "run_id": str(RUN)}

    assert inheriting(change(Category.INVOICES, asked), older) == change(Category.INVOICES, asked)


def test_a_document_that_nothing_was_known_of_is_needed_and_no_more() -> None:
    needed = change(Category.INVOICES, "dependency")

    assert inheriting(needed, None) == needed
