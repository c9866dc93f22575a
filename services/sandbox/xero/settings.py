"""How the pretend Xero starts: `SANDBOX_XERO_…` in the environment."""

from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class XeroSandboxSettings(BaseSettings):
    """`redirect_uris` is a comma list in the environment; like Xero's, they are https or http://localhost."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_XERO_", frozen=True)

    client_id: str = "5A3D0B0C9F1E4C7EA1B2C3D4E5F60718"
    client_secret: SecretStr = SecretStr("sandbox-secret-for-the-xero-app")
    app_name: str = "Scoro–Xero Sync"
    redirect_uris: Annotated[tuple[str, ...], NoDecode] = ("http://localhost:8080/oauth/xero/callback",)
    api_base_url: str = "https://api.xero.com"
    """Stands in webhooks' resourceUrl."""
    calls_per_day: Annotated[int, Field(ge=1)] = 5000
    """1000 on Xero's Starter tier."""
    webhook_batch_seconds: Annotated[float, Field(ge=0, le=5)] = 0.05
    """How long events gather before they are posted together."""
    with_default_organisations: bool = True
    """False starts without organisations; seed them through the control API."""
    seed: Annotated[int, Field(ge=0)] = 1
    size: Annotated[int, Field(ge=0)] = 0
    """Documents of a third organisation, the made-up "Acme Studio Ltd"; 0 = there is none."""

    @field_validator("redirect_uris", mode="before")
    @classmethod
    def _comma_list(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
