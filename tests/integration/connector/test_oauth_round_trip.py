import httpx

from shared.budget import Lane
from shared.store.connections import ConnectionState
from tests.integration.connector.outward import INSIDE, Outward
from tests.sandboxes import ENTITY


async def test_a_person_connects_an_entity_with_an_organisation(outward: Outward) -> None:  # R6
    made = await outward.create(time_zone="Europe/London")
    assert made.status_code == 201, made.text
    callback = await outward.allow(made.json()["authorise_url"], [await outward.tenant("Acme Agency UK")])

    page = await outward.browser.get(callback)

    assert page.status_code == 200
    assert "Connected to Acme Agency UK" in page.text
    connection = await outward.store.connections.get(made.json()["connection"]["id"])
    assert connection.state is ConnectionState.CONNECTED
    assert connection.organisation["base_currency"] == "GBP"
    assert connection.organisation["short_code"] == "!AcmUK"
    assert connection.first_connected_at is not None
    assert connection.next_tick is not None


async def test_the_first_round_is_asked_for_once_connected(outward: Outward) -> None:  # R27, R30
    connection = await outward.connect()

    [wish] = await outward.told("connector.sync")

    assert (wish["connection_id"], wish["trigger"]) == (connection.id, "first")


async def test_scoro_announces_changes_once_connected(outward: Outward) -> None:
    connection = await outward.connect()

    hooks = await (await outward.clients.scoro(connection)).webhooks_list(lane=Lane.CLICK)

    assert {hook["module"] for hook in hooks} == {"companies", "persons", "invoices", "bills"}
    assert {hook["url"] for hook in hooks} == {f"{outward.settings.public_url}/webhooks/scoro/{connection.hook}"}


async def test_checking_again_subscribes_nothing_twice(outward: Outward) -> None:
    connection = await outward.connect()

    answer = await outward.http.post(f"/connections/{connection.id}/checks", headers=INSIDE)

    assert answer.status_code == 200, answer.text
    assert answer.json()["warnings"] == []
    assert len(await (await outward.clients.scoro(connection)).webhooks_list(lane=Lane.CLICK)) == 4


async def test_a_state_is_good_once(outward: Outward) -> None:
    made = (await outward.create()).json()
    callback = await outward.allow(made["authorise_url"], [await outward.tenant("Acme Agency UK")])
    await outward.browser.get(callback)

    again = await outward.browser.get(callback)

    assert again.status_code == 400
    assert "no longer valid" in again.text


async def test_a_state_that_we_did_not_give_is_refused(outward: Outward) -> None:
    made = (await outward.create()).json()
    callback = await outward.allow(made["authorise_url"], [await outward.tenant("Acme Agency UK")])
    forged = httpx.URL(callback).copy_merge_params({"state": "guessed"})

    page = await outward.browser.get(forged)

    assert page.status_code == 400
    assert await outward.refreshes() == 0


async def test_a_person_who_cancels_is_told_what_to_do(outward: Outward) -> None:
    made = (await outward.create()).json()
    answer = await outward.browser.post(made["authorise_url"], data={"decision": "cancel"})

    page = await outward.browser.get(answer.headers["location"])

    assert page.status_code == 400
    assert "Start the connection again" in page.text
    assert (await outward.store.connections.get(made["connection"]["id"])).state is ConnectionState.AUTHORISING


async def test_among_several_organisations_a_person_chooses(outward: Outward) -> None:  # R6
    made = (await outward.create()).json()
    wanted = await outward.tenant("Acme Agency UK")
    callback = await outward.allow(made["authorise_url"], [wanted, await outward.tenant("Acme Agency OÜ")])
    page = await outward.browser.get(callback)
    assert "Which organisation?" in page.text
    ticket = page.text.split('name="ticket" value="')[1].split('"')[0]

    chosen = await outward.http.post("/oauth/xero/organisation", data={"ticket": ticket, "tenant_id": wanted})
    again = await outward.http.post("/oauth/xero/organisation", data={"ticket": ticket, "tenant_id": wanted})

    assert (chosen.status_code, again.status_code) == (200, 400)
    assert (await outward.store.connections.get(made["connection"]["id"])).tenant_id == wanted


async def test_the_command_line_may_choose_too(outward: Outward) -> None:
    made = (await outward.create()).json()
    address = f"/connections/{made['connection']['id']}"
    wanted = await outward.tenant("Acme Agency UK")
    await outward.browser.get(
        await outward.allow(made["authorise_url"], [wanted, await outward.tenant("Acme Agency OÜ")])
    )
    choices = (await outward.http.get(address, headers=INSIDE)).json()["choices"]

    stranger = await outward.http.post(f"{address}/organisation", json={"tenant_id": "none"}, headers=INSIDE)
    chosen = await outward.http.post(f"{address}/organisation", json={"tenant_id": wanted}, headers=INSIDE)

    assert {one["name"] for one in choices} == {"Acme Agency UK", "Acme Agency OÜ"}
    assert stranger.status_code == 400
    assert stranger.json()["field"] == "tenant_id"
    assert chosen.json()["state"] == "connected"


async def test_secrets_are_not_in_the_database_in_clear(outward: Outward) -> None:
    connection = await outward.connect()
    tokens = await outward.store.tokens.get(connection.token_set or "")

    kept = [
        repr(row)
        for name in ("connections", "tokens", "consents")
        async for row in outward.store.database.collection(name).find({})
    ]

    assert tokens is not None
    for secret in ("ScoroAPI_sandbox", tokens.access_token.get_secret_value(), tokens.refresh_token.get_secret_value()):
        assert not any(secret in row for row in kept)


async def test_a_sign_in_that_was_given_up_can_be_begun_anew(outward: Outward) -> None:
    first = (await outward.create()).json()

    second = await outward.create()

    assert second.status_code == 201
    assert second.json()["connection"]["id"] == first["connection"]["id"]
    assert second.json()["connection"]["entity"] == ENTITY
