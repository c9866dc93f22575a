"""Where the console finds the product: from the environment or `.env`."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.secret_files import FromEnvironment


class ConsoleSettings(FromEnvironment):
    """Addresses alone: the console holds no key to what is encrypted at rest. What is not set is None."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    rabbitmq_url: SecretStr | None = Field(default=None, description="AMQP address, with user and password")
    rabbitmq_management_url: SecretStr | None = Field(
        default=None, description="RabbitMQ's management API, with an administrator's user and password"
    )
    mongodb_url: SecretStr | None = Field(default=None, description="MongoDB replica set")
    mongodb_database: str | None = Field(default=None, min_length=1, description="Database name")
    public_url: str | None = Field(default=None, description="Address of the connector seen from outside")
    internal_api_key: SecretStr | None = Field(
        default=None, description="Key by which the command line and the console speak to the connector"
    )
