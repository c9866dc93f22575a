"""How calls get their access token: read, or asked for, never refreshed here (design §6)."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What one call to one organisation needs."""

    value: SecretStr
    generation: int
    """Rises with every refresh, so that a stale token can be told from a fresh one."""
    tenant_id: str


class AccessTokens(Protocol):
    """Gives the token of one connection."""

    async def current(self) -> AccessToken:
        """The newest token that is stored."""
        ...

    async def renewed(self, stale_generation: int) -> AccessToken:
        """A token younger than that; waits a bounded time until somebody has refreshed it.

        Raises a SyncError where none comes.
        """
        ...
