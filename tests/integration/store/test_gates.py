"""Closing and opening gates of a connection."""

import datetime as dt

import pytest

from shared.clock import FixedClock
from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection, ConnectionState
from shared.store.everything import Store
from shared.store.gates import Gate
from shared.store.records import NewChange, ObjectKey
from tests.integration.store.conftest import START

ACME = "acme"
LATER = START + dt.timedelta(hours=1)
LOST = Gate("xero_sign_in_lost", "xero", text="invalid_grant")
KEY = Gate("scoro_key_refused", "scoro")


@pytest.fixture(autouse=True)
async def _connected(store: Store) -> None:
    await store.connections.add(
        Connection(ACME, "https://acme.example/api/v2", "1", "UTC", ConnectionState.ACTIVE, tenant_id="tenant")
    )


async def test_a_gate_that_a_person_opens_breaks_the_connection_until_then(store: Store) -> None:
    await store.gates.close(ACME, LOST)
    broken = await store.connections.get(ACME)
    await store.gates.open(ACME, [LOST.code])
    mended = await store.connections.get(ACME)

    assert (broken.state, broken.broken, broken.gates[0].text) == (
        ConnectionState.BROKEN, "xero_sign_in_lost", "invalid_grant",
    )  # fmt: skip
    assert (mended.state, mended.broken, mended.gates) == (ConnectionState.ACTIVE, None, ())


async def test_a_connection_with_two_things_to_mend_stays_broken_until_both_are(store: Store) -> None:
    await store.gates.close(ACME, LOST)
    await store.gates.close(ACME, KEY)
    await store.gates.open(ACME, [LOST.code])
    half = await store.connections.get(ACME)
    await store.gates.open(ACME, [KEY.code])

    assert (half.state, half.broken) == (ConnectionState.BROKEN, "scoro_key_refused")
    assert (await store.connections.get(ACME)).state is ConnectionState.ACTIVE


async def test_a_gate_that_time_opens_leaves_the_state_alone(store: Store, clock: FixedClock) -> None:
    await store.gates.close(ACME, Gate("xero_day_limit", "xero", until=LATER))
    closed = await store.connections.get(ACME)
    before = (closed.works, (await store.connections.closed(clock.now())).holds(ACME))
    clock.advance(3600)

    assert before == (True, True)
    assert not (await store.connections.closed(clock.now())).holds(ACME)


async def test_closing_again_moves_the_end_and_keeps_the_beginning(store: Store, clock: FixedClock) -> None:
    await store.gates.close(ACME, Gate("xero_day_limit", "xero", until=LATER, lane=Lane.CHANGED))
    clock.advance(60)
    await store.gates.close(
        ACME, Gate("xero_day_limit", "xero", until=LATER + dt.timedelta(hours=1), lane=Lane.CHANGED)
    )
    [gate] = (await store.connections.get(ACME)).gates

    assert (gate.since, gate.until) == (START, LATER + dt.timedelta(hours=1))


async def test_what_is_not_connected_has_no_gates(store: Store) -> None:
    await store.connections.change(ACME, state=ConnectionState.DISCONNECTED)

    await store.gates.close(ACME, LOST)

    assert (await store.connections.get(ACME)).gates == ()


async def test_the_sweeper_finds_what_no_gate_holds(store: Store, clock: FixedClock) -> None:
    def key(category: Category, object_id: str) -> ObjectKey:
        return ObjectKey(ACME, category, "scoro", object_id)

    changes = [
        NewChange(key(category, lane), snapshot="{}", read_started_at=START, lane=lane)
        for category in (Category.CONTACTS, Category.INVOICES)
        for lane in (Lane.NOW, Lane.CHANGED)
    ]
    await store.changes.open((await store.changes.record(changes)).entries)
    await store.gates.close(ACME, Gate("xero_permission_missing", "xero", until=LATER, category=Category.CONTACTS))
    await store.gates.close(ACME, Gate("xero_day_limit", "xero", until=LATER, lane=Lane.CHANGED))
    clock.advance(61)

    due = await store.sweep.due(quiet_seconds=60, limit=10, closed=await store.connections.closed(clock.now()))

    assert [(entry.key.category, entry.lane) for entry in due] == [(Category.INVOICES, Lane.NOW)]


async def test_closing_once_more_after_a_long_time_begins_anew(store: Store, clock: FixedClock) -> None:
    for seconds, since in ((0, 0), (300, 0), (3600, 3900)):
        clock.advance(seconds)
        await store.gates.close(ACME, Gate("away", "scoro", until=clock.now() + dt.timedelta(minutes=1)))

        [gate] = (await store.connections.get(ACME)).gates
        assert gate.since == START + dt.timedelta(seconds=since)
