"""What the connector needs from the environment beyond what every service needs."""

from pydantic import Field, SecretStr

from shared.config import XeroSettings
from shared.setting_kinds import WebAddress

CALLBACK_PATH = "/oauth/xero/callback"
SCOPES = (
    "openid", "profile", "email", "offline_access", "accounting.invoices", "accounting.payments",
    "accounting.banktransactions.read", "accounting.contacts", "accounting.settings", "accounting.attachments",
)  # fmt: skip
"""What we ask of Xero; scopes only grow with each consent."""


class ConnectorSettings(XeroSettings):
    """The connector's own."""

    xero_client_id: str = Field(default="", description="Client id of the Xero app")
    xero_client_secret: SecretStr = Field(default=SecretStr(""), description="Client secret of the Xero app")
    xero_login_url: WebAddress = Field(default="https://login.xero.com", description="Where people sign in at Xero")
    xero_identity_url: WebAddress = Field(default="https://identity.xero.com", description="Where tokens are given out")
    xero_webhook_key: SecretStr = Field(
        default=SecretStr(""), description="Signs Xero's webhooks; without it every webhook is refused"
    )

    @property
    def redirect_uri(self) -> str:
        """Must stand in the Xero app byte for byte."""
        return self.public_url.rstrip("/") + CALLBACK_PATH
