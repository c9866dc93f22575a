"""What of the environment and `.env` matters for things that run on this machine."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import SettingsConfigDict

from deploy.local.errors import WrongUseError
from shared.refused_settings import told
from shared.secret_files import FromEnvironment, SecretFileError
from shared.setting_kinds import Broker, DatabaseName, Management, MongoAddress


class LocalSettings(FromEnvironment):
    """Addresses given here are used as they are: nothing is installed or started in their place."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    rabbitmq_url: Broker | None = Field(default=None, description="A RabbitMQ that runs already")
    rabbitmq_management_url: Management | None = Field(
        default=None, description="Its management API, with user and password; default: port 15672 of the same host"
    )
    rabbitmq_debian: str = Field(
        default="",
        pattern="^[a-z]*$",
        description="A Debian release such as forky, whose RabbitMQ root runs in a folder",
    )
    mongodb_url: MongoAddress | None = Field(default=None, description="A MongoDB replica set that runs already")
    mongodb_database: DatabaseName = Field(default="scoro_xero_sync", description="Database name")


def load(checkout: Path) -> LocalSettings:
    """From the environment, and `.env` of the checkout. Raises WrongUseError."""
    try:
        return LocalSettings(_env_file=checkout / ".env")
    except (ValidationError, SecretFileError) as error:
        raise WrongUseError(told(error, LocalSettings)) from None
