"""Keys and passwords of one checkout, made once, readable by the current user alone."""

import secrets

from cryptography.fernet import Fernet
from pydantic import BaseModel, ConfigDict, Field

from deploy.local import records
from deploy.local.places import Places


class Keys(BaseModel):
    """Nothing here opens anything outside this machine."""

    model_config = ConfigDict(frozen=True)

    token_key: str = Field(default_factory=lambda: Fernet.generate_key().decode())
    internal_api_key: str = Field(default_factory=lambda: secrets.token_urlsafe(24))
    scoro_api_key: str = Field(default_factory=lambda: f"ScoroAPI_{secrets.token_hex(12)}")
    xero_client_id: str = Field(default_factory=lambda: secrets.token_hex(16).upper())
    xero_client_secret: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    xero_webhook_key: str = Field(default_factory=lambda: secrets.token_urlsafe(48))


def keys_of(places: Places) -> Keys:
    """Losing the token key would lose the tokens in the database, so what exists is never made anew."""
    found = records.load(places.keys, Keys) or Keys()
    records.save(places.keys, found)
    return found
