"""An entry of the log as planning sees it."""

import datetime as dt

from shared.contracts.envelope import Category, Lane
from shared.store.records import Entry, ObjectKey, State

NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)
ENTRY = Entry(
    id=1,
    key=ObjectKey("acme", Category.INVOICES, "scoro", "7"),
    state=State.OPEN,
    lane=Lane.CHANGED,
    snapshot="{}",
    read_started_at=NOW,
    recorded_at=NOW,
)
