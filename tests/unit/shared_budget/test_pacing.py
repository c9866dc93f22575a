"""The arithmetic of limits: never more than allowed, whatever happens in between; every lane finds its share."""

import datetime as dt
from dataclasses import replace

import pytest

from shared.budget import DayResets, Heard, Lane, Limits
from shared.budget_state import Held, Waiting, used
from shared.pacing import Exhausted, Granted, WaitUntil, ask
from tests.unit.shared_budget.caller import NOON, SECOND, SMALL, XERO, Caller


def test_a_backfill_leaves_calls_for_everybody_else() -> None:
    caller = Caller(XERO)

    assert 50 <= caller.in_time(Lane.BACKFILL, 44) <= 60 - 3 - 4
    assert caller.calls(Lane.PROOF) >= 1
    assert caller.calls(Lane.DOCUMENTS) >= 1
    assert caller.calls(Lane.EVENTS) >= 1
    assert caller.calls(Lane.CLICK) >= 3


def test_the_more_people_click_the_more_a_backfill_leaves_them() -> None:
    caller = Caller(XERO)
    for _ in range(6):
        caller.call(Lane.CLICK)

    assert 45 <= caller.in_time(Lane.BACKFILL, 44) <= 60 - 6 - 3 - 4
    assert caller.calls(Lane.CLICK) >= 3


def test_clicks_do_not_stop_a_backfill() -> None:
    caller = Caller(XERO)
    for _ in range(30):
        caller.call(Lane.CLICK)

    assert caller.in_time(Lane.BACKFILL, 45) == 60 - 30 - 15 - 4


def test_clicks_leave_calls_for_everybody_else() -> None:
    caller = Caller(XERO)

    assert caller.calls(Lane.CLICK) == 55
    assert [caller.calls(lane) for lane in list(Lane)[1:]] == [1, 1, 1, 1, 1]


def test_a_backfill_leaves_one_of_five_calls_at_once_to_clicks() -> None:
    caller = Caller(XERO)
    for _ in range(4):
        assert isinstance(caller.ask(Lane.BACKFILL), Granted)

    assert isinstance(caller.ask(Lane.BACKFILL), WaitUntil)
    assert isinstance(caller.ask(Lane.CLICK), Granted)
    assert isinstance(caller.ask(Lane.CLICK), WaitUntil)


def test_the_wait_ends_one_window_after_the_oldest_answer() -> None:
    caller = Caller(XERO)
    caller.ask(Lane.CLICK)
    caller.wait(2)
    caller.finish()
    answered = caller.now
    caller.wait(1)
    caller.calls(Lane.CLICK)

    verdict = caller.call(Lane.CLICK)

    assert isinstance(verdict, WaitUntil)
    assert verdict.at == answered + 60 * SECOND + dt.timedelta(milliseconds=100)


def test_a_slot_whose_owner_is_lost_comes_back_after_ninety_seconds() -> None:
    caller = Caller(XERO)
    for _ in range(5):
        caller.ask(Lane.CLICK)

    caller.wait(89)
    assert isinstance(caller.ask(Lane.CLICK), WaitUntil)

    caller.wait(1)
    assert isinstance(caller.ask(Lane.CLICK), Granted)


def test_a_slot_given_back_after_it_was_lost_changes_nothing() -> None:
    caller = Caller(XERO)
    caller.ask(Lane.CLICK)
    caller.wait(91)
    caller.call(Lane.CLICK)
    before = used(caller.state, XERO, caller.now)

    caller.finish("1")

    assert used(caller.state, XERO, caller.now) == before


def test_others_who_use_the_organisation_slow_us_down() -> None:
    caller = Caller(XERO)
    caller.call(Lane.DOCUMENTS, Heard(window_left=19))

    assert caller.calls(Lane.CLICK) == 60 - 40 - 1 - 4
    caller.wait(61)
    assert caller.calls(Lane.CLICK) == 55


def test_answers_that_overtake_each_other_prove_no_other_caller() -> None:
    caller = Caller(XERO)

    caller.call(Lane.CLICK, Heard(window_left=57))

    assert caller.state.others == 0


def test_a_closed_door_stays_closed_for_every_lane() -> None:
    caller = Caller(XERO)
    caller.call(Lane.CLICK, Heard(closed_for=26 * SECOND))

    verdict = caller.call(Lane.CLICK)
    assert isinstance(verdict, WaitUntil)
    assert verdict.at == NOON + 26 * SECOND

    caller.wait(26)
    assert isinstance(caller.call(Lane.CLICK), Granted)


def test_the_day_ends_for_a_backfill_before_it_ends_for_a_click() -> None:
    limits = Limits(per_window=60, window=60 * SECOND, at_once=5, per_day=1000)
    caller = Caller(limits)
    caller.call(Lane.DOCUMENTS, Heard(day_left=340))

    assert isinstance(caller.call(Lane.BACKFILL), Exhausted)
    assert isinstance(caller.call(Lane.DOCUMENTS), Granted)
    assert isinstance(caller.call(Lane.CLICK), Granted)


def test_a_larger_plan_shows_in_the_first_answer() -> None:
    limits = Limits(per_window=60, window=60 * SECOND, at_once=5, per_day=1000)
    caller = Caller(limits)

    caller.call(Lane.CLICK, Heard(day_left=4999))

    assert caller.state.day_left == 4999


def test_where_the_plan_is_unknown_the_answers_tell_how_much_to_leave() -> None:
    caller = Caller(Limits(per_window=20, window=2 * SECOND, at_once=10, day_resets=DayResets.AT_MIDNIGHT_UTC))
    caller.call(Lane.DOCUMENTS, Heard(day_left=500))

    caller.call(Lane.DOCUMENTS, Heard(day_left=175))

    assert isinstance(caller.call(Lane.BACKFILL), Exhausted)
    assert isinstance(caller.call(Lane.DOCUMENTS), Granted)


def test_a_day_that_is_used_up_opens_when_xero_said() -> None:
    caller = Caller(XERO)
    caller.call(Lane.CLICK, Heard(day_closed_for=3600 * SECOND))

    assert caller.call(Lane.CLICK) == Exhausted(NOON + 3600 * SECOND)

    caller.wait(3600)
    assert isinstance(caller.call(Lane.CLICK), Granted)


def test_where_nobody_says_when_the_day_begins_one_call_in_a_quarter_of_an_hour_asks() -> None:
    caller = Caller(XERO)
    caller.call(Lane.CLICK, Heard(day_left=0))

    assert caller.call(Lane.CLICK) == Exhausted(NOON + 900 * SECOND)
    caller.wait(900)
    assert isinstance(caller.call(Lane.CLICK), Granted)
    assert isinstance(caller.call(Lane.CLICK), Exhausted)


def test_scoros_day_begins_at_midnight_utc() -> None:
    limits = Limits(per_window=20, window=2 * SECOND, at_once=10, per_day=500, day_resets=DayResets.AT_MIDNIGHT_UTC)
    caller = Caller(limits)
    caller.call(Lane.CLICK, Heard(day_left=0))

    assert caller.call(Lane.CLICK) == Exhausted(dt.datetime(2026, 11, 21, tzinfo=dt.UTC))

    caller.wait(12 * 3600)
    assert isinstance(caller.call(Lane.CLICK), Granted)
    assert caller.state.day_left == 499


def test_calls_that_are_only_counted_need_no_giving_back() -> None:
    limits = Limits(per_window=10, window=60 * SECOND)
    caller = Caller(limits)
    granted = 0
    while isinstance(caller.ask(Lane.CLICK), Granted):
        granted += 1

    assert granted == 5  # one for each other lane is kept
    assert len(caller.state.uses) == 1
    assert caller.state.held == ()


def test_who_was_told_to_wait_goes_before_who_comes_later() -> None:
    caller = Caller(XERO)
    for _ in range(4):
        caller.ask(Lane.BACKFILL)
    told = caller.ask(Lane.BACKFILL)
    assert isinstance(told, WaitUntil)
    caller.state = told.state
    caller.finish()

    assert isinstance(caller.ask(Lane.BACKFILL), WaitUntil)
    assert isinstance(ask(caller.state, XERO, now=caller.now, lane=Lane.BACKFILL, slot_id="5"), Granted)


def test_a_click_never_queues_behind_a_backfill_but_a_backfill_behind_a_click() -> None:
    caller = Caller(XERO)
    caller.state = replace(caller.state, waiting=(Waiting("a", Lane.BACKFILL, NOON + SECOND),) * 60)
    assert isinstance(caller.call(Lane.CLICK), Granted)

    caller.state = replace(caller.state, waiting=(Waiting("a", Lane.CLICK, NOON + SECOND),) * 60)
    caller.call(Lane.BACKFILL)  # its own share
    assert isinstance(caller.call(Lane.BACKFILL), WaitUntil)


def test_a_place_is_kept_for_a_second_and_then_lost() -> None:
    caller = Caller(XERO)
    caller.state = replace(caller.state, waiting=(Waiting("a", Lane.CLICK, NOON + SECOND),) * 60)

    assert isinstance(caller.ask(Lane.DOCUMENTS), Granted)  # its own share
    assert isinstance(caller.ask(Lane.DOCUMENTS), WaitUntil)

    caller.wait(1)
    assert isinstance(caller.ask(Lane.DOCUMENTS), Granted)


def test_asking_again_keeps_the_place() -> None:
    caller = Caller(SMALL)
    waiting = (Waiting("a", Lane.CLICK, NOON + SECOND), Waiting("b", Lane.CLICK, NOON + SECOND))
    held = tuple(Held(str(number), Lane.CLICK, NOON) for number in range(3))
    caller.state = replace(caller.state, waiting=waiting, held=held)

    told = ask(caller.state, SMALL, now=NOON, lane=Lane.CLICK, slot_id="a")

    assert isinstance(told, WaitUntil)
    assert [place.id for place in told.state.waiting] == ["a", "b"]


@pytest.mark.parametrize("per_window", [1, 2, 3, 6])
def test_shares_never_exceed_what_there_is(per_window: int) -> None:
    limits = Limits(per_window=per_window, window=SECOND, at_once=1)

    assert sum(limits.shares.values()) <= per_window
    assert isinstance(Caller(limits).call(Lane.CLICK), Granted)


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one call"):
        Limits(per_window=0, window=SECOND)
