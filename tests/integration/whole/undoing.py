"""Undoing as a person does it: a plan worked out by the connector, and the word to carry it out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.connector.undoing.working_out import Wish, WorkingOut
from services.console.undoing import ShownUndoing, Undone
from shared.contracts.envelope import Category
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole


class Connector:
    """Works plans out as the connector does behind its internal API."""

    def __init__(self, whole: Whole) -> None:
        self._desk = whole.desk

    async def undoing(self, connection_id: str, wish: Mapping[str, Any]) -> str:
        connection = await self._desk.store.connections.get(connection_id)
        category = wish.get("category")
        wanted = Wish(
            str(wish["by"]), wish.get("run_id"), Category(category) if category else None,
            tuple(wish.get("names", ())), payments=bool(wish.get("payments")),
        )  # fmt: skip
        working_out = WorkingOut(self._desk.store, self._desk.clients, self._desk.clock)
        return (await working_out.plan(connection, wanted)).id


def undone(whole: Whole) -> Undone:
    return Undone(whole.desk.store, whole.desk.publisher, whole.desk.clock, Connector(whole))


async def plan(whole: Whole, run_id: UUID | None = None, *names: str, **wish: Any) -> ShownUndoing:
    """Nothing is touched by it."""
    connection = await whole.desk.store.connections.get(CONNECTION)
    wanted = {"by": "mari", "run_id": run_id, "names": list(names), **wish}
    before = await whole.writes()
    shown = await undone(whole).plan(connection, wanted)
    assert await whole.writes() == before
    return shown


async def confirm(whole: Whole, shown: ShownUndoing, *, settled: bool = True) -> ShownUndoing:
    """Say yes, and let it happen."""
    connection = await whole.desk.store.connections.get(CONNECTION)
    await undone(whole).confirm(connection, shown.of.id, by="mari", why="sent by mistake")
    if settled:
        await whole.settle()
    return await undone(whole).shown(connection, shown.of.id)


async def last_run(whole: Whole) -> UUID:
    """The run that wrote last."""
    [run] = await whole.desk.store.runs.newest(CONNECTION, 1)
    return run.id


def verbs(shown: ShownUndoing) -> dict[str, list[str]]:
    """Number → its steps, or the reason why there are none."""
    return {line.number: [verb for verb, _ in line.steps] or [line.reason] for line in shown.lines}
