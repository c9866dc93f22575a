"""Both clusters at work, and the environment in which a stack uses them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.faults.clusters.brokers import USER, BrokerCluster
from deploy.faults.clusters.databases import DatabaseCluster
from deploy.faults.lines import line_to
from deploy.local import binaries, environment
from deploy.local.errors import NotInstalledError
from deploy.local.ports import LOOPBACK


@dataclass(frozen=True, slots=True)
class Clusters:
    """What can be lost."""

    brokers: BrokerCluster
    databases: DatabaseCluster
    broker_url: str
    management_url: str


@contextmanager
def running(folder: Path, packages: Path) -> Iterator[Clusters]:
    """Both, for as long as the block lasts; services reach the brokers as they would through a load balancer.

    Raises DidNotStartError, NotInstalledError.
    """
    rabbit, mongod = binaries.find_rabbitmq(packages), binaries.find_mongod(packages)
    if rabbit is None or mongod is None:
        raise NotInstalledError("RabbitMQ or MongoDB is not here. Run `make setup`.")
    with ExitStack() as ends:
        brokers = BrokerCluster(folder / "rabbitmq", rabbit)
        ends.callback(brokers.down)
        brokers.up()
        databases = DatabaseCluster(folder / "mongodb", mongod)
        ends.callback(databases.down)
        databases.up()
        first = brokers.nodes[0]
        amqp = ends.enter_context(line_to(*(node.amqp for node in brokers.nodes)))
        http = ends.enter_context(line_to(*(node.management for node in brokers.nodes)))
        yield Clusters(
            brokers,
            databases,
            f"amqp://{USER}:{first.password}@{LOOPBACK}:{amqp.port}/",
            f"http://{USER}:{first.password}@{LOOPBACK}:{http.port}",
        )


def used(clusters: Clusters) -> AbstractContextManager[None]:
    """A stack started in this block uses them."""
    return environment.told(
        {
            "RABBITMQ_URL": clusters.broker_url,
            "RABBITMQ_MANAGEMENT_URL": clusters.management_url,
            "MONGODB_URL": clusters.databases.url,
        }
    )
