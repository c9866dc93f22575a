"""`scoro-xero status` where there are many connections: one line each, closely only the one that is named."""

import pytest

from services.console.queries import Queries
from shared.store.connections import Connection, ConnectionState
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, CHOSEN, Scene

MANY = 60
NAMES = [f"c{number:02}" for number in range(MANY)]


async def many(scene: Scene) -> None:
    """Acme with problems, one that is broken, and others that work."""
    await scene.a_day()
    for name in NAMES:
        await scene.another(name)
        await scene.store.connections.change(name, company={"name": f"Company {name}"}, organisation={"name": name})
        await scene.store.settings.save(name, CHOSEN, author="mari")
    await scene.store.connections.change("c33", state=ConnectionState.BROKEN, broken="access_lost")


async def test_those_that_need_somebody_come_first_and_are_counted(scene: Scene, command: Command) -> None:
    await many(scene)

    said = await aside(command, "status")

    lines = said.out.splitlines()
    text = " ".join(said.out.split())
    assert lines[0] == "61 connections, 2 need somebody."
    assert [line.split()[0] for line in lines[3:]].index("c00") > [line.split()[0] for line in lines[3:]].index("c33")
    assert "2 objects need attention" in text
    assert "… and 11 more; --json lists all" in said.out
    assert "scoro-xero status --connection ID" in said.err
    assert max(len(line) for line in lines) <= 80
    assert said.code == 1


async def test_programs_get_all_of_them(scene: Scene, command: Command) -> None:
    await many(scene)

    said = await aside(command, "status", "--json")

    found = {one["status"]["connection_id"]: one for one in said.json["connections"]}
    assert found.keys() == {ACME, *NAMES}
    assert (found["c33"]["status"]["works"], found["c00"]["status"]["works"]) == (False, True)
    assert found[ACME]["sentence"].startswith("Working. 2 objects need attention")
    assert sum(one["needs_attention"] for one in found[ACME]["status"]["categories"]) == 2
    assert said.json["dead_letters"]["count"] == 0


async def test_where_none_needs_anybody_it_ends_well(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.another("other")

    said = await aside(command, "status")

    assert (said.code, said.out.splitlines()[0]) == (0, "2 connections, none needs anybody.")


async def test_only_the_one_that_is_named_is_looked_at_closely(
    scene: Scene, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.a_day()
    await scene.another("other")
    looked: list[str] = []
    closely = Queries.status

    async def noted(queries: Queries, connection: Connection) -> object:
        looked.append(connection.id)
        return await closely(queries, connection)

    monkeypatch.setattr(Queries, "status", noted)
    every = await aside(command, "status")
    named = await aside(command, "status", "--connection", ACME)

    assert looked == [ACME]
    assert "Left out: 1 object of invoices" not in every.out
    assert "Left out: 1 object of invoices" in named.out
