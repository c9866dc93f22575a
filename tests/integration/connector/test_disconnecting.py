"""A connection is ended here at once and on both sides as soon as they answer; nothing is lost by it (R10, R11)."""

import datetime as dt

import pytest

from services.connector.disconnecting import Disconnecting
from shared.budget import Lane
from shared.contracts.envelope import Category
from shared.store.connections import Connection, ConnectionState
from shared.store.database import Session
from shared.store.gates import Gate
from shared.store.records import Link, NewChange, ObjectKey, State
from shared.sync.settings import CategorySettings, SyncSettings
from tests.integration.connector.outward import INSIDE, Outward

UK, EE = "Acme Agency UK", "Acme Agency OÜ"
ON = SyncSettings(categories={Category.CONTACTS: CategorySettings(enabled=True)})


@pytest.fixture
async def connected(outward: Outward) -> Connection:
    return await outward.connect()


@pytest.fixture
async def sibling(outward: Outward, connected: Connection) -> Connection:
    """Another entity of the same site and its organisation, connected by the same user."""
    assert connected.works
    codes = {"active_currencies": ["EUR", "GBP", "USD", "SEK"]}
    await outward.scoro.post("entities/acme_ee", codes, method="PATCH")
    return await outward.connect("acme_ee", EE)


def ending(outward: Outward) -> Disconnecting:
    found: Disconnecting = outward.running.web.state.parts.disconnecting
    return found


async def disconnect(outward: Outward, connection: Connection) -> Connection:
    answer = await outward.http.delete(f"/connections/{connection.id}", headers=INSIDE)
    assert answer.status_code == 200, answer.text
    return await outward.store.connections.get(connection.id)


async def asked(outward: Outward, *parts: str) -> int:
    """How often Xero was asked for something with these parts in method and path."""
    rows = await outward.xero.get("requests", limit=5000)
    return sum(1 for row in rows if all(part in f"{row['method']} {row['path']}" for part in parts))


async def granted(outward: Outward, connection: Connection) -> set[str]:
    return {grant.tenant_name for grant in await outward.oauth.grants(connection.token_set or "")}


async def hooks(outward: Outward, connection: Connection) -> int:
    return len(await (await outward.clients.scoro(connection)).webhooks_list(lane=Lane.CLICK))


async def test_ending_the_last_connection_of_a_user_ends_everything_at_xero(
    outward: Outward, connected: Connection
) -> None:
    ended = await disconnect(outward, connected)

    assert (ended.state, ended.farewell, ended.token_set) == (ConnectionState.DISCONNECTED, (), None)
    assert (await asked(outward, "DELETE", "/connections/"), await asked(outward, "/connect/revocation")) == (1, 1)
    assert await outward.store.tokens.get(connected.token_set or "") is None
    assert await hooks(outward, connected) == 0


async def test_a_sign_in_that_another_connection_needs_is_kept(
    outward: Outward, connected: Connection, sibling: Connection
) -> None:
    await disconnect(outward, connected)

    assert await asked(outward, "/connect/revocation") == 0
    assert await granted(outward, sibling) == {EE}
    assert await hooks(outward, sibling) == 4
    organisation = await (await outward.clients.xero(sibling)).organisation(lane=Lane.CLICK)
    assert organisation["Name"] == EE


async def test_links_settings_cursors_and_what_waits_are_kept(outward: Outward, connected: Connection) -> None:  # R11
    store, now = outward.store, outward.running.clock.now()
    await store.settings.save(connected.id, ON, author="Mari")
    link = Link(connected.id, Category.CONTACTS, "7", "xero-7")

    async def linking(session: Session) -> None:
        await store.links.save([(link, "scoro")], session)

    await store.database.transaction(linking)
    await store.cursors.reset(connected.id, "scoro.contacts", now - dt.timedelta(hours=1))
    key = ObjectKey(connected.id, Category.CONTACTS, "scoro", "8")
    await store.changes.open((await store.changes.record([NewChange(key, "{}", now)])).entries)

    ended = await disconnect(outward, connected)

    assert (ended.first_connected_at, ended.tenant_id) == (connected.first_connected_at, connected.tenant_id)
    assert (await store.settings.get(connected.id)).of(Category.CONTACTS).enabled
    assert await store.links.by_scoro(connected.id, Category.CONTACTS, ["7"])
    position = await store.cursors.position(connected.id, "scoro.contacts")
    assert position is not None
    assert position < now
    waiting = await store.changes.newest(key)
    assert waiting is not None
    assert (waiting.state, waiting.attempts) == (State.OPEN, 0)
    assert (await store.connections.closed(now)).holds(connected.id, Category.CONTACTS)


async def test_ending_twice_asks_nobody_twice(outward: Outward, connected: Connection) -> None:
    await disconnect(outward, connected)

    again = await disconnect(outward, connected)

    assert (again.state, again.farewell) == (ConnectionState.DISCONNECTED, ())
    assert (await asked(outward, "DELETE", "/connections/"), await asked(outward, "/connect/revocation")) == (1, 1)


@pytest.mark.parametrize(
    "path", [pytest.param("/connections*", id="the list"), pytest.param("/connect/revocation", id="the revocation")]
)
async def test_a_xero_that_is_away_is_told_later(outward: Outward, connected: Connection, path: str) -> None:
    await outward.xero.post("faults", {"kind": "status", "path": path, "status": 503})
    ended = await disconnect(outward, connected)
    still = (await outward.store.connections.closed(outward.running.clock.now())).holds(connected.id)

    await outward.xero.post("faults", method="DELETE")
    await ending(outward).once()

    assert (ended.state, ended.farewell, still) == (ConnectionState.DISCONNECTED, ("xero",), True)
    told = await outward.store.connections.get(connected.id)
    assert (told.farewell, told.token_set) == ((), None)
    assert await outward.store.tokens.get(connected.token_set or "") is None


async def test_a_scoro_that_is_away_is_told_later(outward: Outward, connected: Connection) -> None:
    await outward.scoro.post("faults", {"kind": "status", "path": "*/webhooks/*", "status": 503})
    ended = await disconnect(outward, connected)

    await outward.scoro.post("faults", method="DELETE")
    await ending(outward).once()

    assert ended.farewell == ("scoro",)
    assert (await outward.store.connections.get(connected.id)).farewell == ()
    assert await hooks(outward, connected) == 0


async def test_an_organisation_already_disconnected_at_xero_needs_no_farewell(
    outward: Outward, connected: Connection
) -> None:
    client = outward.settings.xero_client_id
    await outward.xero.post("disconnect", {"organisation": UK, "client_id": client})

    ended = await disconnect(outward, connected)

    assert (ended.farewell, await asked(outward, "DELETE", "/connections/")) == ((), 0)


async def test_a_lost_sign_in_cannot_be_ended_and_need_not(outward: Outward, connected: Connection) -> None:
    await outward.xero.post("tokens/expire", {"kind": "all", "client_id": outward.settings.xero_client_id})

    ended = await disconnect(outward, connected)

    assert (ended.state, ended.farewell, ended.broken) == (ConnectionState.DISCONNECTED, (), None)


async def test_a_broken_connection_can_be_ended(outward: Outward, connected: Connection) -> None:
    await outward.store.gates.close(connected.id, Gate("scoro_key_refused", "scoro"))

    ended = await disconnect(outward, connected)

    assert (ended.state, ended.gates) == (ConnectionState.DISCONNECTED, ())


async def test_a_connection_that_was_never_finished_can_be_ended(outward: Outward) -> None:
    made = (await outward.create()).json()["connection"]

    answer = await outward.http.delete(f"/connections/{made['id']}", headers=INSIDE)

    assert (answer.json()["state"], answer.json()["farewell"]) == ("disconnected", [])


async def test_whoever_connects_again_meanwhile_is_not_told_goodbye(outward: Outward, connected: Connection) -> None:
    await outward.xero.post("faults", {"kind": "status", "path": "/connections*", "status": 503, "count": 1})
    await disconnect(outward, connected)
    answer = await outward.http.post(f"/connections/{connected.id}/authorise", headers=INSIDE)
    await ending(outward).once()
    under_way = await asked(outward, "DELETE", "/connections/")

    await outward.browser.get(await outward.allow(answer.json()["authorise_url"], [connected.tenant_id or ""]))
    await ending(outward).once()

    again = await outward.store.connections.get(connected.id)
    assert under_way == 0
    assert (again.works, again.farewell, again.token_set) == (True, (), connected.token_set)
    assert await granted(outward, again) == {UK}


async def test_an_organisation_that_was_ended_is_free_for_another_entity(
    outward: Outward, connected: Connection
) -> None:
    await disconnect(outward, connected)
    codes = {"active_currencies": ["EUR", "GBP", "USD"]}
    await outward.scoro.post("entities/acme_ee", codes, method="PATCH")

    other = await outward.connect("acme_ee", UK)

    assert (other.works, other.tenant_id) == (True, connected.tenant_id)
