"""Who may ask for single objects: whoever holds a key of the connection, and whoever is inside."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from services.connector.web.parts import Given
from services.connector.web.problems import NotAllowedError, OtherConnectionError
from shared.store.actions import Via

API_KEY = HTTPBearer(
    auto_error=False,
    scheme_name="API key",
    description="A key of this connection, as `scoro-xero api-keys create` makes it. INTERNAL_API_KEY opens every one.",
)
NEEDED = "the header Authorization: Bearer <API key> is missing, or nobody has this key (any more)"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose request it is."""

    via: Via
    id: str
    name: str = ""
    """Of the key."""

    def signed(self, asked_by: str) -> str:
        """As it stands beside the action: `Mari (ERP)`."""
        if not self.name:
            return asked_by
        return f"{asked_by} ({self.name})" if asked_by else self.name


async def caller(
    connection_id: str, given: Given, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(API_KEY)]
) -> Caller:
    """Raises NotAllowedError; OtherConnectionError for a key of another connection."""
    if shown is None:
        raise NotAllowedError(NEEDED)
    inside = given.internal_key.get_secret_value().encode()
    if inside and secrets.compare_digest(shown.credentials.encode(), inside):
        return Caller(Via.COMMAND_LINE, "inside")
    key = await given.store.api_keys.used(SecretStr(shown.credentials))
    if key is None:
        raise NotAllowedError(NEEDED)
    if key.connection_id != connection_id:
        raise OtherConnectionError
    return Caller(Via.API, key.id, key.name)


Called = Annotated[Caller, Depends(caller)]
