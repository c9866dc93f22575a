"""What a run reads: which sources, in which order, and when not at all."""

import datetime as dt

import pytest

from services.connector.sources.rhythm import Circumstances
from services.connector.sources.rounds import Round, plan, stretches
from services.connector.sources.table import SOURCES
from shared.contracts.envelope import Category
from shared.contracts.sync import Trigger
from shared.store.cursors import Standing
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
    return plan(trigger, wanted, settings, standing=_read(positions or {}), at=Circumstances(NOW))


def _read(positions: dict[str, dt.datetime]) -> dict[str, Standing]:
    """All lists are lively."""
    return {name: Standing(position, news_at=NOW) for name, position in positions.items()}


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

    found = plan("tick", (), BOTH, standing=_read(positions), at=Circumstances(NOW, frozenset({problem})))

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


def _due(
    name: str,
    minutes: int,
    *,
    heard: bool = False,
    missed: bool = False,
    stretch: int = 1,
    silent_on: frozenset[str] = frozenset(),
    news: int = 24 * 60,
) -> bool:
    """Whether a tick reads a list so many minutes after its last reading, and the news of that after the last news."""
    long_ago = NOW - dt.timedelta(minutes=news)
    just_now = {source.name: Standing(NOW, long_ago) for source in SOURCES}
    read = Standing(NOW - dt.timedelta(minutes=minutes), long_ago, NOW if missed else None)
    at = Circumstances(
        NOW,
        heard={"scoro": NOW, "xero": NOW} if heard else {},
        silent_on=silent_on,
        stretch={"scoro": stretch, "xero": stretch},
    )
    return name in plan("tick", (), EVERYTHING, standing=just_now | {name: read}, at=at).sources


EVERYTHING = SyncSettings(categories=dict.fromkeys(Category, ON))


def test_a_list_with_news_is_read_at_every_tick() -> None:  # R20
    assert _due("scoro.contacts", 5, news=30)


def test_a_list_that_was_silent_for_an_hour_is_read_more_seldom() -> None:
    assert not _due("scoro.contacts", 5)
    assert _due("scoro.contacts", 30)


def test_documents_of_xero_are_read_at_every_tick_where_nobody_announces_them() -> None:  # R20
    assert _due("xero.documents", 5)
    assert not _due("xero.documents", 30, heard=True)
    assert _due("xero.documents", 60, heard=True)


def test_announcements_are_not_trusted_once_one_was_missed() -> None:
    assert _due("xero.documents", 5, heard=True, missed=True)


def test_a_list_that_scoro_does_not_announce_is_read_as_if_it_were_silent() -> None:
    assert _due("scoro.invoices", 10, heard=True, silent_on=frozenset({"invoices"}))
    assert not _due("scoro.invoices", 10, heard=True)


def test_a_small_plan_stretches_every_gap() -> None:
    assert not _due("scoro.contacts", 30, stretch=2)
    assert _due("scoro.contacts", 60, stretch=2)


def test_news_of_documents_wakes_the_payments() -> None:
    positions = {
        source.name: Standing(NOW - dt.timedelta(minutes=20), NOW - dt.timedelta(days=1)) for source in SOURCES
    }
    news = {"xero.documents": Standing(NOW, NOW)}

    assert "xero.payments" not in plan("tick", (), EVERYTHING, standing=positions, at=Circumstances(NOW)).sources
    assert "xero.payments" in plan("tick", (), EVERYTHING, standing=positions | news, at=Circumstances(NOW)).sources


def test_what_was_chosen_since_is_read_at_the_next_tick() -> None:
    chosen = EVERYTHING.model_copy(update={"changed_at": NOW})
    standing = {source.name: Standing(NOW - dt.timedelta(minutes=6), NOW - dt.timedelta(days=1)) for source in SOURCES}

    assert "scoro.bills" in plan("tick", (), chosen, standing=standing, at=Circumstances(NOW)).sources


def test_a_tick_with_nothing_to_read_is_a_run_all_the_same() -> None:
    standing = {source.name: Standing(NOW, NOW - dt.timedelta(days=1)) for source in SOURCES}

    found = plan("tick", (), EVERYTHING, standing=standing, at=Circumstances(NOW, heard={"xero": NOW}))

    assert (found.sources, len(found.categories)) == ((), 5)


@pytest.mark.parametrize(
    ("allowed", "factor"),
    [
        pytest.param(1000, 1, id="the smallest plan suffices"),
        pytest.param(500, 2, id="half of it does not"),
        pytest.param(0, 1, id="unknown"),
    ],
)
def test_reading_at_rest_fits_the_plan(allowed: int, factor: int) -> None:
    found = stretches(EVERYTHING, {}, Circumstances(NOW), {"scoro": allowed, "xero": allowed})

    assert (found.get("scoro", 1), found.get("xero", 1)) == (factor, factor)


PAID = frozenset({"payment_attached"})


@pytest.mark.parametrize("trigger", ["tick", "nightly", "now"])
@pytest.mark.parametrize(
    ("problems", "read"), [(PAID, True), (frozenset({"has_payments"}), True), (frozenset({"no_sales_account"}), False)]
)
def test_r80_paid_documents_are_asked_for_only_while_one_is_waited_for(
    trigger: Trigger, problems: frozenset[str], *, read: bool
) -> None:
    found = plan(trigger, (), BOTH, standing=_read(LONG_AGO), at=Circumstances(NOW, problems))

    assert ("xero.paid_documents" in found.sources) is read


@pytest.mark.parametrize(("minutes", "heard", "read"), [(55, False, False), (60, False, True), (700, True, False)])
def test_r80_they_are_asked_for_once_an_hour_and_hardly_where_webhooks_tell(
    minutes: int, *, heard: bool, read: bool
) -> None:
    positions = {source.name: NOW - dt.timedelta(minutes=minutes) for source in SOURCES}
    at = Circumstances(NOW, PAID, heard={"xero": NOW - dt.timedelta(hours=1)} if heard else {})

    found = plan("tick", (), BOTH, standing=_read(positions), at=at)

    assert ("xero.paid_documents" in found.sources) is read


def test_where_nothing_comes_from_scoro_nothing_waits_for_xero() -> None:
    to_scoro = CategorySettings(enabled=True, direction=Direction.TO_SCORO)
    back = SyncSettings(categories={Category.INVOICES: to_scoro})

    found = plan("nightly", (), back, standing=_read(LONG_AGO), at=Circumstances(NOW, PAID))

    assert "xero.paid_documents" not in found.sources
