"""The figures of the house over a real store and a real broker."""

import pytest
from pydantic import SecretStr

from services.scheduler.figures import HouseFigures, silence
from shared import metrics
from shared.clock import FixedClock
from shared.config import XeroSettings
from shared.contracts.envelope import Category
from shared.messaging import topology
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Problem, State
from tests.integration.scheduler.parts import A_CONNECTION, ACME, INVOICES_ON, KEY, OWNER, claimed, invoice, seen

MINUTES = 7 * 60.0


class Leads:
    """Leads, or does not."""

    def __init__(self) -> None:
        self.leading = True

    async def leads(self) -> bool:
        return self.leading


def told(name: str, **labels: str) -> float | None:
    return metrics.REGISTRY.get_sample_value(f"scoro_xero_{name}", labels)


@pytest.fixture
def leader() -> Leads:
    return Leads()


@pytest.fixture
async def house(store: Store, rabbitmq_url: str, clock: FixedClock, leader: Leads) -> HouseFigures:
    url = SecretStr(rabbitmq_url)
    await topology.declare(url)
    await store.connections.add(A_CONNECTION)
    await store.settings.save(ACME, INVOICES_ON, author="Mari")
    return HouseFigures(store, url, XeroSettings(token_key=SecretStr(KEY)), clock, leader)


async def test_backlog_problems_and_untold_outcomes_are_told(
    house: HouseFigures, store: Store, clock: FixedClock
) -> None:
    failed = await claimed(store, await seen(store, invoice("1"), now=clock.now()))
    problem = Problem(failed.key, "locked_period", "locked_period", "said so", failed.id)
    await store.outcomes.record([Result(failed, State.FAILED, problem=problem)], owner=OWNER)
    await seen(store, invoice("2"), now=clock.now())
    clock.advance(MINUTES)
    await store.leases.take("scheduler", "me", 15)

    await house.once()

    assert told("entries_waiting", category="invoices", lane="changed") == 1
    assert told("oldest_entry_seconds", category="invoices", lane="changed") == MINUTES
    assert told("entries_waiting", category="bills", lane="now") == 0
    assert told("problems", connection=ACME, category="invoices") == 1
    assert told("outbox_lag_seconds") == MINUTES
    assert told("dead_letters") == 0
    assert told("category_expected", connection=ACME, category=Category.INVOICES.value) == 1
    assert told("category_expected", connection=ACME, category=Category.BILLS.value) is None
    assert told("connection_state", connection=ACME, state="active") == 1
    assert told("queue_messages", queue="invoices.changed") == 0
    assert told("queue_consumers", queue="invoices.changed") == 0
    assert 0 < (told("lease_seconds_left", lease="scheduler") or 0) <= 15
    assert told("leader") == 1


async def test_who_does_not_lead_tells_nothing(house: HouseFigures, leader: Leads) -> None:
    await house.once()
    leader.leading = False

    await house.once()

    assert told("leader") == 0
    assert told("connection_state", connection=ACME, state="active") is None
    silence()
