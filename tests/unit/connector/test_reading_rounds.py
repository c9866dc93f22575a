"""What a run reads: which sources, in which order, and when not at all."""

import datetime as dt

import pytest

from services.connector.sources.table import SOURCES, Round, plan
from shared.contracts.envelope import Category
from shared.contracts.sync import Trigger
from shared.sync.settings import CategorySettings, Direction, Mode, SyncSettings

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
JUST_NOW = {source.name: NOW - dt.timedelta(minutes=10) for source in SOURCES}
LONG_AGO = {source.name: NOW - dt.timedelta(hours=2) for source in SOURCES}
ON = CategorySettings(enabled=True)
BOTH = SyncSettings(categories={Category.CONTACTS: ON, Category.INVOICES: ON})


def _plan(
    trigger: Trigger,
    settings: SyncSettings = BOTH,
    wanted: tuple[Category, ...] = (),
    positions: dict[str, dt.datetime] | None = None,
) -> Round:
    return plan(trigger, wanted, settings, positions=positions or {}, now=NOW)


def test_everything_is_read_in_the_order_of_the_rules() -> None:  # R38
    assert _plan("now", positions=JUST_NOW).sources == (
        "reference",
        "xero.contacts",
        "scoro.contacts",
        "scoro.products",
        "scoro.invoices",
    )


def test_the_first_synchronization_reads_base_data_alone() -> None:
    assert _plan("first", SyncSettings()).sources == ("reference", "xero.contacts")
    assert _plan("first").categories == ()


def test_a_tick_leaves_out_rarer_lists_that_are_fresh() -> None:
    assert _plan("tick", positions=JUST_NOW).sources == ("scoro.contacts", "scoro.invoices")


def test_a_tick_reads_rarer_lists_that_are_old() -> None:
    assert _plan("tick", positions=LONG_AGO).sources[:2] == ("reference", "xero.contacts")


@pytest.mark.parametrize(
    ("minutes", "problem", "read"),
    [
        pytest.param(16, "archived_account", True, id="what may close a problem is read every quarter of an hour"),
        pytest.param(10, "archived_account", False, id="and not more often"),
        pytest.param(16, "email_invalid", False, id="nor for a problem that it cannot close"),
    ],
)
def test_a_tick_reads_sooner_what_a_problem_waits_for(minutes: int, problem: str, *, read: bool) -> None:
    positions = {source.name: NOW - dt.timedelta(minutes=minutes) for source in SOURCES}

    found = plan("tick", (), BOTH, positions=positions, now=NOW, problems={problem})

    assert ("reference" in found.sources) is read


@pytest.mark.parametrize("trigger", ["tick", "webhook", "nightly"])
def test_in_manual_mode_nothing_runs_by_itself(trigger: Trigger) -> None:
    assert _plan(trigger, BOTH.model_copy(update={"mode": Mode.MANUAL})) == Round()


def test_in_manual_mode_a_person_may_run_it() -> None:
    assert _plan("now", BOTH.model_copy(update={"mode": Mode.MANUAL})).categories == (
        Category.CONTACTS,
        Category.INVOICES,
    )


def test_only_what_was_asked_for_is_read() -> None:
    found = _plan("now", wanted=(Category.CONTACTS,))

    assert found.categories == (Category.CONTACTS,)
    assert "scoro.invoices" not in found.sources
    assert "scoro.products" not in found.sources


def test_what_is_switched_off_is_not_read_whoever_asks() -> None:
    only_contacts = SyncSettings(categories={Category.CONTACTS: ON})

    assert _plan("now", only_contacts, (Category.INVOICES,)) == Round()


def test_a_category_that_comes_to_scoro_is_not_read_from_there() -> None:
    back = SyncSettings(categories={Category.CONTACTS: CategorySettings(enabled=True, direction=Direction.TO_SCORO)})

    assert "scoro.contacts" not in _plan("now", back).sources


def test_without_any_category_a_tick_reads_nothing() -> None:
    assert _plan("tick", SyncSettings()) == Round()


def test_a_person_may_have_base_data_read_although_everything_is_off() -> None:
    assert _plan("now", SyncSettings()).sources == ("reference", "xero.contacts")
