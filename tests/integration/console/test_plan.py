"""`scoro-xero plan`: what the next run would do, and letting exactly that happen."""

import asyncio

import pytest
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.messaging.topology import declare
from shared.store.preview_records import Preview
from shared.store.records import State
from tests.integration.console.conftest import Command, Said, aside
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.test_preview import recorded, translated


@pytest.fixture(autouse=True)
async def _rabbitmq(command: Command, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    await declare(SecretStr(rabbitmq_url))
    monkeypatch.setenv("RABBITMQ_URL", rabbitmq_url)


async def asked(scene: Scene) -> None:
    """A preview was asked for, which a service notices by its message."""
    async with asyncio.timeout(30):
        while await scene.store.previews.newest(ACME) is None:
            await SystemClock().sleep(0.05)


async def planned(scene: Scene, command: Command, entries: list[int], *arguments: str) -> Said:
    """Its service answers while the command waits."""
    async with asyncio.TaskGroup() as both:
        said = both.create_task(aside(command, "plan", "invoices", *arguments))
        await asked(scene)
        await translated(scene, entries)
    return said.result()


async def newest(scene: Scene) -> Preview:
    preview = await scene.store.previews.newest(ACME)
    assert preview is not None
    return preview


async def test_a_plan_is_shown_and_exactly_that_is_let_happen(scene: Scene, command: Command) -> None:
    entries = await recorded(scene, 3)

    shown = await planned(scene, command, entries)
    preview = await newest(scene)
    applied = await aside(command, "plan", "--apply", preview.id, "--without", str(entries[0]), "--yes")
    again = await aside(command, "plan", "--apply", preview.id, "--yes")

    assert shown.code == 0
    for words in ("360.00 GBP", "OUTPUT2", "3 objects would change something", f"--apply {preview.id}"):
        assert words in " ".join(shown.out.split())
    assert (applied.code, "2 objects on the way" in applied.out) == (0, True)
    assert (again.code, "applied it already" in again.err) == (2, True)
    found = [await scene.store.changes.get(entry) for entry in entries]
    assert [entry.state for entry in found if entry] == [State.RECORDED, State.OPEN, State.OPEN]


async def test_a_plan_is_a_document_for_programs(scene: Scene, command: Command) -> None:
    entries = await recorded(scene, 2)

    said = await planned(scene, command, entries, "--json")

    assert said.json["calls"] == {"xero": 1, "scoro": 0}
    assert [(one["line"], one["verb"], one["amount"]) for one in said.json["lines"]] == [
        (entry, "create", "120.00") for entry in entries
    ]
    assert said.json["accounts"] == [
        {"category": "invoices", "currency": "GBP", "account": "200", "tax": "OUTPUT2", "net": "200.00"}
    ]


async def test_a_service_that_does_not_answer_is_named(scene: Scene, command: Command) -> None:
    await recorded(scene, 1)

    said = await aside(command, "plan", "invoices", "--timeout", "1")

    assert (said.code, "invoices" in said.err) == (3, True)
