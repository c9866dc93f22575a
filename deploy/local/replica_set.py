"""Makes a single mongod a replica set of one with a user of ours, step by step, from whatever state it is in."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.ports import LOOPBACK

NAME = "rs0"
LIFETIME = "transactionLifetimeLimitSeconds=15"
"""What a killed process had begun keeps others from the same records for so long, not for a minute; ours take ten
seconds at most."""

Client = MongoClient[dict[str, Any]]


def is_primary(port: int, user: str, password: str) -> bool:
    """Whether our own user may write."""
    try:
        with _connected(port, user, password) as client:
            return bool(client.admin.command("hello")["isWritablePrimary"])
    except PyMongoError:
        return False


def advance(port: int, user: str, password: str) -> bool:
    """One step towards a primary with our user; True when it is there. To be called until then."""
    if is_primary(port, user, password):
        return True
    try:
        _make_user(port, user, password)
    except PyMongoError:  # there is one already, or it is too early
        _move(port, user, password)
    return False


def _make_user(port: int, user: str, password: str) -> None:
    """As long as it has no user, a server lets local connections set it up."""
    with _connected(port) as client:
        if not client.admin.command("hello").get("setName"):
            members = [{"_id": 0, "host": f"{LOOPBACK}:{port}"}]
            client.admin.command("replSetInitiate", {"_id": NAME, "members": members})
        if client.admin.command("hello")["isWritablePrimary"]:
            client.admin.command("createUser", user, pwd=password, roles=["root"])


def _move(port: int, user: str, password: str) -> None:
    """A set that was last seen on another port does not know itself any more; it is told its new address."""
    try:
        with _connected(port, user, password) as client:
            config = client.admin.command("replSetGetConfig")["config"]
            if config["members"][0]["host"] != f"{LOOPBACK}:{port}":
                config["members"][0]["host"] = f"{LOOPBACK}:{port}"
                config["version"] += 1
                client.admin.command("replSetReconfig", config, force=True)
    except PyMongoError:  # not listening yet; asked again
        return


def _connected(port: int, user: str | None = None, password: str | None = None) -> Client:
    return MongoClient(
        LOOPBACK,
        port,
        username=user,
        password=password,
        directConnection=True,
        serverSelectionTimeoutMS=1_000,
        socketTimeoutMS=5_000,
    )
