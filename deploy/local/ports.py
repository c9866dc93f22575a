"""Free loopback ports, taken below the range from which systems serve outgoing connections."""

import contextlib
import random
import socket
from collections.abc import Iterable

from deploy.local.waiting import until

LOOPBACK = "127.0.0.1"
FIRST, LAST = 20_000, 32_000
ATTEMPTS = 200
RELEASE_SECONDS = 0.5


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether something accepts connections on the port."""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=0.5):
        return True
    return False


def free_ports(count: int, *, without: Iterable[int] = ()) -> tuple[int, ...]:
    """Different free ports, drawn at random so that two checkouts starting at once seldom draw the same."""
    taken = set(without)
    found: list[int] = []
    for port in random.SystemRandom().sample(range(FIRST, LAST), ATTEMPTS + count):
        if len(found) == count:
            break
        if port not in taken and is_free(port):
            found.append(port)
    if len(found) < count:
        raise OSError(f"no {count} free ports between {FIRST} and {LAST}")
    return tuple(found)


def keep_or_replace(port: int) -> int:
    """The port a server had before, or another one if somebody has taken it meanwhile."""
    return port if until(lambda: is_free(port), seconds=RELEASE_SECONDS) else free_ports(1)[0]
