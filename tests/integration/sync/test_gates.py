"""Behind a closed gate nothing is claimed, sent or counted; once it opens, everything crosses."""

import json
from typing import Any

from shared.contracts.envelope import Category
from shared.store.gates import Gate
from shared.store.records import Entry, State
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import contact, invoice

REFUSED = {"Type": None, "Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}
NO_RIGHT = {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": "AuthorizationUnsuccessful"}


async def strike(world: World, path: str, body: dict[str, Any]) -> None:
    rule = {"kind": "status", "path": path, "status": body["Status"], "body": json.dumps(body)}
    await world.xero.post("faults", rule)


async def newest(world: World, *entries: Entry) -> list[Entry]:
    found = [await world.store.changes.get(entry.id) for entry in entries]
    return [entry for entry in found if entry is not None]


async def ring(world: World, *entries: Entry) -> None:
    await world.workers[0][entries[0].key.category].telling.ring(entries)
    await world.settle_without_parents()


async def codes(world: World) -> list[tuple[str, Category | None]]:
    return [(gate.code, gate.category) for gate in (await world.store.connections.get(CONNECTION)).gates]


async def test_a_disconnected_organisation_stops_everything_and_blames_no_object(world: World) -> None:
    await strike(world, "/api.xro/*", REFUSED)
    entries = await world.change(Category.CONTACTS, *(contact(number) for number in range(1, 121)))
    await world.settle_without_parents()

    held = await newest(world, *entries)

    assert {(entry.state, entry.attempts, entry.due_at, entry.owner) for entry in held} == {(State.OPEN, 0, None, None)}
    assert await world.store.problems.count(CONNECTION) == 0
    assert await codes(world) == [("xero_disconnected", None)]
    assert {doubt.code for doubt in world.doubts} == {"xero_disconnected"}


async def test_nothing_more_is_tried_behind_a_gate_and_all_crosses_once_it_opens(world: World) -> None:
    await strike(world, "/api.xro/*", REFUSED)
    entries = await world.change(Category.CONTACTS, *(contact(number) for number in range(1, 61)))
    await world.settle_without_parents()
    tried = await world.writes()
    await ring(world, *entries)
    before = await world.writes() - tried

    await world.xero.post("faults", method="DELETE")
    await world.store.gates.open(CONNECTION, ["xero_disconnected"])
    await ring(world, *entries)

    assert before == 0
    assert {entry.state for entry in await newest(world, *entries)} == {State.SYNCED}


async def test_a_missing_right_holds_its_own_category_alone(world: World) -> None:
    [client] = await world.change(Category.CONTACTS, contact(1))
    await world.settle()
    await strike(world, "/api.xro/2.0/Contacts*", NO_RIGHT)
    [other] = await world.change(Category.CONTACTS, contact(2))
    [document] = await world.change(Category.INVOICES, invoice(11, company_id=1))
    await world.settle_without_parents()

    [client, other, document] = await newest(world, client, other, document)

    assert (client.state, other.state, document.state) == (State.SYNCED, State.OPEN, State.SYNCED)
    assert await codes(world) == [("xero_permission_missing", Category.CONTACTS)]


async def test_a_used_up_day_is_waited_for_by_all_together(world: World) -> None:
    rule = {
        "kind": "status", "path": "/api.xro/*", "status": 429,
        "headers": {"X-Rate-Limit-Problem": "day", "Retry-After": "7200", "X-DayLimit-Remaining": "0"},
    }  # fmt: skip
    await world.xero.post("faults", rule)
    entries = await world.change(Category.CONTACTS, *(contact(number) for number in range(1, 200)))
    await world.settle_without_parents()

    held = await newest(world, *entries)

    assert {(entry.state, entry.attempts, entry.due_at) for entry in held} == {(State.OPEN, 0, None)}
    assert {code for code, _ in await codes(world)} == {"xero_day_limit"}
    assert await world.writes() <= 4


async def test_a_call_whose_answer_is_unclear_waits_behind_the_gate_too(world: World) -> None:
    await world.xero.post("faults", {"kind": "reset", "path": "/api.xro/2.0/Contacts", "count": 1, "carried_out": True})
    [entry] = await world.change(Category.CONTACTS, contact(1))
    await world.settle()
    await world.store.gates.close(CONNECTION, Gate("xero_sign_in_lost", "xero"))
    await world.pass_time()
    await world.settle()
    [held] = await newest(world, entry)

    await world.store.gates.open(CONNECTION, ["xero_sign_in_lost"])
    await world.pass_time()
    await world.settle()

    assert held.state is State.UNCLEAR
    assert [done.state for done in await newest(world, entry)] == [State.SYNCED]
    assert len([one for one in (await world.books())["Contacts"] if one.get("ContactNumber") == "1"]) == 1
