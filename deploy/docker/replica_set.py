"""Makes the mongod of `docker-compose.yml` a replica set of one: `python -m deploy.docker.replica_set`.

Does nothing where that is done already, so every `docker compose up` may run it.
"""

import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from pydantic import Field, SecretStr
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local import replica_set
from deploy.local.waiting import until
from shared.secret_files import FromEnvironment

SECONDS = 120.0
PAUSE = 1.0


class ReplicaSetSettings(FromEnvironment):
    """Where the server is, by the name its clients know it by."""

    mongodb_url: SecretStr = Field(description="MongoDB replica set")


def advance(url: str) -> bool:
    """One step towards a primary; True when it is there. To be called until then."""
    try:
        with MongoClient[dict[str, Any]](_direct(url), serverSelectionTimeoutMS=2_000, socketTimeoutMS=5_000) as client:
            found = client.admin.command("hello")
            if not found.get("setName"):
                members = [{"_id": 0, "host": urlsplit(url).netloc.rpartition("@")[2]}]
                client.admin.command("replSetInitiate", {"_id": replica_set.NAME, "members": members})
            return bool(found.get("isWritablePrimary") and found.get("setName"))
    except PyMongoError as error:
        sys.stderr.write(f"not yet: {type(error).__name__}\n")
        return False


def _direct(url: str) -> str:
    """The same server, not as the member of a set that does not exist yet."""
    parts = urlsplit(url)
    kept = [f"{name}={values[-1]}" for name, values in parse_qs(parts.query).items() if name != "replicaSet"]
    return urlunsplit(parts._replace(query="&".join([*kept, "directConnection=true"])))


def main() -> int:
    """0 where there is a primary, 1 where none came in time."""
    url = ReplicaSetSettings().mongodb_url.get_secret_value()
    if until(lambda: advance(url), seconds=SECONDS, pause=PAUSE):
        return 0
    sys.stderr.write(f"MongoDB did not become a primary within {SECONDS:.0f} s\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
