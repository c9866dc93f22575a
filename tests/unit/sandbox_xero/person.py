"""A person with a browser, and the app that sent them."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

REDIRECT = "http://localhost:8080/oauth/xero/callback"


VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-43"


CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


SCOPE = "openid offline_access accounting.invoices"


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
