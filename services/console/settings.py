"""Where the console finds the product: from the environment or `.env`."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.secret_files import FromEnvironment
from shared.setting_kinds import Broker, DatabaseName, Management, MongoAddress, OwnSecret, WebAddress

CONNECTOR_URL = "http://localhost:8080"
"""Where the command line runs in the connector's container, or beside it."""


class ConsoleSettings(FromEnvironment):
    """Addresses alone: the console holds no key to what is encrypted at rest. What is not set is None."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    rabbitmq_url: Broker | None = Field(default=None, description="AMQP address, with user and password")
    rabbitmq_management_url: Management | None = Field(
        default=None, description="RabbitMQ's management API, with an administrator's user and password"
    )
    mongodb_url: MongoAddress | None = Field(default=None, description="MongoDB replica set")
    mongodb_database: DatabaseName | None = Field(default=None, description="Database name")
    connector_url: WebAddress | None = Field(
        default=None, description=f"Address of the connector from inside, for the console too; empty: {CONNECTOR_URL}"
    )
    public_url: WebAddress | None = Field(default=None, description="Address of the connector seen from outside")
    internal_api_key: OwnSecret | None = Field(
        default=None, description="Key by which the command line and the console speak to the connector"
    )
