"""Two real scheduler processes: one leads; when it is killed, the other takes over."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from shared.clock import SystemClock
from shared.store.everything import Store
from tests.integration.scheduler.parts import A_CONNECTION, ACME, INVOICES_ON, KEY

LEASE_SECONDS = 2
PATIENCE = 60.0

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(mongodb_url: str, mongodb_database: str, rabbitmq_url: str) -> Iterator[Start]:
    """Starts schedulers; whichever still lives at the end is killed."""
    environment = os.environ | {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": mongodb_database,
        "RABBITMQ_URL": rabbitmq_url,
        "TOKEN_KEY": KEY,
        "HEALTH_PORT": "0",
        "SCHEDULER_LEASE_SECONDS": str(LEASE_SECONDS),
    }
    with ExitStack() as stack:

        def begin() -> "subprocess.Popen[str]":
            process = subprocess.Popen(
                [sys.executable, "-m", "services.scheduler"],
                env=environment,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield begin


async def _leader(store: Store, *, not_pid: int = 0) -> int:
    """The process that leads, once it is another than that one."""
    clock = SystemClock()
    until = clock.monotonic() + PATIENCE
    while clock.monotonic() < until:
        row = await store.database.collection("leases").find_one({"_id": "scheduler"})
        pid = int(row["owner"].split("-")[-2]) if row else 0
        if pid not in (0, not_pid):
            return pid
        await clock.sleep(0.1)
    raise AssertionError("nobody leads")


async def _ticked(store: Store) -> bool:
    """Whether the only connection has its next tick, waited for."""
    clock = SystemClock()
    until = clock.monotonic() + PATIENCE
    while clock.monotonic() < until:
        (connection,) = await store.connections.find()
        if connection.next_tick is not None:
            return True
        await clock.sleep(0.1)
    return False


async def test_a_killed_leader_is_replaced_and_a_told_one_ends_well(store: Store, start: Start) -> None:
    await store.connections.add(A_CONNECTION)
    await store.settings.save(ACME, INVOICES_ON, author="Mari")
    processes = {process.pid: process for process in (start(), start())}
    first = await _leader(store)

    processes[first].kill()
    second = await _leader(store, not_pid=first)
    assert await _ticked(store)
    processes[second].send_signal(signal.SIGTERM)

    assert second in processes
    assert processes[second].wait(timeout=PATIENCE) == 0
