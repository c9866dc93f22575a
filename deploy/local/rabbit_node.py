"""Files and environment that keep one RabbitMQ node apart from every other on the machine."""

import os
from pathlib import Path
from typing import Protocol

from deploy.local import files, ports
from deploy.local.binaries import RabbitProgram

NAME = "sync@localhost"

_CONFIGURATION = """\
listeners.tcp.local = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
default_user = {user}
default_pass = {password}
vm_memory_high_watermark.absolute = 1GiB
disk_free_limit.absolute = 200MB
raft.wal_max_size_bytes = 67108864
"""


class Told(Protocol):
    """What a node is told of itself."""

    @property
    def user(self) -> str: ...

    @property
    def password(self) -> str: ...

    @property
    def amqp(self) -> int: ...

    @property
    def management(self) -> int: ...

    @property
    def distribution(self) -> int: ...

    @property
    def mapper_port(self) -> int: ...


def prepared(
    name: str, told: Told, program: RabbitProgram, *, folder: Path, home: Path, more: str = ""
) -> dict[str, str]:
    """Write its files and hand out its environment; nodes of one home trust each other."""
    for part in (home, folder / "mnesia", folder / "log"):
        part.mkdir(parents=True, exist_ok=True)
    written = _CONFIGURATION.format(amqp=told.amqp, management=told.management, user=told.user, password=told.password)
    files.write(folder / "rabbitmq.conf", written + more)
    files.write(folder / "enabled_plugins", "[rabbitmq_management].\n")
    files.write(folder / "env.conf", "")
    return {
        "HOME": str(home),
        "PATH": program.search_path,
        "LC_ALL": "C.UTF-8",
        "RABBITMQ_NODENAME": name,
        "RABBITMQ_DIST_PORT": str(told.distribution),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "env.conf"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SCHEDULER_BIND_TYPE": "u",  # two nodes on one machine must not share a core by force
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RUNNING_UNDER_SYSTEMD": "yes",  # the script becomes the node instead of watching over it
        "ERL_CRASH_DUMP": os.devnull,
        "ERL_EPMD_PORT": str(told.mapper_port),
        "ERL_EPMD_ADDRESS": ports.LOOPBACK,
    }
