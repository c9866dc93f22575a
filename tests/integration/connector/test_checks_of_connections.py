import asyncio

from shared.store.connections import ConnectionState
from tests.integration.connector.outward import INSIDE, Outward
from tests.sandboxes import ENTITY

SECOND_ENTITY = "acme_ee"


async def _currencies(outward: Outward, *codes: str) -> None:
    await outward.scoro.post(f"entities/{ENTITY}", {"active_currencies": list(codes)}, method="PATCH")


async def test_a_currency_of_xero_that_scoro_lacks_blocks(outward: Outward) -> None:  # R7, R9, R54
    await _currencies(outward, "GBP")
    made = (await outward.create()).json()

    page = await outward.browser.get(
        await outward.allow(made["authorise_url"], [await outward.tenant("Acme Agency UK")])
    )

    blocked = await outward.store.connections.get(made["connection"]["id"])
    assert blocked.state is ConnectionState.BLOCKED_CURRENCY
    assert blocked.missing_currencies == ("EUR", "USD")
    assert blocked.first_connected_at is None
    assert "EUR" in page.text
    assert await outward.told("connector.sync") == []


async def test_checking_again_completes_without_another_sign_in(outward: Outward) -> None:  # R8
    await _currencies(outward, "GBP")
    connection = await outward.connect()
    await _currencies(outward, "GBP", "EUR", "USD")
    asked_for_tokens = await outward.refreshes()

    answer = await outward.http.post(f"/connections/{connection.id}/checks", headers=INSIDE)

    assert answer.json()["state"] == "connected"
    assert answer.json()["missing_currencies"] == []
    assert await outward.refreshes() == asked_for_tokens
    assert len(await outward.told("connector.sync")) == 1


async def test_a_currency_added_later_only_warns(outward: Outward) -> None:  # R9
    connection = await outward.connect()
    await _currencies(outward, "GBP", "EUR")

    answer = await outward.http.post(f"/connections/{connection.id}/checks", headers=INSIDE)

    assert answer.json()["state"] == "connected"
    assert [one["code"] for one in answer.json()["warnings"]] == ["currencies_missing"]


async def test_different_base_currencies_only_warn(outward: Outward) -> None:  # R55
    await _currencies(outward, "GBP", "EUR", "USD", "SEK")

    connection = await outward.connect(ENTITY, "Acme Agency OÜ")

    answer = await outward.http.get(f"/connections/{connection.id}", headers=INSIDE)
    assert answer.json()["state"] == "connected"
    assert [one["code"] for one in answer.json()["warnings"]] == ["base_currencies_differ"]


async def test_a_second_entity_cannot_have_the_same_organisation(outward: Outward) -> None:  # R13, R14
    first = await outward.connect()
    made = (await outward.create(SECOND_ENTITY)).json()

    page = await outward.browser.get(
        await outward.allow(made["authorise_url"], [await outward.tenant("Acme Agency UK")])
    )

    assert page.status_code == 409
    assert "already connected to another Scoro entity" in page.text
    refused = await outward.store.connections.get(made["connection"]["id"])
    assert (refused.state, refused.tenant_id) == (ConnectionState.AUTHORISING, None)
    assert (await outward.store.connections.get(first.id)).works


async def test_two_entities_at_the_same_moment_get_one_organisation_between_them(outward: Outward) -> None:
    tenant = await outward.tenant("Acme Agency UK")
    addresses = [(await outward.create(entity)).json()["authorise_url"] for entity in (ENTITY, SECOND_ENTITY)]
    callbacks = [await outward.allow(address, [tenant]) for address in addresses]

    pages = await asyncio.gather(*(outward.browser.get(callback) for callback in callbacks))

    holders = await outward.store.connections.find(tenant_id=tenant, connected=True)
    assert len(holders) == 1
    assert min(page.status_code for page in pages) == 200
    assert sorted(page.status_code for page in pages)[1] in {400, 409}


async def test_a_connected_entity_is_not_connected_twice(outward: Outward) -> None:  # R13
    await outward.connect()

    again = await outward.create()

    assert again.status_code == 400
    assert again.json()["field"] == "entity"


async def test_an_entity_that_the_site_does_not_have_is_named(outward: Outward) -> None:
    answer = await outward.create("acme_fr")

    assert answer.status_code == 400
    assert answer.json()["field"] == "entity"
    assert "acme_uk" in answer.json()["message"]


async def test_a_wrong_key_is_refused_in_scoros_words(outward: Outward) -> None:
    answer = await outward.create(api_key="ScoroAPI_wrong")

    assert answer.status_code == 502
    assert answer.json()["code"] == "scoro_key_refused"
    assert "ScoroAPI_wrong" not in answer.text
    assert await outward.store.connections.find() == []


async def test_an_unknown_time_zone_is_refused(outward: Outward) -> None:
    answer = await outward.create(time_zone="Europe/Atlantis")

    assert answer.status_code == 400
    assert answer.json()["field"] == "time_zone"


async def test_scoro_that_refuses_webhooks_is_only_a_warning(outward: Outward) -> None:
    await outward.scoro.post("faults", {"kind": "status", "path": "*/webhooks/subscribe*", "status": 500})

    connection = await outward.connect()

    answer = await outward.http.get(f"/connections/{connection.id}", headers=INSIDE)
    assert answer.json()["state"] == "connected"
    assert [one["code"] for one in answer.json()["warnings"]] == ["webhooks_missing"]


async def test_an_organisation_out_of_reach_is_asked_again_without_losing_the_sign_in(outward: Outward) -> None:
    await outward.xero.post("faults", {"kind": "status", "path": "*/Organisation", "status": 503, "count": 1})
    made = (await outward.create()).json()
    tenant = await outward.tenant("Acme Agency UK")

    page = await outward.browser.get(await outward.allow(made["authorise_url"], [tenant]))
    chosen = await outward.http.post(
        f"/connections/{made['connection']['id']}/organisation", json={"tenant_id": tenant}, headers=INSIDE
    )

    assert page.status_code == 503
    assert chosen.json()["state"] == "connected", chosen.text
