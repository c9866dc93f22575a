"""When connections tick."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.plan import following, takes_part, trigger
from shared.contracts.envelope import Category
from shared.sync.settings import TICK, CategorySettings, Mode, SyncSettings

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
INVOICES_ON = SyncSettings(categories={Category.INVOICES: CategorySettings(enabled=True)})


@given(st.text(min_size=1), st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001 - the strategy wants naive bounds
def test_the_next_tick_comes_within_five_minutes_and_never_now(connection_id: str, now: dt.datetime) -> None:
    wait = following(connection_id, now) - now

    assert dt.timedelta(0) < wait <= TICK


@given(st.text(min_size=1))
def test_ticks_are_five_minutes_apart(connection_id: str) -> None:
    first = following(connection_id, NOW)

    assert following(connection_id, first) == first + TICK


def test_after_an_outage_there_is_one_tick_not_many() -> None:
    missed = following("acme", NOW)
    back = missed + dt.timedelta(hours=7)

    assert back < following("acme", back) <= back + TICK


def test_ten_thousand_connections_spread_evenly_over_the_interval() -> None:
    minutes = Counter((following(f"connection-{n}", NOW) - NOW) // dt.timedelta(seconds=10) for n in range(10_000))

    assert len(minutes) == 30
    assert max(minutes.values()) < 1.3 * 10_000 / 30


def test_a_connection_in_automatic_mode_with_a_category_on_takes_part() -> None:
    assert takes_part(INVOICES_ON, stopped=False)


@pytest.mark.parametrize(
    ("choices", "stopped"),
    [
        pytest.param(INVOICES_ON.model_copy(update={"mode": Mode.MANUAL}), False, id="Manual"),
        pytest.param(SyncSettings(), False, id="nothing switched on"),
        pytest.param(INVOICES_ON, True, id="stopped"),
    ],
)
def test_a_tick_means_nothing_to(choices: SyncSettings, *, stopped: bool) -> None:
    assert not takes_part(choices, stopped=stopped)


def test_one_tick_of_a_day_is_the_nightly_one_by_the_clock_of_the_site() -> None:
    moments = [following("acme", NOW) + number * TICK for number in range(288)]
    nightly = [moment for moment in moments if trigger("Europe/Tallinn", moment, moment) == "nightly"]

    assert len(nightly) == 1
    assert dt.time(0) <= nightly[0].time() < dt.time(0, 5)  # two hours behind the clock in Tallinn


def test_a_night_that_was_slept_through_is_made_up_for() -> None:
    planned = dt.datetime(2026, 11, 22, 1, 58, tzinfo=dt.UTC)

    assert trigger("UTC", planned, planned + dt.timedelta(hours=3)) == "nightly"
