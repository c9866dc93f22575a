"""A wish that was kept is fulfilled, whatever happens to its reader, to Scoro, or to another wish beside it."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import pytest

from services.connector.wanted_from_scoro import FromScoro
from services.connector.wishes import Wish
from shared.contracts.envelope import Category, Lane
from shared.dates import EPOCH
from shared.store.connections import Connection, ConnectionState
from shared.store.database import Document
from shared.store.gates import Gate
from shared.store.wishes import WISHES
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World, wish

CONTACTS = Category.CONTACTS
LONG_AGO = EPOCH + dt.timedelta(days=1)


async def test_what_a_reader_left_behind_is_read_by_the_next(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.store.wishes.put([wish(company, why="webhook")])
    await _as_time_goes_by(world)

    await world.wanted.look()
    await world.wanted.quiet()

    assert await world.read_ids(CONTACTS) == [company]
    assert await _kept(world) == []


async def test_what_a_reader_died_with_is_read_once_its_claim_is_over(world: World) -> None:
    [company] = await world.make_contacts(1)
    dead = wish(company, why="webhook")
    await world.store.wishes.put([dead])
    await world.store.database.collection(WISHES).update_many({}, {"$set": {"claim": "dead", "until": EPOCH}})
    await _as_time_goes_by(world)

    await world.wanted.look()
    await world.wanted.quiet()

    assert await world.read_ids(CONTACTS) == [company]
    assert await _kept(world) == []


async def test_while_scoro_is_away_wishes_wait_in_the_store_and_nobody_asks(world: World) -> None:
    first, second = await world.make_contacts(2)
    await world.scoro.post("faults", {"kind": "status", "path": "/api/v2/contacts/*", "status": 503})
    await world.want(first, why="webhook")
    await world.forget_calls()

    await world.want(second, why="webhook")

    assert await world.scoro_calls("contacts") == []
    assert sorted((row["object_id"], row["attempts"]) for row in await _kept(world)) == [(first, 1), (second, 0)]
    assert world.buried == []


async def test_once_scoro_is_back_what_waited_is_read(world: World) -> None:
    ids = await world.make_contacts(2)
    await world.scoro.post("faults", {"kind": "status", "path": "/api/v2/contacts/*", "status": 503})
    await asyncio.gather(*(world.want(one, why="webhook") for one in ids))
    await world.scoro.post("faults", method="DELETE")
    world.wanted._resting.clear()
    await _as_time_goes_by(world)

    await world.wanted.look()
    await world.wanted.quiet()

    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)
    assert await _kept(world) == []


async def test_a_click_is_tried_also_while_others_rest(world: World) -> None:
    first, clicked = await world.make_contacts(2)
    await world.scoro.post("faults", {"kind": "status", "path": "/api/v2/contacts/*", "status": 503, "count": 3})
    await world.want(first, why="person", lane=Lane.NOW)
    await world.scoro.post("faults", method="DELETE")

    await world.want(clicked, why="person", lane=Lane.NOW)

    assert await world.read_ids(CONTACTS) == [clicked]


async def test_a_wish_that_cannot_be_read_harms_no_other_and_is_buried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad, fine = await world.make_contacts(3)
    read = FromScoro.read

    async def fails(self: FromScoro, of: Connection, category: Category, wishes: Sequence[Wish]) -> None:
        if bad in {one.object_id for one in wishes}:
            raise ZeroDivisionError("nobody foresaw this")
        await read(self, of, category, wishes)

    monkeypatch.setattr(FromScoro, "read", fails)
    await asyncio.gather(*(world.want(one, why="webhook") for one in (good, bad, fine)))

    assert sorted(await world.read_ids(CONTACTS)) == sorted([good, fine])
    [(buried, error)] = world.buried
    assert (buried.object_id, type(error)) == (bad, ZeroDivisionError)
    assert await _kept(world) == []


async def test_behind_a_closed_gate_wishes_wait_and_nobody_asks(world: World) -> None:
    [company] = await world.make_contacts(1)
    soon = world.clock.now() + dt.timedelta(minutes=5)
    await world.store.gates.close(CONNECTION, Gate("scoro_day_limit", "scoro", until=soon))

    await world.want(company, why="webhook")

    assert await world.scoro_calls("contacts") == []
    assert [row["object_id"] for row in await _kept(world)] == [company]


@pytest.mark.parametrize("state", [ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING])
async def test_wishes_of_a_connection_that_is_none_are_nobodys(world: World, state: ConnectionState) -> None:
    await world.store.connections.change(CONNECTION, state=state)

    await world.want(7, why="webhook")

    assert await world.scoro_calls("contacts") == []
    assert await _kept(world) == []


async def test_at_the_end_what_was_not_begun_is_left_for_the_next(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.wanted.object(wish(company, why="webhook"))

    await world.wanted.end()

    assert await world.entries() == []
    assert [row["object_id"] for row in await _kept(world)] == [company]


async def _kept(world: World) -> list[Document]:
    return [row async for row in world.store.database.collection(WISHES).find()]


async def _as_time_goes_by(world: World) -> None:
    """Everything that is kept has been due for long."""
    await world.store.database.collection(WISHES).update_many({}, {"$set": {"due_at": LONG_AGO}})
