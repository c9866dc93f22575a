"""Connecting again: the same organisation goes on, another one is refused with nothing changed (R10, R13, R14, R36)."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from services.connector.keepalive import KeepAlive
from shared.budget import Lane
from shared.clock import FixedClock
from shared.contracts.envelope import Category
from shared.store.connections import Connection, ConnectionState
from shared.store.gates import Gate
from shared.sync.settings import CategorySettings, SyncSettings
from tests.integration.connector.outward import API_KEY, INSIDE, Outward

UK, EE = "Acme Agency UK", "Acme Agency OÜ"
ON = SyncSettings(categories={Category.INVOICES: CategorySettings(enabled=True)})
DAY = dt.timedelta(days=1)


@pytest.fixture
async def connected(outward: Outward) -> Connection:
    made = await outward.connect()
    await outward.store.settings.save(made.id, ON, author="Mari")
    await outward.told("connector.sync")
    return made


async def authorise(outward: Outward, connection: Connection) -> str:
    answer = await outward.http.post(f"/connections/{connection.id}/authorise", headers=INSIDE)
    return str(answer.json()["authorise_url"])


async def come_back(outward: Outward, connection: Connection, *organisations: str) -> tuple[int, str]:
    """A person signs in again and allows these; status and text of the page."""
    allowed = [await outward.tenant(name) for name in organisations]
    page = await outward.browser.get(await outward.allow(await authorise(outward, connection), allowed))
    return page.status_code, page.text


async def end(outward: Outward, connection: Connection) -> None:
    await outward.http.delete(f"/connections/{connection.id}", headers=INSIDE)


async def test_the_same_organisation_goes_on_from_where_it_was(outward: Outward, connected: Connection) -> None:  # R10
    position = outward.running.clock.now() - dt.timedelta(minutes=3)
    await outward.store.cursors.reset(connected.id, "scoro.invoices", position)
    await end(outward, connected)

    status, page = await come_back(outward, connected, UK)

    again = await outward.store.connections.get(connected.id)
    [wish] = await outward.told("connector.sync")
    kept = await outward.store.cursors.position(connected.id, "scoro.invoices")
    assert (status, again.state, again.gates, again.farewell) == (200, ConnectionState.ACTIVE, (), ())
    assert "All links and settings are as they were" in page
    assert (again.first_connected_at, again.tenant_id) == (connected.first_connected_at, connected.tenant_id)
    assert (wish["trigger"], wish["connection_id"]) == ("tick", connected.id)
    assert kept is not None
    assert abs(kept - position) < dt.timedelta(milliseconds=1)
    assert (await outward.store.settings.get(connected.id)).of(Category.INVOICES).enabled


@pytest.mark.parametrize("state", ["disconnected", "broken", "working"])
async def test_another_organisation_is_refused_and_nothing_changes(
    outward: Outward, connected: Connection, state: str
) -> None:  # R10
    if state == "disconnected":
        await end(outward, connected)
    elif state == "broken":
        await outward.store.gates.close(connected.id, Gate("xero_sign_in_lost", "xero"))
    before = await outward.store.connections.get(connected.id)

    status, page = await come_back(outward, connected, EE)

    after = await outward.store.connections.get(connected.id)
    assert (status, after) == (409, replace(before, refusal=after.refusal))
    assert f"This connection belongs to {UK}; {EE} is another organisation" in page.replace("&amp;", "&")
    assert after.refusal is not None
    assert after.refusal["code"] == "other_organisation"
    assert await outward.told("connector.sync") == []
    answer = await outward.http.get(f"/connections/{connected.id}", headers=INSIDE)
    assert (answer.json()["choices"], answer.json()["refusal"]["code"]) == ([], "other_organisation")


async def test_an_organisation_that_only_has_the_same_name_is_another_one(
    outward: Outward, connected: Connection
) -> None:
    await end(outward, connected)
    namesake = {**connected.organisation, "name": EE}
    await outward.store.connections.change(connected.id, organisation=namesake)

    status, _ = await come_back(outward, connected, EE)

    assert status == 409
    assert (await outward.store.connections.get(connected.id)).tenant_id == connected.tenant_id


async def test_of_several_allowed_organisations_the_known_one_is_taken(outward: Outward, connected: Connection) -> None:
    await end(outward, connected)

    status, page = await come_back(outward, connected, EE, UK)

    again = await outward.store.connections.get(connected.id)
    assert (status, again.works, again.tenant_id) == (200, True, connected.tenant_id)
    assert "Which organisation?" not in page


async def test_choosing_one_that_another_entity_has_leaves_the_choice_open(
    outward: Outward, connected: Connection
) -> None:
    codes = {"active_currencies": ["EUR", "GBP", "USD", "SEK"]}
    await outward.scoro.post("entities/acme_ee", codes, method="PATCH")
    made = (await outward.create("acme_ee")).json()
    allowed = {name: await outward.tenant(name) for name in (UK, EE)}
    page = await outward.browser.get(await outward.allow(made["authorise_url"], list(allowed.values())))

    taken = await outward.http.post(
        "/oauth/xero/organisation", data={"ticket": _ticket(page.text), "tenant_id": allowed[UK]}
    )
    chosen = await outward.http.post(
        "/oauth/xero/organisation", data={"ticket": _ticket(taken.text), "tenant_id": allowed[EE]}
    )

    assert (taken.status_code, chosen.status_code) == (409, 200)
    assert f"{UK} is already connected to another Scoro entity." in taken.text
    assert (await outward.store.connections.get(made["connection"]["id"])).tenant_id == allowed[EE]
    assert (await outward.store.connections.get(connected.id)).works


async def test_whoever_waits_elsewhere_learns_that_a_sign_in_was_cancelled(
    outward: Outward, connected: Connection
) -> None:
    answer = await outward.browser.post(await authorise(outward, connected), data={"decision": "cancel"})

    await outward.browser.get(answer.headers["location"])

    shown = (await outward.http.get(f"/connections/{connected.id}", headers=INSIDE)).json()
    assert (shown["works"], shown["refusal"]["code"]) == (True, "sign_in_declined")


async def test_a_new_key_mends_the_scoro_side_without_a_sign_in(outward: Outward, connected: Connection) -> None:
    await outward.store.gates.close(connected.id, Gate("scoro_key_refused", "scoro"))
    signed_in = await outward.refreshes()

    answer = await outward.http.put(f"/connections/{connected.id}/key", json={"api_key": API_KEY}, headers=INSIDE)

    [wish] = await outward.told("connector.sync")
    assert (answer.status_code, answer.json()["state"], answer.json()["gates"]) == (200, "active", [])
    assert (wish["trigger"], await outward.refreshes()) == ("tick", signed_in)


async def test_a_key_that_scoro_refuses_changes_nothing(outward: Outward, connected: Connection) -> None:
    answer = await outward.http.put(f"/connections/{connected.id}/key", json={"api_key": "wrong"}, headers=INSIDE)

    kept = await outward.store.connections.get(connected.id)
    assert (answer.status_code, answer.json()["code"]) == (502, "scoro_key_refused")
    assert outward.store.connections.api_key(kept).get_secret_value() == API_KEY
    assert kept.works


async def test_a_new_key_leaves_broken_what_xero_broke(outward: Outward, connected: Connection) -> None:
    await outward.xero.post("tokens/expire", {"kind": "all", "client_id": outward.settings.xero_client_id})
    for code in ("xero_sign_in_lost", "scoro_key_refused"):
        await outward.store.gates.close(connected.id, Gate(code, "xero" if code.startswith("xero") else "scoro"))

    answer = await outward.http.put(f"/connections/{connected.id}/key", json={"api_key": API_KEY}, headers=INSIDE)

    assert (answer.json()["state"], answer.json()["broken"]) == ("broken", "xero_sign_in_lost")
    assert [gate["code"] for gate in answer.json()["gates"]] == ["xero_sign_in_lost"]


async def test_half_a_year_of_pause_does_not_cost_the_sign_in(outward: Outward, connected: Connection) -> None:
    await outward.store.gates.close(connected.id, Gate("scoro_key_refused", "scoro"))  # nothing uses the tokens
    clock = FixedClock(outward.running.clock.now())
    keeper = KeepAlive(outward.store, outward.oauth, clock)

    for _ in range(180):
        clock.advance(DAY.total_seconds())
        await outward.xero.post("clock", {"at": clock.now().isoformat()}, method="PUT")
        await keeper.once()

    kept = await outward.store.connections.get(connected.id)
    organisation = await (await outward.clients.xero(kept)).organisation(lane=Lane.CLICK)
    assert (organisation["Name"], kept.broken) == (UK, "scoro_key_refused")


async def test_sixty_days_without_anybody_cost_the_sign_in_and_are_found_out(
    outward: Outward, connected: Connection
) -> None:
    clock = FixedClock(outward.running.clock.now() + 61 * DAY)
    await outward.xero.post("clock", {"at": clock.now().isoformat()}, method="PUT")

    await KeepAlive(outward.store, outward.oauth, clock).once()

    lost = await outward.store.connections.get(connected.id)
    assert (lost.state, lost.broken) == (ConnectionState.BROKEN, "xero_sign_in_lost")


def _ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found, page
    return found[1]
