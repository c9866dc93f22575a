"""Asks the service of this container whether it is well: `python -m deploy.docker.healthcheck [PATH]`; 0 is yes.

Nothing but the standard library is imported: it runs every few seconds in every container.
"""

import os
import sys
import urllib.request
from collections.abc import Sequence

SECONDS = 6
DEFAULT_PORT = "8080"


def main(arguments: Sequence[str]) -> int:
    """The exit code that Docker expects."""
    path = arguments[0] if arguments else "/health"
    address = f"http://127.0.0.1:{os.environ.get('HEALTH_PORT') or DEFAULT_PORT}{path}"
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(address, timeout=SECONDS):
            return 0
    except OSError as error:  # refused, too slow, or an answer that says no
        sys.stderr.write(f"{address}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
