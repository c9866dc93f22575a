"""The broker and the database that a stack uses: those named in the settings, else private ones."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.local import binaries
from deploy.local.binaries import MongoProgram, RabbitProgram
from deploy.local.errors import NotInstalledError
from deploy.local.mongodb import PrivateMongo
from deploy.local.places import Places
from deploy.local.rabbitmq import PrivateRabbit
from deploy.local.settings import LocalSettings

_MISSING = "{name} is not here. Run `make setup`, or set {variable} to one that you have, or use `docker compose up`."
_MANAGEMENT = {"amqp": ("http", 15672), "amqps": ("https", 15671)}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the servers answer. These contain passwords."""

    rabbitmq: str
    rabbitmq_management: str
    mongodb: str


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers of one stack."""

    places: Places
    settings: LocalSettings

    def up(self) -> Addresses:
        """Start or repair what is private; both at once, for each mostly waits for its disk."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            broker = pool.submit(self.rabbitmq)
            database = pool.submit(self.mongodb)
            rabbitmq, management = broker.result()
            return Addresses(rabbitmq, management, database.result())

    def missing(self) -> list[str]:
        """The private ones that do not run."""
        broker, database = self.rabbit.record(), self.mongo.record()
        runs = {
            "RabbitMQ": self.settings.rabbitmq_url or (broker and broker.is_alive),
            "MongoDB": self.settings.mongodb_url or (database and database.is_alive),
        }
        return [name for name, found in runs.items() if not found]

    def down(self) -> None:
        """End what is private; servers named in the settings stay."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            ends = [pool.submit(self.rabbit.down), pool.submit(self.mongo.down)]
            for end in ends:
                end.result()

    @property
    def rabbit(self) -> PrivateRabbit:
        suite = self.settings.rabbitmq_debian
        return PrivateRabbit(self.places.run / "rabbitmq", lambda: rabbit_program(self.places, suite))

    @property
    def mongo(self) -> PrivateMongo:
        return PrivateMongo(self.places.run / "mongodb", lambda: mongo_program(self.places))

    def rabbitmq(self) -> tuple[str, str]:
        """The broker's address and that of its management API; started if it is private."""
        if given := self.settings.rabbitmq_url:
            management = self.settings.rabbitmq_management_url
            url = given.get_secret_value()
            return url, management.get_secret_value() if management else usual_management_url(url)
        record = self.rabbit.up()
        return record.url, record.management_url

    def mongodb(self) -> str:
        """The replica set's address; started if it is private."""
        given = self.settings.mongodb_url
        return given.get_secret_value() if given else self.mongo.up().url


def rabbit_program(places: Places, suite: str = "") -> RabbitProgram:
    """Of this machine, or of the Debian release that is named."""
    packages = places.packages
    if found := binaries.find_rabbitmq_of(packages, suite) if suite else binaries.find_rabbitmq(packages):
        return found
    raise NotInstalledError(_MISSING.format(name="RabbitMQ", variable="RABBITMQ_URL"))


def mongo_program(places: Places) -> MongoProgram:
    if found := binaries.find_mongod(places.packages):
        return found
    raise NotInstalledError(_MISSING.format(name="MongoDB", variable="MONGODB_URL"))


def usual_management_url(amqp_url: str) -> str:
    """The management API of a broker that somebody else runs: the usual port of the same host, the same user."""
    parts = urlsplit(amqp_url)
    user, password = quote(parts.username or "guest", safe="%"), quote(parts.password or "guest", safe="%")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    scheme, port = _MANAGEMENT["amqps" if parts.scheme == "amqps" else "amqp"]
    return urlunsplit((scheme, f"{user}:{password}@{host}:{port}", "", "", ""))
