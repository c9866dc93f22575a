"""What `docker-compose.yml` takes from `.env` beside the settings of the services."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class ComposeSettings(BaseSettings):
    """Read by Docker Compose itself; here for .env.example and the tests."""

    rabbitmq_password: SecretStr = Field(description="Of the RabbitMQ container; letters and digits")
    mongodb_password: SecretStr = Field(description="Of the MongoDB container; letters and digits")
    connector_address: str = Field(
        default="127.0.0.1:8080", description="Where the connector can be reached from outside its container"
    )
    console_address: str = Field(
        default="127.0.0.1:8090", description="Where the console can be reached from outside its container"
    )
    rabbitmq_management_address: str = Field(
        default="127.0.0.1:15672", description="Where RabbitMQ's management pages can be reached"
    )
    grafana_address: str = Field(
        default="127.0.0.1:3000", description="Where Grafana can be reached (profile `observe`)"
    )
    grafana_password: SecretStr = Field(
        default=SecretStr(""), description="Of Grafana's user admin (profile `observe`)"
    )
    version: str = Field(default="local", description="Tag of the image that is built")
