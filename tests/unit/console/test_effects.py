"""What a change of settings leads to is counted before it is saved."""

import datetime as dt
from typing import Any

from services.console import effects
from services.console.effects import Seen
from shared.contracts.envelope import Category
from shared.store.problems import Cause
from shared.sync.settings import CategorySettings, Mode, SyncSettings

INVOICES = Category.INVOICES
MONDAY = dt.date(2026, 11, 16)
AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
NOTHING = Seen({}, {}, ())


def chosen(**own: Any) -> SyncSettings:
    return SyncSettings(categories={INVOICES: CategorySettings(**own)})


def test_what_was_left_out_while_a_category_was_off_is_counted() -> None:
    seen = Seen({("invoices", "category_switched_off"): 37}, {}, ())

    assert effects.of(chosen(enabled=False), chosen(enabled=True), seen) == [
        "Invoices begin to cross: about 37 more, which were left out while it was off."
    ]
    assert effects.of(chosen(enabled=False), chosen(enabled=True), NOTHING) == [
        "Invoices begin to cross: whatever changes from now on."
    ]


def test_what_is_on_its_way_is_counted_where_a_category_is_switched_off() -> None:
    seen = Seen({}, {("invoices", "open"): 2, ("bills", "open"): 5}, ())

    assert effects.of(chosen(enabled=True), chosen(enabled=False), seen) == [
        "Invoices cross no more; 2 changes on the way are left out."
    ]


def test_a_wider_bookmark_and_an_earlier_day_let_more_in() -> None:
    seen = Seen({("invoices", "outside_bookmark"): 37, ("invoices", "before_start_date"): 4}, {}, ())
    before = chosen(enabled=True, bookmark="5", start_date=MONDAY)
    after = chosen(enabled=True, start_date=MONDAY - dt.timedelta(days=7))

    assert effects.of(before, after, seen) == [
        "Invoices are read again by the whole list: about 37 more, which were left out as outside it.",
        "Invoices: at most 4 more, which were left out as older than the start date.",
    ]


def test_what_waits_in_manual_mode_and_what_a_choice_mends_is_counted() -> None:
    cause = Cause("no_sales_account", "no_sales_account", INVOICES, 3, "", {}, AT, AT)
    seen = Seen({}, {("invoices", "recorded"): 6}, (cause,))
    before = SyncSettings(mode=Mode.MANUAL)
    after = SyncSettings(mode=Mode.AUTOMATIC, default_sales_account="200")

    assert effects.of(before, after, seen) == [
        "6 changes that lie recorded cross by themselves.",
        "3 objects that need attention for want of these choices are tried again.",
    ]


def test_what_changes_nothing_says_nothing() -> None:
    assert effects.of(chosen(enabled=True), chosen(enabled=True), NOTHING) == []
