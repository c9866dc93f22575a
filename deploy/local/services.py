"""Which processes make up the product on one machine. A new service is one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deploy.local.keys import Keys
from deploy.local.ports import LOOPBACK
from deploy.local.servers import Addresses

CONNECTOR, CONSOLE = "connector", "console"
SCORO, STUDIO, XERO = "scoro-sandbox", "scoro-sandbox-studio", "xero-sandbox"
SANDBOXES = (SCORO, STUDIO, XERO)
DEFAULT_SIZE = "300"
COMPANY = "acme_uk Europe/London"
"""Entity and time zone of the made-up company."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a process has to know of the others."""

    servers: Addresses
    database: str
    ports: Mapping[str, int]
    """Of the first process of each service."""
    keys: Keys
    company: Mapping[str, str]
    """How the made-up companies are seeded: `SEED` and `SIZE`, where they are given."""

    def address(self, name: str) -> str:
        return f"http://{LOOPBACK}:{self.ports[name]}"

    @property
    def public_url(self) -> str:
        """Xero accepts plain http for this name alone."""
        return f"http://localhost:{self.ports[CONNECTOR]}"

    @property
    def console_url(self) -> str:
        """Where people find the console."""
        return f"http://localhost:{self.ports[CONSOLE]}"


Environment = Callable[[Surroundings], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Service:
    """How one service is started and asked whether it is well."""

    name: str
    command: tuple[str, ...]
    """What follows `python`; `{port}` stands for its port."""
    environment: Environment
    health: str = "/health"
    takes_workers: bool = False
    """Whether more than one process makes sense."""
    ends_last: bool = False
    """Whether others still need it while they finish what is in flight."""


def common(around: Surroundings) -> dict[str, str]:
    return {
        "RABBITMQ_URL": around.servers.rabbitmq,
        "MONGODB_URL": around.servers.mongodb,
        "MONGODB_DATABASE": around.database,
        "TOKEN_KEY": around.keys.token_key,
        "INTERNAL_API_KEY": around.keys.internal_api_key,
        "PUBLIC_URL": around.public_url,
        "SCORO_PRIVATE_ADDRESSES": "true",
        "XERO_API_URL": around.address(XERO),
        "LOG_FORMAT": "json",
    }


def command_line(around: Surroundings) -> dict[str, str]:
    """What `scoro-xero` is told to work on this stack, from wherever it is called."""
    return common(around) | {"CONNECTOR_URL": around.address(CONNECTOR)}


def connector(around: Surroundings) -> dict[str, str]:
    """The only one that obtains tokens and takes webhooks."""
    return common(around) | {
        "XERO_LOGIN_URL": around.address(XERO),
        "XERO_IDENTITY_URL": around.address(XERO),
        "XERO_CLIENT_ID": around.keys.xero_client_id,
        "XERO_CLIENT_SECRET": around.keys.xero_client_secret,
        "XERO_WEBHOOK_KEY": around.keys.xero_webhook_key,
    }


def console(around: Surroundings) -> dict[str, str]:
    """Without the key to tokens: it has no business there."""
    told = {
        name: value for name, value in common(around).items() if name not in {"TOKEN_KEY", "PUBLIC_URL", "XERO_API_URL"}
    }
    return told | {
        "RABBITMQ_MANAGEMENT_URL": around.servers.rabbitmq_management,
        "CONNECTOR_URL": around.address(CONNECTOR),
        "CONSOLE_URL": around.console_url,
        "CONSOLE_IS_SANDBOX": "true",
        "CONSOLE_SANDBOX_OFFER": f"{around.address(SCORO)}/api/v2 {COMPANY} {around.keys.scoro_api_key}",
    }


def scoro_sandbox(around: Surroundings) -> dict[str, str]:
    given = {f"SANDBOX_SCORO_{name}": value for name, value in around.company.items()}
    return given | {"SANDBOX_SCORO_API_KEY": around.keys.scoro_api_key}


def studio_sandbox(around: Surroundings) -> dict[str, str]:
    """The site of a studio that keeps its books in Xero: new and nearly empty."""
    return {"SANDBOX_SCORO_PROFILE": "to_scoro", "SANDBOX_SCORO_API_KEY": around.keys.scoro_api_key}


def xero_sandbox(around: Surroundings) -> dict[str, str]:
    """With the studio's books."""
    given = {f"SANDBOX_XERO_{name}": value for name, value in ({"SIZE": DEFAULT_SIZE} | dict(around.company)).items()}
    return given | {
        "SANDBOX_XERO_CLIENT_ID": around.keys.xero_client_id,
        "SANDBOX_XERO_CLIENT_SECRET": around.keys.xero_client_secret,
        "SANDBOX_XERO_REDIRECT_URIS": f"{around.public_url}/oauth/xero/callback",
        "SANDBOX_XERO_API_BASE_URL": around.address(XERO),
    }


def _sandbox(name: str, system: str, environment: Environment) -> Service:
    command = ("-m", "services.sandbox", system, "--port", "{port}")
    return Service(name, command, environment, health="/_sandbox/health", ends_last=True)


SERVICES = (
    _sandbox(SCORO, "scoro", scoro_sandbox),
    _sandbox(STUDIO, "scoro", studio_sandbox),
    _sandbox(XERO, "xero", xero_sandbox),
    Service(CONNECTOR, ("-m", "services.connector"), connector),
    Service("scheduler", ("-m", "services.scheduler"), common),
    Service(CONSOLE, ("-m", "services.console"), console),
    Service("contacts", ("-m", "services.contacts"), common, takes_workers=True),
    Service("products", ("-m", "services.products"), common, takes_workers=True),
    Service("invoices", ("-m", "services.invoices"), common, takes_workers=True),
    Service("bills", ("-m", "services.bills"), common, takes_workers=True),
    Service("receipts", ("-m", "services.receipts"), common, takes_workers=True),
)
