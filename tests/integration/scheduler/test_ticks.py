"""Ticks over a real store: who is asked, when, and by whom."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.leader import LEASE, Leader
from services.scheduler.tick import Ticker
from shared.clock import FixedClock
from shared.contracts.sync import SyncRequested
from shared.messaging.publisher import NotPublishedError
from shared.store.connections import ConnectionState
from shared.store.everything import Store
from shared.sync.settings import Mode
from tests.integration.scheduler.parts import A_CONNECTION, ACME, INVOICES_ON, MemoryPublisher

FIVE_MINUTES = 300


def a_ticker(store: Store, published: MemoryPublisher, clock: FixedClock, owner: str = "one") -> Ticker:
    return Ticker(store, published, clock, Leader(store.leases, clock, owner=owner, seconds=15))


@pytest.mark.usefixtures("connected")
async def test_a_connection_ticks_once_in_five_minutes(
    store: Store, published: MemoryPublisher, clock: FixedClock
) -> None:  # R20
    ticker = a_ticker(store, published, clock)

    for _ in range(FIVE_MINUTES):
        await ticker.once()
        clock.advance(1)

    assert [(asked.connection_id, asked.trigger) for asked in published.of(SyncRequested)] == [(ACME, "tick")]


@pytest.mark.usefixtures("connected")
async def test_after_a_night_without_a_scheduler_it_ticks_once(
    store: Store, published: MemoryPublisher, clock: FixedClock
) -> None:
    ticker = a_ticker(store, published, clock)
    await ticker.once()

    clock.advance(8 * 3600)
    await ticker.once()
    await ticker.once()

    assert len(published.of(SyncRequested)) == 1


@pytest.mark.usefixtures("connected")
async def test_a_tick_that_could_not_be_published_is_not_lost(
    store: Store, published: MemoryPublisher, clock: FixedClock
) -> None:
    ticker = a_ticker(store, published, clock)
    await ticker.once()
    clock.advance(FIVE_MINUTES)
    published.fails = True
    with pytest.raises(NotPublishedError):
        await ticker.once()

    published.fails = False
    await ticker.once()

    assert len(published.of(SyncRequested)) == 1


async def test_manual_mode_ticks_for_nobody(store: Store, published: MemoryPublisher, clock: FixedClock) -> None:  # R20
    await store.connections.add(A_CONNECTION)
    await store.settings.save(ACME, INVOICES_ON.model_copy(update={"mode": Mode.MANUAL}), author="Mari")
    ticker = a_ticker(store, published, clock)

    await ticker.once()
    clock.advance(FIVE_MINUTES)
    await ticker.once()

    assert published.messages == []


async def test_one_of_two_hundred_connections_is_not_forgotten(
    store: Store, published: MemoryPublisher, clock: FixedClock
) -> None:
    for number in range(200):
        name = f"connection-{number}"
        await store.connections.add(replace(A_CONNECTION, id=name, entity=name, tenant_id=name, hook=name))
        await store.settings.save(name, INVOICES_ON, author="Mari")
    ticker = a_ticker(store, published, clock)
    for _ in range(4):
        await ticker.once()

    clock.advance(FIVE_MINUTES)
    await ticker.once()

    assert len({asked.connection_id for asked in published.of(SyncRequested)}) == 200


@pytest.mark.usefixtures("connected")
async def test_of_two_schedulers_one_leads(store: Store, published: MemoryPublisher, clock: FixedClock) -> None:
    one, other = a_ticker(store, published, clock, "one"), a_ticker(store, published, clock, "other")

    for _ in range(FIVE_MINUTES // 5 + 1):
        await one.once()
        await other.once()
        clock.advance(5)

    assert len(published.of(SyncRequested)) == 1


async def test_when_the_leader_is_killed_the_other_takes_over(store: Store, clock: FixedClock) -> None:
    killed = Leader(store.leases, clock, owner="killed", seconds=0.05)
    other = Leader(store.leases, clock, owner="other", seconds=15)
    assert await killed.leads()

    clock.advance(15)
    while not await other.leads():
        clock.advance(15)
    clock.advance(15)

    assert not await killed.leads()


async def test_when_the_leader_steps_down_the_other_leads_at_once(store: Store, clock: FixedClock) -> None:
    one, other = (Leader(store.leases, clock, owner=name, seconds=600) for name in ("one", "other"))
    assert await one.leads()
    assert not await other.leads()

    await one.step_down()
    clock.advance(200)

    assert await other.leads()


async def test_a_new_leader_has_a_higher_fence(store: Store) -> None:
    first = await store.leases.take(LEASE, "one", 600)
    await store.leases.give_back(LEASE, "one")

    assert await store.leases.take(LEASE, "other", 600) == (first or 0) + 1


async def test_the_next_look_is_at_the_next_tick(store: Store, published: MemoryPublisher, clock: FixedClock) -> None:
    await store.connections.add(replace(A_CONNECTION, next_tick=clock.now() + dt.timedelta(seconds=2)))
    ticker = a_ticker(store, published, clock)
    await ticker.once()

    assert await ticker._pause() == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"state": state}, id=state)
        for state in ConnectionState
        if state not in {ConnectionState.ACTIVE, ConnectionState.CONNECTED}
    ],
)
@pytest.mark.usefixtures("connected")
async def test_a_connection_at_rest_is_not_asked(
    store: Store, published: MemoryPublisher, clock: FixedClock, fields: dict[str, Any]
) -> None:
    await store.connections.change(ACME, **fields)
    ticker = a_ticker(store, published, clock)
    await ticker.once()

    clock.advance(FIVE_MINUTES)
    await ticker.once()

    assert published.messages == []


@pytest.mark.usefixtures("connected")
async def test_a_paused_connection_is_asked_so_that_news_is_recorded(
    store: Store, published: MemoryPublisher, clock: FixedClock
) -> None:
    await store.pauses.begin(ACME, (), by="Mari", why="audit")
    ticker = a_ticker(store, published, clock)
    await ticker.once()

    clock.advance(FIVE_MINUTES)
    await ticker.once()

    assert len(published.messages) == 1
