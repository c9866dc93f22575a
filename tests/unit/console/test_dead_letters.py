"""What is meant by a filter, and what a replay may cost."""

import datetime as dt

import pytest

from services.console import dead_letter_filters as filters
from services.console.cli import dead_letter_pages as pages
from services.console.cli.output import visible
from services.console.dead_letter_queries import Cost, cost
from shared.errors import InvalidChoiceError
from shared.store.dead_letters import Kind, Wanted
from shared.store.letters import UNFINISHED, LetterState

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def test_where_nothing_is_said_every_open_letter_is_meant() -> None:
    assert filters.wanted([], NOW) == Wanted(states=UNFINISHED)


def test_filters_are_added_up() -> None:
    found = filters.wanted(["service=invoices", "text=a=b", "state=replayed", "connection=acme"], NOW)

    assert found == Wanted(service="invoices", text="a=b", states=(LetterState.REPLAYED,), connection_id="acme")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30m", NOW - dt.timedelta(minutes=30)),
        ("2h", NOW - dt.timedelta(hours=2)),
        ("7d", NOW - dt.timedelta(days=7)),
        ("2026-11-20", dt.datetime(2026, 11, 20, tzinfo=dt.UTC)),
        ("2026-11-20T10:00+02:00", dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)),
    ],
)
def test_a_time_is_a_span_or_a_day_or_a_moment(text: str, moment: dt.datetime) -> None:
    assert filters.wanted([f"since={text}"], NOW).since == moment


@pytest.mark.parametrize("text", ["since=2 hours", "since=99999d", "state=gone", "group=x", "=", "text=", "Service=x"])
def test_what_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(InvalidChoiceError):
        filters.wanted([text], NOW)


def test_bells_fill_calls_of_fifty_by_connection() -> None:
    kinds = [Kind("InvoiceChanged v1", "acme", 51), Kind("InvoiceChanged v1", "other", 1)]

    assert cost(kinds) == Cost(calls=3)


def test_requests_cost_readings_and_runs_and_news_cost_nothing() -> None:
    kinds = [
        Kind("ObjectWanted v1", "acme", 26),
        Kind("PageWanted v1", "acme", 2),
        Kind("SyncRequested v1", "acme", 1),
        Kind("ObjectSynced v1", "acme", 500),
        Kind("unknown", None, 9),
    ]

    assert cost(kinds) == Cost(calls=4, runs=1)


@pytest.mark.parametrize(
    ("letters", "rate", "words"),
    [
        (1, 20, ""),
        (60, 20, ", 20 a second, for about 3 seconds"),
        (6000, 20, ", 20 a second, for about 5 minutes"),
        (2, 0.5, ", 0.5 a second, for about 4 seconds"),
    ],
)
def test_how_long_it_takes_is_said_where_somebody_waits(letters: int, rate: float, words: str) -> None:
    assert pages.duration(letters, rate) == words


def test_what_it_costs_is_said_where_it_costs() -> None:
    assert pages.price(Cost()) == ""
    assert pages.price(Cost(calls=1, runs=2)) == " At most about 1 call to Xero or Scoro and 2 synchronizations follow."


def test_nothing_that_is_shown_moves_the_cursor() -> None:
    assert visible("a\x1b[2J\r\n\tõ\x07") == "a\\x1b[2J\\r\n\tõ\\x07"
