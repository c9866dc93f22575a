"""What keeps a recorded change from being let in."""

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection, ConnectionState
from shared.store.gates import Gate
from shared.store.pauses import Pause
from shared.store.records import Entry, ObjectKey, State
from shared.sync.letting_in import is_backfill, kept_back
from shared.sync.settings import Mode, SyncSettings

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
INVOICES = Category.INVOICES
NEWS = Entry(
    id=1,
    key=ObjectKey("acme", INVOICES, "scoro", "7"),
    state=State.RECORDED,
    lane=Lane.CHANGED,
    snapshot="",
    read_started_at=NOW,
    recorded_at=NOW,
)
A_CLICK = replace(NEWS, asked="person", lane=Lane.NOW)
OF_A_RUN = replace(NEWS, run_id=uuid4())
WORKING = Connection("acme", "", "1", "UTC", ConnectionState.ACTIVE)
AUTOMATIC, MANUAL = SyncSettings(), SyncSettings(mode=Mode.MANUAL)
PAUSED = replace(WORKING, pauses=(Pause("mari", "audit", NOW, category=INVOICES),))
NO_BOOKMARK = replace(WORKING, gates=(Gate("bookmark_missing", "scoro", category=INVOICES, news_only=True),))
AWAY = replace(WORKING, gates=(Gate("xero_away", "xero", until=NOW + dt.timedelta(hours=1)),))


@pytest.mark.parametrize(
    ("entry", "connection", "settings", "reason"),
    [
        pytest.param(NEWS, WORKING, AUTOMATIC, None, id="news in Automatic mode"),
        pytest.param(NEWS, WORKING, MANUAL, "manual", id="news in Manual mode"),
        pytest.param(A_CLICK, WORKING, MANUAL, None, id="a click in Manual mode"),
        pytest.param(OF_A_RUN, WORKING, MANUAL, None, id="what Synchronize now read"),
        pytest.param(NEWS, PAUSED, AUTOMATIC, "paused", id="news of a paused category"),
        pytest.param(A_CLICK, PAUSED, AUTOMATIC, "paused", id="a click on a paused category"),
        pytest.param(NEWS, PAUSED, MANUAL, "paused", id="paused and Manual"),
        pytest.param(NEWS, AWAY, AUTOMATIC, "xero_away", id="behind a gate"),
        pytest.param(NEWS, NO_BOOKMARK, AUTOMATIC, "bookmark_missing", id="news while the bookmark is gone"),
        pytest.param(OF_A_RUN, NO_BOOKMARK, MANUAL, "bookmark_missing", id="a run while the bookmark is gone"),
        pytest.param(A_CLICK, NO_BOOKMARK, AUTOMATIC, None, id="a click needs no bookmark"),
    ],
)
def test_one_place_says_what_keeps_a_change_back(
    entry: Entry, connection: Connection, settings: SyncSettings, reason: str | None
) -> None:
    assert kept_back(entry, connection, settings, NOW) == reason


def test_only_what_nobody_waits_for_belongs_to_a_backfill() -> None:
    assert is_backfill(replace(NEWS, lane=Lane.BULK))
    assert not is_backfill(replace(NEWS, lane=Lane.BULK, asked="dependency"))
    assert not is_backfill(NEWS)
