"""Runs and chains whose process died are carried on and ended."""

import pytest

from services.scheduler.log_sweep import LogSweep
from services.scheduler.run_sweep import RunSweep
from shared.clock import FixedClock
from shared.contracts.envelope import Category
from shared.contracts.sync import PageWanted
from shared.store.everything import Lifetimes, Store
from shared.store.gates import Gate
from shared.store.records import NewChange
from shared.store.runs import RunState
from tests.integration.scheduler.parts import (
    ACME,
    MemoryPublisher,
    invoice,
)

pytestmark = pytest.mark.usefixtures("connected")


async def test_a_run_that_still_reads_fills_its_batches_itself(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    run = await store.runs.begin(ACME, "tick", [Category.INVOICES], ["scoro.invoices"])
    assert run
    change = NewChange(invoice("1"), snapshot="{}", read_started_at=clock.now(), run_id=run.id)
    await store.changes.record([change])
    clock.advance(31)
    await entries.unrung()
    before = len(published.messages)

    await store.runs.source_done(run.id, "scoro.invoices")
    await entries.unrung()

    assert (before, len(published.messages)) == (0, 1)


async def test_a_run_that_read_everything_and_died_is_ended(store: Store, runs: RunSweep, clock: FixedClock) -> None:
    run = await store.runs.begin(ACME, "tick", [Category.INVOICES], [])
    assert run

    for _ in range(3):
        await runs.runs()
        clock.advance(61)

    ended = await store.runs.get(run.id)
    assert ended
    assert ended.state is RunState.DONE


async def test_a_chain_whose_reader_died_is_read_on_under_a_new_fence(
    store: Store, runs: RunSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    brief = Store.of(store.database, store.connections._vault, clock, Lifetimes(chain=0))
    chain = await brief.cursors.begin(ACME, "scoro.invoices", None)
    assert chain

    await runs.chains()
    await runs.chains()

    (page,) = published.of(PageWanted)
    assert (page.source, page.page, page.fence) == ("scoro.invoices", 1, chain.fence + 1)


async def test_a_run_whose_first_message_was_lost_goes_on(
    store: Store, runs: RunSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    run = await store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert run
    await runs.runs()
    assert published.messages == []

    clock.advance(61)
    await runs.runs()
    await runs.runs()

    (page,) = published.of(PageWanted)
    assert (page.source, page.page, page.run_id) == ("scoro.invoices", 1, run.id)


async def test_a_run_over_a_broken_connection_ends_and_is_read_anew_later(store: Store, runs: RunSweep) -> None:
    run = await store.runs.begin(ACME, "tick", [Category.INVOICES], ["scoro.invoices"])
    assert run is not None
    assert await store.cursors.begin(ACME, "scoro.invoices", run.id) is not None
    await store.gates.close(ACME, Gate("xero_sign_in_lost", "xero"))

    await runs.runs()

    ended = await store.runs.get(run.id)
    assert ended is not None
    assert (ended.state, ended.failed) == (RunState.DONE, "xero_sign_in_lost")
    assert not await store.cursors.alive(ACME, "scoro.invoices")
    assert await store.cursors.position(ACME, "scoro.invoices") is None
    await store.gates.open(ACME, ["xero_sign_in_lost"])
    assert await store.runs.begin(ACME, "tick", [Category.INVOICES], ["scoro.invoices"]) is not None
