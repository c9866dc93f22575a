"""Consent page, PKCE, rotation and its grace, revocation, connections, and what a bad token gets."""

from typing import Any

import pytest

from tests.unit.sandbox_xero.person import REDIRECT, VERIFIER, asked, basic, consent, exchange, pair, refresh, token

KEYS = {"id_token", "access_token", "expires_in", "token_type", "refresh_token", "scope"}


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
