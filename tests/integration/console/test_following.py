"""Requests reach the broker; a run is watched to its end."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import pytest
from pydantic import SecretStr

from services.console.following import Following
from services.console.queries import Queries, SoFar
from shared.clock import FixedClock
from shared.contracts.envelope import Category
from shared.contracts.sync import ObjectWanted, SyncRequested
from shared.messaging.topology import declare
from shared.store.records import NewChange, ObjectKey
from shared.store.runs import RunState
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, CHOSEN, Scene


@pytest.fixture
async def broker(rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """A channel to look into queues with; the command line publishes there too."""
    await declare(SecretStr(rabbitmq_url))
    monkeypatch.setenv("RABBITMQ_URL", rabbitmq_url)
    async with await aio_pika.connect(rabbitmq_url) as connection:
        yield await connection.channel()


async def _taken(broker: Any, queue: str) -> bytes:
    message = await (await broker.get_queue(queue)).get(timeout=5)
    await message.ack()
    return bytes(message.body)


async def test_synchronize_now_asks_for_a_run_that_can_be_watched(scene: Scene, command: Command, broker: Any) -> None:
    await scene.connect()
    await scene.store.settings.save(ACME, CHOSEN, author="mari")

    said = await aside(command, "sync", "contacts", "--json")

    asked = SyncRequested.model_validate_json(await _taken(broker, "connector.sync"))
    assert (asked.trigger, asked.categories, asked.run_id) == (
        "now",
        (Category.CONTACTS,),
        UUID(said.json["run_id"]),
    )


async def test_a_retry_reads_every_object_of_the_cause_again(scene: Scene, command: Command, broker: Any) -> None:
    await scene.a_day()

    said = await aside(command, "problems", "retry", "unknown_account", "--json")

    wanted = [ObjectWanted.model_validate_json(await _taken(broker, "connector.wanted.now")) for _ in range(2)]
    assert said.json == {"retried": 2, "causes": ["unknown_account"]}
    assert {(one.category, one.object_id, one.why) for one in wanted} == {
        (Category.INVOICES, "1003", "person"),
        (Category.INVOICES, "1007", "person"),
    }


async def test_the_report_of_a_run_tells_created_from_updated(scene: Scene) -> None:
    run = await scene.store.runs.get(await scene.a_day())
    assert run

    report = await Queries(scene.store, scene.clock).report(run)

    _, invoices = report.categories
    assert (invoices.seen, invoices.created, invoices.updated) == (5, 1, 1)
    assert (invoices.left_out, invoices.needs_attention, invoices.waiting) == (1, 2, 0)
    assert report.write_calls == 3


def a_following(scene: Scene, clock: FixedClock) -> Following:
    return Following(scene.store, Queries(scene.store, clock), clock, quiet_seconds=30)


async def test_a_run_is_watched_from_its_beginning_to_its_end(scene: Scene) -> None:
    await scene.connect()
    run_id, shown = uuid4(), list[SoFar]()
    await scene.store.runs.begin(ACME, "now", [Category.CONTACTS], ["scoro.contacts"], run_id)
    clock = EndsRun(scene, run_id)

    report = await a_following(scene, clock).until_done(ACME, run_id, shown.append, seconds=60)

    assert report
    assert [one.state for one in shown] == [RunState.READING, RunState.DONE]


async def test_a_request_that_nobody_takes_up_is_given_up(scene: Scene) -> None:
    await scene.connect()

    report = await a_following(scene, scene.clock).until_done(ACME, uuid4(), lambda _: None, seconds=600)

    assert report is None


async def test_a_run_that_takes_too_long_is_left_to_itself(scene: Scene) -> None:
    await scene.connect()
    run_id = uuid4()
    await scene.store.runs.begin(ACME, "now", [Category.CONTACTS], ["scoro.contacts"], run_id)

    report = await a_following(scene, scene.clock).until_done(ACME, run_id, lambda _: None, seconds=5)

    assert report
    assert report.state is RunState.READING


class EndsRun(FixedClock):
    """Whoever waits, waits until the run has ended."""

    def __init__(self, scene: Scene, run_id: UUID) -> None:
        super().__init__(scene.clock.now())
        self._scene = scene
        self._run_id = run_id

    async def sleep(self, seconds: float) -> None:
        await self._scene.store.runs.source_done(self._run_id, "scoro.contacts")
        await self._scene.store.runs.end_if_done(self._run_id)
        await super().sleep(seconds)


async def test_what_a_newer_version_overtook_is_told_too(scene: Scene) -> None:
    await scene.connect()
    key = ObjectKey(ACME, Category.INVOICES, "scoro", "1001")
    run = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], [])
    assert run
    for text, of in (("{}", run.id), ('{"no": "1001"}', None)):
        scene.clock.advance(2)
        await scene.store.changes.record([NewChange(key, text, scene.clock.now(), run_id=of)])

    [invoices] = (await Queries(scene.store, scene.clock).report(run)).categories

    assert (invoices.seen, invoices.overtaken, invoices.waiting) == (1, 1, 0)
