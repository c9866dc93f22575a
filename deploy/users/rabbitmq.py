"""RabbitMQ's definitions: users without passwords, which sign nobody in until each gets one.

The scheduler makes the queues; all others only look whether they are there (`DECLARE_TOPOLOGY=false`).
"""

import re
from typing import Any

from shared.messaging.topology import DEAD_LETTERS, EVENTS, RETRY_SECONDS, retry_exchange, services

NOTHING = "^$"
EVERYTHING = ".*"
OWN_QUEUES = r"amq\.gen.*"
"""The console hears outcomes by a queue that is gone with it."""
DIRECTLY = r"amq\.default"
"""Replays go to the one queue that a letter came from."""


def users() -> dict[str, dict[str, str]]:
    """Who may configure, write and read what, as regular expressions over names."""
    out = "|".join([EVENTS, DEAD_LETTERS, *(re.escape(retry_exchange(seconds)) for seconds in RETRY_SECONDS)])
    found = {name: {"configure": NOTHING, "write": f"^({out})$", "read": rf"^{name}\..*$"} for name in services()}
    found["scheduler"] = {"configure": EVERYTHING, "write": EVERYTHING, "read": EVERYTHING}
    found["console"] = {
        "configure": f"^({OWN_QUEUES})$",
        "write": f"^({EVENTS}|{DIRECTLY}|{OWN_QUEUES})$",
        "read": f"^({EVENTS}|{OWN_QUEUES})$",
    }
    found["keda"] = {"configure": NOTHING, "write": NOTHING, "read": NOTHING}
    return found


def definitions(vhost: str = "/") -> dict[str, Any]:
    """For `rabbitmqctl import_definitions`."""
    return {
        "users": [
            {"name": name, "password_hash": "", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": []}
            for name in users()
        ],
        "vhosts": [{"name": vhost}],
        "permissions": [{"user": name, "vhost": vhost, **rights} for name, rights in users().items()],
    }
