import base64
import json
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from services.connector.oauth import challenge
from services.connector.oauth_http import App, AppRefusedError, GrantRefusedError, Identity, claims
from services.connector.settings import SCOPES
from shared.clock import SystemClock
from shared.errors import AwayError, SyncError
from shared.http import HttpTransport
from shared.xero.errors import DamagedAnswerError

APP = App(
    client_id="AN-ID",
    client_secret=SecretStr("a-secret"),
    redirect_uri="https://sync.example/oauth/xero/callback",
    scopes=SCOPES,
    login_url="https://login.xero.com/",
)
TOKENS = {"access_token": "an.access.token", "refresh_token": "next", "expires_in": 1800, "token_type": "Bearer"}

Answering = Callable[[httpx.Request], httpx.Response]


def identity(answer: Answering) -> Identity:
    transport = HttpTransport(
        "https://identity.xero.com", user_agent="test", clock=SystemClock(), inner=httpx.MockTransport(answer)
    )
    return Identity(APP, identity=transport, api=transport, clock=SystemClock())


def token(payload: Any) -> SecretStr:
    written = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    return SecretStr(f"e30.{written}.signature")


def test_the_challenge_is_that_of_the_standard() -> None:
    verifier = SecretStr("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")

    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_sign_in_asks_for_everything_the_product_needs() -> None:
    address = identity(lambda _: httpx.Response(500)).authorise_url(state="a state", challenge="a challenge")

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith("https://login.xero.com/identity/connect/authorize?")
    assert asked["scope"].split() == list(SCOPES)
    assert asked["redirect_uri"] == APP.redirect_uri
    assert (asked["state"], asked["code_challenge_method"]) == ("a state", "S256")


async def test_a_code_is_exchanged_with_its_verifier_as_a_form() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=TOKENS)

    granted = await identity(answer).exchange(SecretStr("a code"), SecretStr("a verifier"))

    form = {name: values[0] for name, values in parse_qs(seen[0].content.decode()).items()}
    assert granted.refresh_token.get_secret_value() == "next"
    assert seen[0].headers["authorization"] == "Basic " + base64.b64encode(b"AN-ID:a-secret").decode()
    assert form == {
        "grant_type": "authorization_code",
        "code": "a code",
        "redirect_uri": APP.redirect_uri,
        "code_verifier": "a verifier",
    }


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(httpx.Response(400, json={"error": "invalid_grant"}), GrantRefusedError, id="sign-in lost"),
        pytest.param(httpx.Response(400, json={"error": "invalid_client"}), AppRefusedError, id="our secret is wrong"),
        pytest.param(httpx.Response(400, json={"error": "invalid_scope"}), AppRefusedError, id="our scopes are wrong"),
        pytest.param(httpx.Response(400, text="<html>"), DamagedAnswerError, id="a page with 400"),
        pytest.param(httpx.Response(503, text="maintenance"), AwayError, id="maintenance"),
        pytest.param(httpx.Response(200, json={"access_token": "x"}), DamagedAnswerError, id="half an answer"),
    ],
)
async def test_only_invalid_grant_means_that_the_sign_in_is_lost(
    answer: httpx.Response, error: type[SyncError]
) -> None:
    with pytest.raises(error):
        await identity(lambda _: answer).refresh(SecretStr("a token"))


async def test_an_answer_that_does_not_fit_is_described_without_its_tokens() -> None:
    half = {"access_token": "very-secret", "expires_in": "soon"}

    with pytest.raises(DamagedAnswerError) as caught:
        await identity(lambda _: httpx.Response(200, json=half)).refresh(SecretStr("a token"))

    assert "refresh_token" in str(caught.value)
    assert "very-secret" not in "".join(traceback.format_exception(caught.value))


def test_the_user_and_the_consent_are_read_from_the_token() -> None:
    known = claims(token({"xero_userid": "a user", "authentication_event_id": "an event", "exp": 1}))

    assert (known.xero_userid, known.authentication_event_id) == ("a user", "an event")


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(SecretStr("opaque"), id="no JWT"),
        pytest.param(SecretStr("a.!!!.c"), id="no base64"),
        pytest.param(SecretStr("a.bm90IGpzb24.c"), id="no JSON"),
        pytest.param(token({"sub": "x"}), id="no user"),
        pytest.param(token([]), id="no object"),
    ],
)
def test_anything_else_is_no_access_token(broken: SecretStr) -> None:
    with pytest.raises(DamagedAnswerError):
        claims(broken)


async def test_practices_are_no_organisations() -> None:
    listed = [
        {"id": "1", "tenantId": "t1", "tenantType": "ORGANISATION", "tenantName": "Acme"},
        {"id": "2", "tenantId": "t2", "tenantType": "PRACTICE", "tenantName": "Accountants"},
    ]

    found = await identity(lambda _: httpx.Response(200, json=listed)).grants(SecretStr("t"), "an event")

    assert [(one.tenant_id, one.tenant_name) for one in found] == [("t1", "Acme")]
