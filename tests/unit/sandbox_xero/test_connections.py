"""Connections come and go; what a token opens, and what a bad one gets."""

from typing import Any

import pytest

from tests.unit.sandbox_xero.person import pair, refresh


async def test_connections_come_and_go(xero: Any) -> None:
    bearer = {"authorization": f"Bearer {(await pair(xero))['access_token']}"}
    before = (await xero.http.get("/Connections", headers=bearer)).json()

    gone = await xero.http.delete(f"/connections/{before[0]['id']}", headers=bearer)
    again = await xero.http.delete(f"/connections/{before[0]['id']}", headers=bearer)
    after = await xero.http.get("/connections", headers=bearer)

    assert (before[0]["tenantName"], before[0]["tenantType"]) == ("Kiwi Ltd", "ORGANISATION")
    assert not before[0]["createdDateUtc"].endswith("Z")
    assert (gone.status_code, again.status_code) == (204, 404)
    assert (after.status_code, after.json()) == (200, [])
    assert (await xero.call("GET", "/Organisation")).status == 403


async def test_reconnecting_keeps_the_connection_but_not_its_date(xero: Any) -> None:
    bearer = {"authorization": f"Bearer {(await pair(xero))['access_token']}"}
    before = (await xero.http.get("/connections", headers=bearer)).json()[0]
    await xero.http.delete(f"/connections/{before['id']}", headers=bearer)
    xero.advance(minutes=1)

    await pair(xero)

    after = (await xero.http.get("/connections", headers=bearer)).json()[0]
    assert (after["id"], after["createdDateUtc"]) == (before["id"], before["createdDateUtc"])
    assert after["updatedDateUtc"] > before["updatedDateUtc"]


async def test_a_disconnect_in_xero_is_a_403_and_refreshing_still_works(xero: Any) -> None:
    tokens = await pair(xero)
    await xero.control("POST", "/disconnect", {"organisation": "Kiwi Ltd"})

    answer = await xero.call("GET", "/Organisation")

    assert (answer.status, answer.body["Detail"]) == (403, "AuthenticationUnsuccessful")
    assert (await refresh(xero, tokens["refresh_token"])).status_code == 200


async def test_an_expired_token_says_when(xero: Any) -> None:
    xero.advance(minutes=30)

    answer = await xero.call("GET", "/Organisation")

    assert answer.status == 401
    assert answer.body["Detail"] == "TokenExpired: token expired at 11/20/2026 10:00:00"
    assert answer.body["Title"] == "Unauthorized"


@pytest.mark.parametrize(
    ("headers", "status", "detail"),
    [
        ({"authorization": "Bearer nonsense"}, 401, "AuthenticationUnsuccessful"),
        ({"authorization": ""}, 401, "AuthenticationUnsuccessful"),
        ({"xero-tenant-id": ""}, 403, "AuthenticationUnsuccessful"),
        ({"xero-tenant-id": "11111111-2222-3333-4444-555555555555"}, 403, "AuthenticationUnsuccessful"),
    ],
)
async def test_who_is_not_let_in(xero: Any, headers: dict[str, str], status: int, detail: str) -> None:
    answer = await xero.call("GET", "/Organisation", headers=headers)

    assert (answer.status, answer.body["Detail"]) == (status, detail)


async def test_a_read_scope_reads_only(xero: Any) -> None:
    body = {"organisations": ["Kiwi Ltd"], "scope": "accounting.contacts.read"}
    tokens = (await xero.control("POST", "/tokens", body)).json()
    headers = {"authorization": f"Bearer {tokens['access_token']}"}

    read = await xero.call("GET", "/Contacts", headers=headers)
    write = await xero.call("PUT", "/Contacts", {"Name": "Ada"}, headers=headers)
    other = await xero.call("GET", "/Invoices", headers=headers)

    assert read.status == 200
    assert [(one.status, one.body["Detail"]) for one in (write, other)] == [(401, "AuthorizationUnsuccessful")] * 2
    assert "refresh_token" not in tokens
