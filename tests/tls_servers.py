"""RabbitMQ and MongoDB that speak TLS alone, with certificates made up for the test."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from deploy.local import servers
from deploy.local.guard import guarded
from deploy.local.mongodb import MongoRecord, PrivateMongo
from deploy.local.places import Places
from deploy.local.rabbitmq import PrivateRabbit, RabbitRecord
from tests.certificates import Authority, Certificate

PLACES = Places()
_RABBIT = """\
listeners.tcp = none
listeners.ssl.local = 127.0.0.1:{port}
ssl_options.cacertfile = {authority}
ssl_options.certfile = {certificate}
ssl_options.keyfile = {key}
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = {demands}
"""


@dataclass(frozen=True, slots=True)
class TlsRabbit(PrivateRabbit):
    """Its AMQP side takes nothing but TLS; with `demands` nothing but clients with a certificate."""

    authority: Path = Path()
    server: Certificate | None = None
    demands: bool = False

    def prepared(self, record: RabbitRecord) -> dict[str, str]:
        """See there."""
        environment = PrivateRabbit.prepared(self, record)
        file = self.folder / "rabbitmq.conf"
        plain = "".join(line for line in file.read_text().splitlines(keepends=True) if "listeners.tcp" not in line)
        assert self.server
        file.write_text(
            plain
            + _RABBIT.format(
                port=record.amqp,
                authority=self.authority,
                certificate=self.server.certificate,
                key=self.server.key,
                demands=str(self.demands).lower(),
            )
        )
        return environment


@dataclass(frozen=True, slots=True)
class TlsMongo(PrivateMongo):
    """Takes both until it is set up; with `demands` nobody without a certificate who comes by TLS."""

    authority: Path = Path()
    server: Certificate | None = None
    demands: bool = False

    def _options(self, port: int) -> list[str]:
        assert self.server
        return [
            *PrivateMongo._options(self, port),
            *("--tlsMode", "preferTLS", "--tlsCertificateKeyFile", str(self.server.both)),
            *("--tlsCAFile", str(self.authority)),
            *(() if self.demands else ("--tlsAllowConnectionsWithoutCertificates",)),
        ]


@dataclass(frozen=True, slots=True)
class TlsServers:
    """Where both answer, without anything about certificates; `mongodb` has a query already."""

    rabbitmq: str
    mongodb: str


@contextlib.contextmanager
def tls_servers(folder: Path, authority: Authority, server: Certificate, *, demands: bool) -> Iterator[TlsServers]:
    """Both for the block; with `demands` they take nobody without a certificate."""
    rabbit = TlsRabbit(
        folder / "rabbitmq", lambda: servers.rabbit_program(PLACES), authority.file, server, demands=demands
    )
    mongo = TlsMongo(folder / "mongodb", lambda: servers.mongo_program(PLACES), authority.file, server, demands=demands)
    try:
        broker, database = rabbit.up(), mongo.up()
        with guarded(folder, *broker.processes, *database.processes):
            alone(database, authority, server)
            yield TlsServers(broker.url.replace("amqp:", "amqps:"), database.url)
    finally:
        rabbit.discard()
        mongo.discard()


def alone(database: MongoRecord, authority: Authority, server: Certificate) -> None:
    """From now on nothing but TLS."""
    told = f"&tls=true&tlsCAFile={authority.file}&tlsCertificateKeyFile={server.both}"
    with MongoClient[dict[str, Any]](database.url + told) as client:
        client.admin.command({"setParameter": 1, "tlsMode": "requireTLS"})
