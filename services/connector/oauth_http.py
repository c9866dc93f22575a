"""What Xero's identity servers are asked, and what their answers mean."""

import base64
import binascii
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, Field, SecretStr, TypeAdapter, ValidationError

from shared.clock import Clock
from shared.errors import AccessLostError, MendedBy, SyncError
from shared.http import Answer, Request, Transport
from shared.jsonio import NotJsonError, loads
from shared.xero.errors import DamagedAnswerError, XeroNotFoundError, error_of

BAD_REQUEST = 400
ORGANISATION = "ORGANISATION"

Model = TypeVar("Model")


class GrantRefusedError(AccessLostError):
    """The code or the refresh token is unknown, used, too old or revoked."""

    code = "xero_grant_refused"


class AppRefusedError(SyncError):
    """Xero does not accept our app: its id, secret or scopes must be mended where the connector runs."""

    code = "xero_app_refused"
    mended_by = MendedBy.OPERATOR


class Granted(BaseModel):
    """Xero's token answer."""

    access_token: SecretStr
    refresh_token: SecretStr
    expires_in: int = Field(gt=0)


class Claims(BaseModel):
    """What we read of an access token: whose it is and what this consent connected. Trusted for nothing else."""

    xero_userid: str = Field(min_length=1)
    authentication_event_id: str | None = None


class Grant(BaseModel):
    """An organisation that a person let us into."""

    id: str
    tenant_id: str = Field(alias="tenantId")
    tenant_type: str = Field(alias="tenantType")
    tenant_name: str = Field(default="", alias="tenantName")


@dataclass(frozen=True, slots=True)
class App:
    """Who we are to Xero."""

    client_id: str
    client_secret: SecretStr
    redirect_uri: str
    scopes: Sequence[str]
    login_url: str


class Identity:
    """Xero's token endpoint and its list of connections."""

    def __init__(self, app: App, *, identity: Transport, api: Transport, clock: Clock) -> None:
        self._app = app
        self._identity = identity
        self._api = api
        self._clock = clock

    def authorise_url(self, *, state: str, challenge: str) -> str:
        """Where a person signs in and lets us in."""
        query = {
            "response_type": "code",
            "client_id": self._app.client_id,
            "redirect_uri": self._app.redirect_uri,
            "scope": " ".join(self._app.scopes),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._app.login_url.rstrip('/')}/identity/connect/authorize?{urlencode(query)}"

    async def exchange(self, code: SecretStr, verifier: SecretStr) -> Granted:
        """Tokens for a code.

        Raises GrantRefusedError, AppRefusedError, or an AwayError where no clear answer came.
        """
        return await self._token(
            "authorization_code",
            code=code.get_secret_value(),
            redirect_uri=self._app.redirect_uri,
            code_verifier=verifier.get_secret_value(),
        )

    async def refresh(self, refresh_token: SecretStr) -> Granted:
        """A new pair; the old refresh token works for 30 minutes more. Raises as `exchange`."""
        return await self._token("refresh_token", refresh_token=refresh_token.get_secret_value())

    async def grants(self, access_token: SecretStr, auth_event: str | None) -> list[Grant]:
        """Organisations that this user connected, only those of one consent where that is named."""
        params = {"authEventId": auth_event} if auth_event else {}
        headers = {"Authorization": f"Bearer {access_token.get_secret_value()}", "Accept": "application/json"}
        answer = await self._api.send(Request("GET", "/connections", params, headers))
        if (error := error_of(answer, asked="connections", now=self._clock.now())) is not None:
            raise error
        found = _read(TypeAdapter(list[Grant]), _json(answer))
        return [grant for grant in found if grant.tenant_type == ORGANISATION]

    async def disconnect(self, access_token: SecretStr, grant_id: str) -> None:
        """End the connection of one organisation; one that is gone already is as good.

        Raises as `grants`.
        """
        headers = {"Authorization": f"Bearer {access_token.get_secret_value()}", "Accept": "application/json"}
        answer = await self._api.send(Request("DELETE", f"/connections/{quote(grant_id, safe='')}", headers=headers))
        error = error_of(answer, asked="connections", now=self._clock.now())
        if error is not None and not isinstance(error, XeroNotFoundError):
            raise error

    async def revoke(self, refresh_token: SecretStr) -> None:
        """End everything that the user allowed: all tokens and all connections of that user.

        Raises AppRefusedError, or an AwayError where no clear answer came.
        """
        body = urlencode({"token": refresh_token.get_secret_value()}).encode()
        answer = await self._identity.send(self._form("/connect/revocation", body))
        if answer.status == BAD_REQUEST:
            raise _refused(_json(answer))
        if (error := error_of(answer, asked="connect/revocation", now=self._clock.now())) is not None:
            raise error

    async def _token(self, grant_type: str, **form: str) -> Granted:
        body = urlencode({"grant_type": grant_type, **form}).encode()
        answer = await self._identity.send(self._form("/connect/token", body))
        if answer.status == BAD_REQUEST:
            raise _refused(_json(answer))
        if (error := error_of(answer, asked="connect/token", now=self._clock.now())) is not None:
            raise error
        return _read(TypeAdapter(Granted), _json(answer))

    def _form(self, path: str, body: bytes) -> Request:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": self._basic()}
        return Request("POST", path, headers=headers, body=body)

    def _basic(self) -> str:
        pair = f"{self._app.client_id}:{self._app.client_secret.get_secret_value()}"
        return "Basic " + base64.b64encode(pair.encode()).decode()


def claims(access_token: SecretStr) -> Claims:
    """The payload of the token, its signature unchecked: it came from Xero itself over TLS.

    Raises DamagedAnswerError for anything that is no such token.
    """
    parts = access_token.get_secret_value().split(".")
    try:
        payload = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        return _read(TypeAdapter(Claims), loads(payload))
    except (IndexError, binascii.Error, NotJsonError):
        raise DamagedAnswerError("the access token is not a JWT") from None


def expires_at(granted: Granted, asked_at: dt.datetime) -> dt.datetime:
    """Counted from when we asked, to be on the safe side."""
    return asked_at + dt.timedelta(seconds=granted.expires_in)


def _refused(body: Any) -> SyncError:
    said = str(body.get("error", "")) if isinstance(body, Mapping) else ""
    if said == "invalid_grant":
        return GrantRefusedError("Xero says invalid_grant: the sign-in is used up, too old or revoked")
    return AppRefusedError(f"Xero refuses the app: {said or 'no reason given'}")


def _json(answer: Answer) -> Any:
    try:
        return loads(answer.body)
    except NotJsonError as error:
        raise DamagedAnswerError(f"Xero answered {answer.status} without JSON") from error


def _read(kind: TypeAdapter[Model], value: Any) -> Model:
    """Validation errors quote their input, which holds tokens: only the places stay."""
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        places = sorted({".".join(map(str, item["loc"])) for item in error.errors(include_input=False)})
        raise DamagedAnswerError(f"Xero's answer lacks {', '.join(places) or 'everything'}") from None
