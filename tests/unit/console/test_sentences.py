"""One line answers whether it is working."""

import datetime as dt
from dataclasses import replace

import pytest

from services.console import sentences
from services.console.pace import Pace, pace
from services.console.queries import CategoryStatus, Status
from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection, ConnectionState
from shared.store.gates import Gate
from shared.store.pauses import Pause
from shared.sync.settings import CategorySettings, Mode, SyncSettings

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
A_PAUSE = Pause("mari", "audit", NOW)
INVOICES = CategoryStatus(
    category=Category.INVOICES,
    enabled=True,
    direction="from_scoro",
    pace=Pace.ON_TIME,
    last=NOW,
    in_sync=10,
    left_out=0,
    needs_attention=0,
    waiting=0,
)
ALL_WELL = Status(
    connection_id="acme",
    scoro="Acme",
    xero="Acme Ltd",
    time_zone="UTC",
    state="active",
    works=True,
    pauses=(),
    holds=(),
    broken=None,
    missing_currencies=(),
    mode="automatic",
    next_tick=None,
    running=None,
    last=NOW,
    failed=None,
    categories=(INVOICES,),
)


USED_UP = Gate("xero_day_limit", "xero", until=NOW)
NO_RIGHT = Gate(
    "xero_permission_missing", "xero", until=NOW, category=Category.CONTACTS,
    text="write of Contacts: accounting.contacts",
)  # fmt: skip


def with_invoices(**fields: object) -> Status:
    return replace(ALL_WELL, categories=(replace(INVOICES, **fields),))  # type: ignore[arg-type] # any field


@pytest.mark.parametrize(
    ("status", "words"),
    [
        pytest.param(ALL_WELL, "Yes. Everything is in sync. Last checked 12:00.", id="all well"),
        pytest.param(with_invoices(needs_attention=1), "Working. 1 object needs attention", id="one problem"),
        pytest.param(with_invoices(needs_attention=2), "Working. 2 objects need attention", id="two problems"),
        pytest.param(with_invoices(waiting=1200), "Working. 1,200 on their way", id="on their way"),
        pytest.param(
            replace(ALL_WELL, mode="manual", kept_back=2), "Manual: 2 changes wait for `scoro-xero sync`.", id="manual"
        ),
        pytest.param(
            replace(ALL_WELL, mode="manual", kept_back=1), "Manual: 1 change waits for `scoro-xero sync`.", id="one"
        ),
        pytest.param(with_invoices(pace=Pace.LATE), "Late: invoices", id="late"),
        pytest.param(with_invoices(pace=Pace.OFF), "No category is switched on yet", id="nothing switched on"),
        pytest.param(
            replace(ALL_WELL, pauses=(A_PAUSE,)),
            "Paused by mari since 12:00: audit. Nothing is written until `scoro-xero resume`.",
            id="paused",
        ),
        pytest.param(
            replace(ALL_WELL, pauses=(replace(A_PAUSE, everywhere=True),)),
            "until `scoro-xero resume --all`",
            id="everything is paused",
        ),
        pytest.param(
            replace(ALL_WELL, pauses=(replace(A_PAUSE, category=Category.INVOICES),)),
            "Yes. Everything is in sync",
            id="a paused category with nothing to do",
        ),
        pytest.param(replace(ALL_WELL, last=None), "still to come", id="never ran"),
        pytest.param(replace(ALL_WELL, failed="scoro_key_refused"), "API key", id="could not read"),
        pytest.param(
            replace(ALL_WELL, state="broken", works=False, broken="xero_sign_in_lost"),
            "Stopped: Xero no longer accepts our sign-in. Sign in again: `scoro-xero connect --again`",
            id="signed out",
        ),
        pytest.param(
            replace(ALL_WELL, state="blocked_currency", works=False, missing_currencies=("CHF", "NOK")),
            "CHF, NOK used in Xero but not active in Scoro",
            id="currencies missing",
        ),
        pytest.param(replace(ALL_WELL, state="authorising", works=False), "sign-in", id="never signed in"),
        pytest.param(
            replace(ALL_WELL, stopped=USED_UP),
            "Waiting until 12:00: Xero's calls of this day are used up.",
            id="the day is used up",
        ),
        pytest.param(
            replace(ALL_WELL, gates=(replace(USED_UP, lane=Lane.CHANGED),)),
            "Waiting until 12:00: Xero's calls",
            id="only clicks are left",
        ),
        pytest.param(
            replace(ALL_WELL, gates=(NO_RIGHT, replace(NO_RIGHT, category=Category.BILLS))),
            "Contacts, bills stand still: A right is missing in Xero.",
            id="a right is missing",
        ),
        pytest.param(
            replace(ALL_WELL, gates=(NO_RIGHT,)), "(write of Contacts: accounting.contacts)", id="the right is named"
        ),
    ],
)
def test_the_sentence_says_what_matters_most(status: Status, words: str) -> None:
    assert words in sentences.of(status, lambda _: "12:00")


A_CONNECTION = Connection("acme", "https://acme.example/api/v2", "1", "UTC", ConnectionState.ACTIVE)
CHOSEN = SyncSettings(categories={Category.INVOICES: CategorySettings(enabled=True)}, changed_at=NOW)


@pytest.mark.parametrize(
    ("connection", "settings", "minutes", "expected"),
    [
        (A_CONNECTION, CHOSEN, 10, Pace.ON_TIME),
        (A_CONNECTION, CHOSEN, 11, Pace.LATE),
        (A_CONNECTION, CHOSEN, None, Pace.STARTING),
        (A_CONNECTION, CHOSEN.model_copy(update={"changed_at": NOW - dt.timedelta(hours=1)}), None, Pace.LATE),
        (A_CONNECTION, CHOSEN.model_copy(update={"mode": Mode.MANUAL}), 600, Pace.ON_DEMAND),
        (replace(A_CONNECTION, state=ConnectionState.BROKEN), CHOSEN, 1, Pace.STOPPED),
        (replace(A_CONNECTION, pauses=(A_PAUSE,)), CHOSEN, 1, Pace.PAUSED),
        (replace(A_CONNECTION, pauses=(replace(A_PAUSE, category=Category.INVOICES),)), CHOSEN, 1, Pace.PAUSED),
        (replace(A_CONNECTION, pauses=(replace(A_PAUSE, category=Category.BILLS),)), CHOSEN, 1, Pace.ON_TIME),
        (A_CONNECTION, SyncSettings(), 1, Pace.OFF),
    ],
)
def test_a_category_is_late_after_two_intervals(
    connection: Connection, settings: SyncSettings, minutes: int | None, expected: Pace
) -> None:
    last = NOW - dt.timedelta(minutes=minutes) if minutes is not None else None

    assert pace(connection, settings, Category.INVOICES, last=last, now=NOW) is expected
