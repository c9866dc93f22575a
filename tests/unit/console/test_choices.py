"""Choices fit, or say which does not and why."""

import datetime as dt
from dataclasses import replace

import pytest

from services.console.account_choices import Account
from services.console.choices import ChoicesRefusedError, Known, bookmarked, changed, names_tracking, pairs
from shared.contracts.envelope import Category
from shared.documents.tracking import TrackingCategoryThere
from shared.messaging.topology import WRITERS
from shared.sync.settings import (
    WAYS,
    Brakes,
    CategorySettings,
    Direction,
    Mode,
    SyncSettings,
    Tracking,
    TrackingCategory,
)

FIRST = dt.date(2026, 11, 20)
ACCOUNTS = (
    Account(code="200", name="Sales", account_class="REVENUE"),
    Account(code="260", name="Other", status="ARCHIVED", account_class="REVENUE"),
    Account(code="429", name="Expenses", account_class="EXPENSE"),
    Account(code="090", name="Bank", account_class="ASSET", type="BANK"),
    Account(code="800", name="Payable", account_class="LIABILITY", system_account="CREDITORS"),
    Account(code="710", name="Office Equipment", account_class="ASSET", type="FIXED"),
)
TRACKED = (
    TrackingCategoryThere("cat-1", "Department", active=True, has_options=True),
    TrackingCategoryThere("cat-2", "Region", active=True, has_options=False),
    TrackingCategoryThere("cat-3", "Former", active=False, has_options=False),
)
DEPARTMENT = TrackingCategory(id="cat-1", name="Department")
BOTH = frozenset(Direction)
KNOWN = Known(
    first_connected=FIRST,
    accounts=ACCOUNTS,
    tracking=TRACKED,
    ways={Category.CONTACTS: BOTH, Category.INVOICES: frozenset({Direction.FROM_SCORO})},
    bookmarks={Category.INVOICES: frozenset({"12"}), Category.CONTACTS: frozenset({"13"})},
)
RUNNING = SyncSettings(categories={Category.INVOICES: CategorySettings(enabled=True, start_date=FIRST)})


def refused(wishes: dict[str, str], *, before: SyncSettings | None = None, known: Known = KNOWN) -> dict[str, str]:
    """Field → reason."""
    with pytest.raises(ChoicesRefusedError) as caught:
        changed(before or SyncSettings(), wishes, known)
    return {refusal.field: refusal.reason for refusal in caught.value.refusals}


def test_choices_are_made_together() -> None:
    wishes = {"mode": "manual", "invoices.enabled": "true", "default_sales_account": "200", "invoices.bookmark": "12"}

    after = changed(SyncSettings(), wishes, KNOWN)

    assert (after.mode, after.default_sales_account) == (Mode.MANUAL, "200")
    assert (after.of(Category.INVOICES).enabled, after.of(Category.INVOICES).bookmark) == (True, "12")


@pytest.mark.parametrize("wanted", ["department ", "cat-1"])
def test_r126_a_tracking_category_is_chosen_by_name_or_id_and_given_up_by_none(wanted: str) -> None:
    after = changed(SyncSettings(), {"tracking.accounting_objects": wanted}, KNOWN)
    off = changed(after, {"tracking.accounting_objects": "none"}, KNOWN)

    assert after.tracking.accounting_objects == TrackingCategory(id="cat-1", name="Department")
    assert off.tracking.accounting_objects is None


def test_r123_a_category_without_an_active_option_has_no_accounting_objects_yet() -> None:
    refusals = refused({"tracking.accounting_objects": "Region"})

    assert refusals["tracking.accounting_objects"] == (
        "Region has no active option, and accounting objects are its options: add one in Xero first (R123); "
        "fitting: Department"
    )


def test_r131_projects_may_begin_with_a_category_without_an_option() -> None:
    after = changed(SyncSettings(), {"tracking.projects": "region"}, KNOWN)

    assert after.tracking.projects == TrackingCategory(id="cat-2", name="Region")


@pytest.mark.parametrize("wanted", ["Former", "cat-3", "Unknown"])
def test_r126_a_category_that_is_archived_or_unknown_is_refused_with_those_that_fit(wanted: str) -> None:
    refusals = refused({"tracking.projects": wanted})

    assert refusals["tracking.projects"] == (
        f"Xero has no active tracking category {wanted!r}; fitting: Department, Region"
    )


@pytest.mark.parametrize("before", [SyncSettings(), SyncSettings(tracking=Tracking(projects=DEPARTMENT))])
def test_r132_both_uses_of_tracking_need_a_category_each(before: SyncSettings) -> None:
    wishes = {"tracking.accounting_objects": "Department", "tracking.projects": "Department"}

    with pytest.raises(ChoicesRefusedError, match=r"tracking\.projects: .*Department"):
        changed(before, wishes if before.tracking.projects is None else {"tracking.accounting_objects": "cat-1"}, KNOWN)


def test_r123_xero_is_asked_for_its_categories_only_where_one_is_wished() -> None:
    asked = [names_tracking({"tracking.projects": wish}) for wish in ("Department", "none")]

    assert [*asked, names_tracking({"mode": "manual"})] == [True, False, False]


def test_r134_missing_options_are_made_only_where_a_switch_says_so() -> None:
    both = {"tracking.projects": "Department", "tracking.create_missing_options": "true"}

    on = changed(SyncSettings(), both, KNOWN)
    off = changed(on, {"tracking.create_missing_options": "false"}, KNOWN)

    assert [one.tracking.create_missing_options for one in (SyncSettings(), on, off)] == [False, True, False]
    assert off.tracking.projects == DEPARTMENT
    assert not names_tracking({"tracking.create_missing_options": "true"})


def test_r44_what_only_scoro_has_stays_unless_a_switch_says_otherwise() -> None:
    on = changed(SyncSettings(), {"reference.deactivate_unmatched": "true"}, KNOWN)
    off = changed(on, {"reference.deactivate_unmatched": "off"}, KNOWN)

    assert [one.reference.deactivate_unmatched for one in (SyncSettings(), on, off)] == [False, True, False]
    assert "true or false" in refused({"reference.deactivate_unmatched": "none"})["reference.deactivate_unmatched"]


def test_a_category_begins_on_the_day_of_the_first_connection() -> None:
    after = changed(SyncSettings(), {"contacts.enabled": "on"}, KNOWN)

    assert after.of(Category.CONTACTS).start_date == FIRST


def test_a_start_date_may_be_later() -> None:
    after = changed(SyncSettings(), {"contacts.enabled": "on", "contacts.start_date": "2026-12-01"}, KNOWN)

    assert after.of(Category.CONTACTS).start_date == dt.date(2026, 12, 1)


def test_a_start_date_cannot_be_before_the_first_connection() -> None:  # R32
    assert "2026-11-20" in refused({"invoices.start_date": "2026-11-19"})["invoices.start_date"]


def test_a_start_date_is_locked_after_the_initial_synchronization() -> None:  # R33
    known = replace(KNOWN, synchronized=frozenset({Category.INVOICES}))

    assert (
        "locked" in refused({"invoices.start_date": "2026-12-01"}, before=RUNNING, known=known)["invoices.start_date"]
    )


def test_a_locked_start_date_may_be_repeated() -> None:
    known = replace(KNOWN, synchronized=frozenset({Category.INVOICES}))

    assert changed(RUNNING, {"invoices.start_date": str(FIRST)}, known) == RUNNING


def test_switching_off_and_on_keeps_the_start_date() -> None:
    off = changed(RUNNING, {"invoices.enabled": "off"}, KNOWN)

    assert changed(off, {"invoices.enabled": "on"}, KNOWN) == RUNNING


@pytest.mark.parametrize(
    ("wish", "value", "reason"),
    [
        pytest.param("default_sales_account", "999", "no account 999", id="an account that Xero does not have"),
        pytest.param("default_sales_account", "260", "archived", id="an archived account"),
        pytest.param("default_sales_account", "429", "class EXPENSE; fitting: 200", id="an account of another class"),
        pytest.param("default_expense_account", "200", "class REVENUE; fitting: 429, 710", id="revenue for expenses"),
        pytest.param("default_expense_account", "090", "bank account", id="a bank account"),
        pytest.param("default_expense_account", "800", "belongs to Xero itself", id="an account of Xero itself"),
        pytest.param("mode", "often", "automatic, manual", id="an unknown mode"),
        pytest.param("invoices.enabled", "maybe", "true or false", id="neither on nor off"),
        pytest.param("invoices.direction", "up", "from_scoro, to_scoro", id="an unknown direction"),
        pytest.param("receipts.direction", "from_scoro", "only come to Scoro", id="receipts from Scoro"),
        pytest.param("invoices.start_date", "tomorrow", "not a day", id="no day"),
        pytest.param("invoices.bookmark", "EU", "not the number", id="a bookmark's name"),
        pytest.param("products.bookmark", "12", "R120", id="a bookmark where there is none"),
        pytest.param("invoices.bookmark", "13", "no bookmark 13 for invoices", id="a bookmark that is not there"),
        pytest.param("bills.enabled", "true", "does not bring bills from Scoro", id="a category without a service"),
        pytest.param("receipts.enabled", "true", "does not bring receipts from Xero", id="receipts without a service"),
        pytest.param("invoices.direction", "to_scoro", "does not bring invoices from Xero", id="a way not built"),
        pytest.param("bills.direction", "to_scoro", "does not bring bills from Xero", id="a way of no service"),
        pytest.param("brakes.deletions", "-1", "not a whole number from 0", id="a negative limit"),
        pytest.param("brakes.deletions_percent", "101", "from 0 to 100", id="more than all"),
        pytest.param("brakes.approved_updates", "many", "not a whole number", id="a limit in words"),
        pytest.param("brakes.all", "1", "no such setting", id="an unknown limit"),
        pytest.param("invoice.enabled", "true", "no such setting", id="an unknown category"),
        pytest.param("token_key", "x", "no such setting", id="an unknown name"),
    ],
)
def test_what_does_not_fit_names_its_field_and_the_reason(wish: str, value: str, reason: str) -> None:
    assert reason in refused({wish: value})[wish]


def test_every_misfit_is_named_at_once() -> None:
    assert refused({"mode": "often", "bills.enabled": "on", "default_sales_account": "999"}).keys() == {
        "mode",
        "bills.enabled",
        "default_sales_account",
    }


def test_accounts_must_have_been_read_first() -> None:
    known = replace(KNOWN, accounts=())

    assert "synchronize first" in refused({"default_sales_account": "200"}, known=known)["default_sales_account"]


def test_nothing_is_switched_on_before_the_first_connection() -> None:
    known = replace(KNOWN, first_connected=None)

    assert refused({"invoices.enabled": "on"}, known=known)["invoices.enabled"] == "connect to Xero first"


def test_a_bookmark_does_not_go_with_the_way_to_scoro() -> None:
    wishes = {"invoices.direction": Direction.TO_SCORO.value, "invoices.bookmark": "12"}

    assert "R120" in refused(wishes)["invoices.bookmark"]


@pytest.mark.parametrize("wish", ["default_sales_account", "default_expense_account", "invoices.bookmark"])
def test_none_clears(wish: str) -> None:
    chosen = SyncSettings(
        default_sales_account="200",
        default_expense_account="429",
        categories={Category.INVOICES: CategorySettings(bookmark="12")},
    )

    after = changed(chosen, {wish: "none"}, KNOWN)

    values = {
        "default_sales_account": after.default_sales_account,
        "default_expense_account": after.default_expense_account,
        "invoices.bookmark": after.of(Category.INVOICES).bookmark,
    }
    assert values[wish] is None


@pytest.mark.parametrize("text", ["mode", "=manual", "mode=manual mode=manual"])
def test_what_is_no_assignment_is_refused(text: str) -> None:
    with pytest.raises(ChoicesRefusedError):
        pairs(text.split())


def test_a_value_may_hold_an_equals_sign() -> None:
    assert pairs(["a=b=c"]) == {"a": "b=c"}


def test_limits_of_the_brakes_are_settings() -> None:
    after = changed(SyncSettings(), {"brakes.deletions": "30", "brakes.approved_updates": "0"}, KNOWN)

    assert after.brakes == Brakes(deletions=30, deletions_percent=2, approved_updates=0)


def test_a_way_that_exists_can_be_chosen() -> None:
    after = changed(SyncSettings(), {"contacts.direction": "to_scoro", "contacts.enabled": "on"}, KNOWN)

    assert after.of(Category.CONTACTS).direction is Direction.TO_SCORO


def test_a_bookmark_is_kept_though_scoro_deleted_it_meanwhile() -> None:
    before = changed(RUNNING, {"invoices.bookmark": "12"}, KNOWN)

    after = changed(before, {"invoices.enabled": "off"}, replace(KNOWN, bookmarks={}))

    assert after.of(Category.INVOICES).bookmark == "12"


def test_a_direction_is_not_turned_under_a_bookmark() -> None:
    before = changed(SyncSettings(), {"contacts.enabled": "on", "contacts.bookmark": "13"}, KNOWN)

    assert "R120" in refused({"contacts.direction": "to_scoro"}, before=before)["contacts.bookmark"]


def test_only_bookmarks_that_are_wished_are_asked_for() -> None:
    wishes = {"invoices.bookmark": "12", "contacts.bookmark": "none", "bills.enabled": "on", "mode": "manual"}

    assert bookmarked(wishes) == [Category.INVOICES]


def test_only_categories_with_a_service_have_ways() -> None:
    assert WAYS.keys() == set(WRITERS)


def test_r94_allocating_is_switched_on_and_off() -> None:
    on = changed(SyncSettings(), {"allocate_credit_notes": "true"}, KNOWN)

    assert [one.allocate_credit_notes for one in (SyncSettings(), on)] == [False, True]
    assert changed(on, {"allocate_credit_notes": "no"}, KNOWN) == SyncSettings()
