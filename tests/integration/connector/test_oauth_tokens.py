import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from services.connector.keepalive import KeepAlive
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import FixedClock
from shared.contracts.connection import AccessNeeded
from shared.errors import AccessLostError
from shared.store.connections import Connection, ConnectionState
from shared.store.gates import Gate
from shared.store.tokens import TokenSet
from tests.integration.connector.outward import INSIDE, Outward, started


@pytest.fixture
async def connected(outward: Outward) -> Connection:
    return await outward.connect()


@pytest.fixture
async def worker(outward: Outward) -> AsyncIterator[Clients]:
    """The clients of another service, which may only read tokens and ask."""
    clients = Clients(outward.store, outward.settings, outward.running.clock, outward.running.messaging.publisher)
    yield clients
    await clients.close()


async def tokens_of(outward: Outward, connection: Connection) -> TokenSet:
    found = await outward.store.tokens.get(connection.token_set or "")
    assert found is not None
    return found


async def test_ten_who_need_access_at_once_cause_one_refresh(outward: Outward, connected: Connection) -> None:
    before, stale = await outward.refreshes(), await tokens_of(outward, connected)
    needs = [
        AccessNeeded(at=outward.running.clock.now(), connection_id=connected.id, stale_generation=stale.generation)
        for _ in range(10)
    ]

    await asyncio.gather(*(outward.tell(need) for need in needs))
    newer = await outward.store.tokens.newer(stale.id, stale.generation, 15)
    await outward.running.messaging.stop_consuming()
    await outward.running.messaging.quiet()

    assert newer is not None
    assert newer.generation == stale.generation + 1
    assert await outward.refreshes() - before == 1


async def test_two_connectors_refresh_once(outward: Outward, connected: Connection) -> None:
    before, stale = await outward.refreshes(), await tokens_of(outward, connected)
    async with started(outward.settings) as (second, _):
        others = second.web.state.parts.oauth

        found = await asyncio.gather(
            *(one.ensure_newer_than(stale.id, stale.generation) for one in [outward.oauth, others] * 5)
        )

    assert {tokens.generation for tokens in found} == {stale.generation + 1}
    assert await outward.refreshes() - before == 1


async def test_a_token_that_expires_under_way_is_refreshed_once(
    outward: Outward, connected: Connection, worker: Clients
) -> None:
    await outward.xero.post("tokens/expire", {"kind": "access", "client_id": outward.settings.xero_client_id})
    before = await outward.refreshes()
    xero = await worker.xero(connected)

    answers = await asyncio.gather(*(xero.organisation(lane=Lane.EVENTS) for _ in range(4)))

    assert {one["Name"] for one in answers} == {"Acme Agency UK"}
    assert await outward.refreshes() - before == 1


async def test_a_token_known_to_be_old_is_not_even_tried(
    outward: Outward, connected: Connection, worker: Clients
) -> None:
    present = await tokens_of(outward, connected)
    aged = TokenSet(
        present.id, present.generation + 1, present.access_token, present.refresh_token,
        outward.running.clock.now() - dt.timedelta(seconds=1), present.refreshed_at,
    )  # fmt: skip
    await outward.store.tokens.put(aged, replaces=present.generation)
    await outward.xero.post("counters", method="DELETE")

    await (await worker.xero(connected)).organisation(lane=Lane.EVENTS)

    asked = [row["path"] for row in await outward.xero.get("requests")]
    assert sorted(asked) == ["/api.xro/2.0/Organisation", "/connect/token"]


async def test_a_lost_answer_costs_nothing_but_time(outward: Outward, connected: Connection) -> None:
    stale = await tokens_of(outward, connected)
    fault = {"kind": "reset", "path": "/connect/token", "count": 1, "carried_out": True}
    await outward.xero.post("faults", fault)

    fresh = await outward.oauth.ensure_newer_than(stale.id, stale.generation)

    assert fresh.generation == stale.generation + 1
    assert (await (await outward.clients.xero(connected)).organisation(lane=Lane.CLICK))["Name"] == "Acme Agency UK"


async def test_a_lost_sign_in_stops_the_connection_and_is_told(outward: Outward, connected: Connection) -> None:  # R10
    stale = await tokens_of(outward, connected)
    await outward.xero.post("tokens/expire", {"kind": "all", "client_id": outward.settings.xero_client_id})

    async with outward.listening("connection.broken.v1") as heard:
        with pytest.raises(AccessLostError):
            await outward.oauth.ensure_newer_than(stale.id, stale.generation)
        [told] = await heard()

    assert told["connection_id"] == connected.id
    kept = await outward.store.connections.get(connected.id)
    assert (kept.state, kept.broken) == (ConnectionState.BROKEN, "xero_sign_in_lost")
    assert kept.tenant_id == connected.tenant_id


async def test_a_lost_sign_in_leaves_no_dead_letter(outward: Outward, connected: Connection) -> None:
    stale = await tokens_of(outward, connected)
    await outward.xero.post("tokens/expire", {"kind": "all", "client_id": outward.settings.xero_client_id})

    async with outward.listening("connection.broken.v1") as heard:
        await outward.tell(
            AccessNeeded(at=outward.running.clock.now(), connection_id=connected.id, stale_generation=stale.generation)
        )
        async with asyncio.timeout(15):
            while not await heard():
                await outward.running.clock.sleep(0.05)
    await outward.running.messaging.stop_consuming()
    await outward.running.messaging.quiet()

    assert await outward.told("connector.dead") == []


async def test_signing_in_again_resumes_the_same_organisation(outward: Outward, connected: Connection) -> None:
    await outward.store.gates.close(connected.id, Gate("xero_sign_in_lost", "xero"))
    address = await _authorise(outward, connected)

    page = await outward.browser.get(await outward.allow(address, [connected.tenant_id or ""]))

    resumed = await outward.store.connections.get(connected.id)
    assert page.status_code == 200
    assert (resumed.state, resumed.broken) == (ConnectionState.CONNECTED, None)
    assert resumed.first_connected_at == connected.first_connected_at


async def test_one_new_sign_in_revives_all_organisations_of_the_user(outward: Outward, connected: Connection) -> None:
    codes = {"active_currencies": ["EUR", "GBP", "USD", "SEK"]}
    await outward.scoro.post("entities/acme_ee", codes, method="PATCH")
    sibling = await outward.connect("acme_ee", "Acme Agency OÜ")
    stale = await tokens_of(outward, connected)
    await outward.xero.post("tokens/expire", {"kind": "all", "client_id": outward.settings.xero_client_id})
    with pytest.raises(AccessLostError):
        await outward.oauth.ensure_newer_than(stale.id, stale.generation)
    both = [await outward.store.connections.get(one.id) for one in (connected, sibling)]
    assert {one.state for one in both} == {ConnectionState.BROKEN}

    await outward.browser.get(await outward.allow(await _authorise(outward, connected), [connected.tenant_id or ""]))

    both = [await outward.store.connections.get(one.id) for one in (connected, sibling)]
    assert {one.state for one in both} == {ConnectionState.CONNECTED}


async def test_another_organisation_than_before_is_refused(outward: Outward, connected: Connection) -> None:
    await outward.store.gates.close(connected.id, Gate("xero_sign_in_lost", "xero"))
    address = await _authorise(outward, connected)

    page = await outward.browser.get(await outward.allow(address, [await outward.tenant("Acme Agency OÜ")]))

    kept = await outward.store.connections.get(connected.id)
    assert page.status_code == 409
    assert "belongs to Acme Agency UK" in page.text
    assert (kept.state, kept.tenant_id) == (ConnectionState.BROKEN, connected.tenant_id)


async def test_a_disconnected_organisation_is_found_out_by_the_checks(outward: Outward, connected: Connection) -> None:
    lost = {"organisation": "Acme Agency UK", "client_id": outward.settings.xero_client_id}
    await outward.xero.post("disconnect", lost)

    answer = await outward.http.post(f"/connections/{connected.id}/checks", headers=INSIDE)

    assert answer.status_code == 502
    assert (await outward.store.connections.get(connected.id)).broken == "xero_disconnected"


async def test_a_disconnected_organisation_is_found_out_when_access_is_renewed(
    outward: Outward, connected: Connection
) -> None:
    lost = {"organisation": "Acme Agency UK", "client_id": outward.settings.xero_client_id}
    await outward.xero.post("disconnect", lost)
    soon = FixedClock((await tokens_of(outward, connected)).expires_at)

    await KeepAlive(outward.store, outward.oauth, soon).once()

    assert (await outward.store.connections.get(connected.id)).broken == "xero_disconnected"


async def test_a_broken_connection_may_get_a_new_key_and_go_on(outward: Outward, connected: Connection) -> None:
    await outward.store.gates.close(connected.id, Gate("scoro_key_refused", "scoro"))

    renewed = await outward.create()
    checked = await outward.http.post(f"/connections/{connected.id}/checks", headers=INSIDE)

    assert renewed.status_code == 201, renewed.text
    assert renewed.json()["connection"]["id"] == connected.id
    assert (checked.json()["state"], checked.json().get("broken")) == ("connected", None)


async def test_access_is_renewed_before_it_runs_out(outward: Outward, connected: Connection) -> None:
    stale = await tokens_of(outward, connected)
    soon = FixedClock(stale.expires_at - dt.timedelta(minutes=4))

    following = await KeepAlive(outward.store, outward.oauth, soon).once()

    assert (await tokens_of(outward, connected)).generation == stale.generation + 1
    assert dt.timedelta(0) < following - soon.now() <= dt.timedelta(minutes=4)


async def test_a_blocked_connection_is_kept_alive_without_haste(outward: Outward, connected: Connection) -> None:
    await outward.store.connections.change(connected.id, state=ConnectionState.BLOCKED_CURRENCY)
    stale = await tokens_of(outward, connected)
    keeper = KeepAlive(outward.store, outward.oauth, clock := FixedClock(stale.expires_at))
    await keeper.once()
    early = await tokens_of(outward, connected)

    clock.advance(dt.timedelta(days=20).total_seconds())
    await keeper.once()

    assert early.generation == stale.generation
    assert (await tokens_of(outward, connected)).generation == stale.generation + 1


async def _authorise(outward: Outward, connection: Connection) -> str:
    answer = await outward.http.post(f"/connections/{connection.id}/authorise", headers=INSIDE)
    return str(answer.json()["authorise_url"])
