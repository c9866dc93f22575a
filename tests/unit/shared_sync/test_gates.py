"""Which errors close a gate, and what a closed gate closes."""

import datetime as dt

import pytest

from shared.budget import BudgetExhaustedError
from shared.budget import Lane as BudgetLane
from shared.contracts.envelope import Category, Lane
from shared.errors import AwayError, RefusedError, SyncError
from shared.scoro.errors import ScoroKeyRefusedError, ScoroLimitError
from shared.store.connections import Connection, ConnectionState
from shared.store.gates import Closed, Gate, Part
from shared.store.pauses import Pause
from shared.sync.gates import gate_of
from shared.xero.errors import XeroDisconnectedError, XeroLimitError, XeroPermissionMissingError

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=3)
SOON = NOW + dt.timedelta(seconds=40)
A_CONNECTION = Connection("acme", "https://acme.example/api/v2", "1", "UTC", ConnectionState.ACTIVE)
INVOICES, CONTACTS = Category.INVOICES, Category.CONTACTS


@pytest.mark.parametrize(
    ("error", "code", "system"),
    [
        pytest.param(XeroDisconnectedError("gone"), "xero_disconnected", "xero", id="organisation disconnected"),
        pytest.param(ScoroKeyRefusedError("no"), "scoro_key_refused", "scoro", id="API key refused"),
        pytest.param(XeroLimitError("day", LATER - NOW, LATER), "xero_day_limit", "xero", id="day of Xero used up"),
        pytest.param(
            ScoroLimitError("day", until=LATER, system="scoro"), "scoro_day_limit", "scoro", id="day of Scoro used up"
        ),
    ],
)
def test_what_blames_no_object_closes_a_gate(error: SyncError, code: str, system: str) -> None:
    gate = gate_of(error, NOW, category=INVOICES, lane=Lane.CHANGED)

    assert gate is not None
    assert (gate.code, gate.system, gate.category, gate.lane) == (code, system, None, None)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(RefusedError("no such account"), id="the object is refused"),
        pytest.param(AwayError("timeout"), id="a moment's silence"),
        pytest.param(XeroLimitError("minute", SOON - NOW, SOON), id="a limit that opens within minutes"),
        pytest.param(XeroLimitError("concurrent", None, None), id="a limit that names no time"),
        pytest.param(BudgetExhaustedError(BudgetLane.REFERENCE, LATER), id="a reading that may wait"),
    ],
)
def test_what_the_object_or_a_moment_is_to_blame_for_closes_none(error: SyncError) -> None:
    assert gate_of(error, NOW) is None


def test_a_missing_right_closes_only_the_category_that_needs_it() -> None:
    gate = gate_of(XeroPermissionMissingError("write of Contacts"), NOW, category=CONTACTS, lane=Lane.NOW)

    assert gate is not None
    assert gate.closes(NOW, CONTACTS, Lane.NOW)
    assert not gate.closes(NOW, INVOICES, Lane.NOW)


def test_calls_kept_for_clicks_are_still_there_for_clicks() -> None:
    gate = gate_of(BudgetExhaustedError(BudgetLane.DOCUMENTS, LATER), NOW, lane=Lane.CHANGED)

    assert gate is not None
    assert (gate.closes(NOW, INVOICES, Lane.CHANGED), gate.closes(NOW, INVOICES, Lane.BULK)) == (True, True)
    assert not gate.closes(NOW, INVOICES, Lane.NOW)


def test_a_gate_that_time_opens_is_open_then() -> None:
    gate = Gate("xero_day_limit", "xero", until=LATER)

    assert gate.closes(LATER - dt.timedelta(seconds=1))
    assert not gate.closes(LATER)


def test_what_stops_a_connection_is_what_needs_a_person_and_else_what_lasts_longest() -> None:
    short, long = Gate("xero_away", "xero", until=SOON), Gate("scoro_day_limit", "scoro", until=LATER)
    lost = Gate("xero_sign_in_lost", "xero")

    def stopped(*gates: Gate) -> str | None:
        found = Connection("acme", "", "1", "UTC", ConnectionState.ACTIVE, gates=gates).stopped(NOW)
        return found.code if found else None

    assert stopped(short, long) == "scoro_day_limit"
    assert stopped(short, lost, long) == "xero_sign_in_lost"
    assert stopped() is None


@pytest.mark.parametrize(
    ("state", "paused", "code"),
    [
        (ConnectionState.DISCONNECTED, False, "disconnected"),
        (ConnectionState.AUTHORISING, False, "authorising"),
        (ConnectionState.BLOCKED_CURRENCY, True, "blocked_currency"),
        (ConnectionState.ACTIVE, True, "paused"),
    ],
)
def test_a_connection_that_does_not_work_or_is_paused_is_stopped(
    state: ConnectionState, *, paused: bool, code: str
) -> None:
    pauses = (Pause("mari", "audit", NOW),) if paused else ()
    gate = Connection("acme", "", "1", "UTC", state, pauses=pauses).stopped(NOW, INVOICES, Lane.NOW)

    assert gate is not None
    assert gate.code == code


def test_what_is_paused_is_read_all_the_same() -> None:
    paused = Connection("acme", "", "1", "UTC", ConnectionState.ACTIVE, pauses=(Pause("mari", "audit", NOW),))

    assert paused.stopped(NOW, INVOICES) is not None
    assert paused.stopped(NOW, INVOICES, reading=True) is None


def test_a_paused_category_stops_no_other_and_not_the_connection() -> None:
    pause = Pause("mari", "audit", NOW, category=INVOICES)
    paused = Connection("acme", "", "1", "UTC", ConnectionState.ACTIVE, pauses=(pause,))

    assert paused.stopped(NOW, INVOICES, Lane.NOW) == pause.gate
    assert paused.stopped(NOW, CONTACTS) is None
    assert paused.stopped(NOW) is None


def test_a_gate_for_news_stops_nothing_that_was_asked_for() -> None:
    gate = Gate("bookmark_missing", "scoro", category=INVOICES, news_only=True)
    connection = Connection("acme", "", "1", "UTC", ConnectionState.ACTIVE, gates=(gate,))

    assert connection.stopped(NOW, INVOICES) is None
    assert connection.broken is None
    assert connection.holds_news(INVOICES) == gate
    assert connection.holds_news(CONTACTS) is None


def test_what_is_behind_gates_is_known_for_all_connections_at_once() -> None:
    closed = Closed(frozenset({"broken"}), (Part("bills away", Category.BILLS, None), Part("low", None, Lane.CHANGED)))

    assert closed.holds("broken", INVOICES, Lane.NOW)
    assert closed.holds("bills away", Category.BILLS, Lane.NOW)
    assert closed.holds("low", INVOICES, Lane.BULK)
    assert not closed.holds("bills away", INVOICES, Lane.NOW)
    assert not closed.holds("low", INVOICES, Lane.NOW)
    assert not closed.holds("low")
