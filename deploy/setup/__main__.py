"""Brings the servers' programs: `python -m deploy.setup`. Does nothing the second time."""

import sys

from deploy.local import settings
from deploy.local.errors import LocalError, plainly
from deploy.local.places import Places
from deploy.setup import debian_folder, mongodb, rabbitmq
from deploy.setup.commands import tell


def main() -> int:
    places = Places()
    try:
        chosen = settings.load(places.checkout)
        if chosen.rabbitmq_debian:
            debian_folder.bring(places.packages, chosen.rabbitmq_debian, tell)
        elif chosen.rabbitmq_url is None:
            rabbitmq.bring(places.packages, tell)
        if chosen.mongodb_url is None:
            mongodb.bring(places.packages, tell)
    except (LocalError, OSError) as error:
        tell(f"\n{plainly(error) if isinstance(error, OSError) else error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
