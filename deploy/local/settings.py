"""What of the environment and `.env` matters for things that run on this machine."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class LocalSettings(BaseSettings):
    """Addresses given here are used as they are: nothing is installed or started in their place."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    rabbitmq_url: SecretStr | None = Field(default=None, description="A RabbitMQ that runs already")
    rabbitmq_management_url: SecretStr | None = Field(
        default=None, description="Its management API, with user and password; default: port 15672 of the same host"
    )
    rabbitmq_debian: str = Field(
        default="",
        pattern="^[a-z]*$",
        description="A Debian release such as forky, whose RabbitMQ root runs in a folder",
    )
    mongodb_url: SecretStr | None = Field(default=None, description="A MongoDB replica set that runs already")
    mongodb_database: str = Field(default="scoro_xero_sync", min_length=1, description="Database name")


def load(checkout: Path) -> LocalSettings:
    return LocalSettings(_env_file=checkout / ".env")
