"""Consent page, PKCE, rotation and its grace, revocation, connections, and what a bad token gets."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

REDIRECT = "http://localhost:8080/oauth/xero/callback"
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-43"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPE = "openid offline_access accounting.invoices"
KEYS = {"id_token", "access_token", "expires_in", "token_type", "refresh_token", "scope"}


def asked(xero: Any, **changes: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": xero.sandbox.settings.client_id,
        "redirect_uri": REDIRECT,
        "scope": SCOPE,
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes


def basic(xero: Any) -> tuple[str, str]:
    settings = xero.sandbox.settings
    return settings.client_id, settings.client_secret.get_secret_value()


async def consent(xero: Any, decision: str = "allow", **changes: str) -> dict[str, list[str]]:
    user = next(iter(xero.sandbox.world.users))
    form = {"decision": decision, "user": user, "organisation": xero.ledger.organisation.id}
    answer = await xero.http.post("/identity/connect/authorize", params=asked(xero, **changes), data=form)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(REDIRECT)
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def token(xero: Any, **form: str) -> Any:
    return await xero.http.post("/connect/token", data=form, auth=basic(xero))


async def exchange(xero: Any, code: str, /, **changes: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    return await token(xero, **(form | changes))


async def pair(xero: Any) -> dict[str, Any]:
    code = (await consent(xero))["code"][0]
    found: dict[str, Any] = (await exchange(xero, code)).json()
    return found


async def refresh(xero: Any, refresh_token: str) -> Any:
    return await token(xero, grant_type="refresh_token", refresh_token=refresh_token)


async def test_the_page_lists_organisations_and_both_buttons(xero: Any) -> None:
    page = await xero.http.get("/identity/connect/authorize", params=asked(xero))

    assert page.status_code == 200
    for shown in ("Kiwi Ltd", "Allow access", "Cancel", "accounting.invoices"):
        assert shown in page.text


async def test_allowing_brings_a_code_and_the_state(xero: Any) -> None:
    answer = await consent(xero)

    assert answer["state"] == ["s-1"]
    assert (await exchange(xero, answer["code"][0])).json().keys() == KEYS


async def test_cancelling_says_so(xero: Any) -> None:
    assert await consent(xero, "cancel") == {"error": ["access_denied"], "state": ["s-1"]}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "nobody"}, "unauthorized_client"),
        ({"redirect_uri": REDIRECT + "/"}, "unauthorized_client"),
        ({"scope": "openid accounting.everything"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
async def test_a_doubtful_request_is_never_redirected(xero: Any, change: dict[str, str], error: str) -> None:
    page = await xero.http.get("/identity/connect/authorize", params=asked(xero, **change))

    assert page.status_code == 400
    assert "location" not in page.headers
    assert error in page.text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"code_verifier": "x" * 43}, id="wrong verifier"),
        pytest.param({"code_verifier": ""}, id="no verifier"),
        pytest.param({"redirect_uri": "https://elsewhere.example"}, id="other redirect address"),
        pytest.param({"code": "made-up"}, id="unknown code"),
    ],
)
async def test_a_code_is_not_exchanged_for(xero: Any, change: dict[str, str]) -> None:
    code = (await consent(xero))["code"][0]

    answer = await exchange(xero, code, **change)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


async def test_a_code_works_once(xero: Any) -> None:
    code = (await consent(xero))["code"][0]
    await exchange(xero, code)

    assert (await exchange(xero, code)).json() == {"error": "invalid_grant"}


async def test_a_code_lives_five_minutes(xero: Any) -> None:
    code = (await consent(xero))["code"][0]
    xero.advance(minutes=5, seconds=1)

    assert (await exchange(xero, code)).json() == {"error": "invalid_grant"}


async def test_refreshing_rotates(xero: Any) -> None:
    old = await pair(xero)

    new = (await refresh(xero, old["refresh_token"])).json()

    assert new["refresh_token"] != old["refresh_token"]
    assert new["access_token"] != old["access_token"]


@pytest.mark.parametrize(("minutes", "status"), [(30, 200), (31, 400)])
async def test_the_old_refresh_token_has_half_an_hours_grace(xero: Any, minutes: int, status: int) -> None:
    old = await pair(xero)
    newest = (await refresh(xero, old["refresh_token"])).json()
    xero.advance(minutes=minutes)

    again = await refresh(xero, old["refresh_token"])

    assert again.status_code == status
    assert (await refresh(xero, newest["refresh_token"])).status_code == 200


async def test_an_idle_refresh_token_dies_after_sixty_days(xero: Any) -> None:
    old = await pair(xero)
    xero.advance(days=61)

    assert (await refresh(xero, old["refresh_token"])).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": "nobody", "client_secret": "x", "grant_type": "refresh_token"}, "invalid_client"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
    ],
)
async def test_the_client_must_show_itself(xero: Any, form: dict[str, str], error: str) -> None:
    answer = await xero.http.post("/connect/token", data=form)

    assert (answer.status_code, answer.json()) == (400, {"error": error})


async def test_the_token_endpoint_wants_a_form(xero: Any) -> None:
    answer = await xero.http.post("/connect/token", json={"grant_type": "refresh_token"}, auth=basic(xero))

    assert answer.json() == {"error": "invalid_request"}


@pytest.mark.parametrize(
    ("grant_type", "error"), [("password", "unsupported_grant_type"), ("client_credentials", "unauthorized_client")]
)
async def test_other_grants_are_refused(xero: Any, grant_type: str, error: str) -> None:
    assert (await token(xero, grant_type=grant_type)).json() == {"error": error}


async def test_form_fields_do_as_well_as_basic(xero: Any) -> None:
    tokens = await pair(xero)
    client_id, secret = basic(xero)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    answer = await xero.http.post("/connect/token", data=form | {"client_id": client_id, "client_secret": secret})

    assert answer.status_code == 200


async def test_revoking_ends_everything(xero: Any) -> None:
    tokens = await pair(xero)

    answer = await xero.http.post("/connect/revocation", data={"token": tokens["refresh_token"]}, auth=basic(xero))

    assert (answer.status_code, answer.content) == (200, b"")
    assert (await refresh(xero, tokens["refresh_token"])).status_code == 400
    assert (await xero.call("GET", "/Organisation")).status in {401, 403}


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


async def test_redirects_to_127_0_0_1_cannot_be_registered(xero: Any) -> None:
    seed = {"replace": False, "apps": [{"client_id": "A", "redirect_uris": ["http://127.0.0.1:9/callback"]}]}

    answer = await xero.control("POST", "/seed", seed)

    assert answer.status_code == 422
    assert "http://localhost" in answer.text


async def test_an_app_without_a_secret_proves_itself_by_pkce_alone(xero: Any) -> None:
    app = {"client_id": "PKCE-APP", "redirect_uris": [REDIRECT]}
    await xero.control("POST", "/seed", {"replace": False, "apps": [app]})
    code = (await consent(xero, client_id="PKCE-APP"))["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}

    answer = await xero.http.post("/connect/token", data=form | {"client_id": "PKCE-APP"})

    without = await xero.http.get(
        "/identity/connect/authorize", params=asked(xero, client_id="PKCE-APP", code_challenge="")
    )
    assert answer.json().keys() == KEYS
    assert without.status_code == 400


async def test_a_custom_connection_needs_no_person_and_no_organisation_header(xero: Any) -> None:
    app = {"client_id": "CUSTOM", "client_secret": "s", "may_use_client_credentials": True}
    await xero.control("POST", "/seed", {"replace": False, "apps": [app]})
    await xero.control("POST", "/tokens", {"organisations": ["Kiwi Ltd"], "client_id": "CUSTOM"})
    form = {"grant_type": "client_credentials", "scope": "accounting.settings"}

    tokens = (await xero.http.post("/connect/token", data=form, auth=("CUSTOM", "s"))).json()

    headers = {"authorization": f"Bearer {tokens['access_token']}", "xero-tenant-id": ""}
    assert "refresh_token" not in tokens
    assert (await xero.call("GET", "/Organisation", headers=headers)).status == 200
