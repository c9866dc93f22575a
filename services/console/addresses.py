"""Where the console finds things."""

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class Addresses:
    """Of the servers and of the connector."""

    rabbitmq_url: SecretStr
    rabbitmq_management_url: SecretStr | None
    """None where nobody named one: then the broker can only be managed with its own tool."""
    mongodb_url: SecretStr
    mongodb_database: str
    connector_url: str
    """From inside: whoever comes by the edge finds no internal API."""
    internal_api_key: SecretStr
    public_url: str = ""
    """Of the connector, for programs outside; pages name it to nobody."""
