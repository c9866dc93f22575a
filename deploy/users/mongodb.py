"""MongoDB's roles: what only a few services need is closed to all others.

Every service makes collections and indexes that are missing; that tells nothing of what is in them.
"""

from typing import Any

from shared.store.alarms import ALARMS
from shared.store.api_keys import API_KEYS
from shared.store.changes import CHANGES
from shared.store.consents import CONSENTS
from shared.store.everything import INDEXES
from shared.store.people import INVITATIONS, PEOPLE
from shared.store.publishers import PUBLISHERS
from shared.store.settings import SETTINGS
from shared.store.tokens import TOKENS
from shared.store.visits import VISITS

READ = ("find", "changeStream")
UPDATE = (*READ, "update")
WRITE = (*UPDATE, "insert", "remove")
MAKE = ("createCollection", "createIndex", "listIndexes")

CLOSED = (ALARMS, API_KEYS, CONSENTS, INVITATIONS, PEOPLE, PUBLISHERS, SETTINGS, TOKENS, VISITS)
"""Open to those alone who are named below."""
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "worker": {TOKENS: READ, SETTINGS: UPDATE},
    "scheduler": {TOKENS: READ, SETTINGS: UPDATE},
    "connector": {TOKENS: WRITE, CONSENTS: WRITE, API_KEYS: UPDATE, PUBLISHERS: READ, SETTINGS: UPDATE},
    "console": {
        ALARMS: WRITE, API_KEYS: WRITE, INVITATIONS: WRITE, PEOPLE: WRITE, PUBLISHERS: WRITE, SETTINGS: WRITE,
        VISITS: WRITE,
    },
}  # fmt: skip


OF_ALL = {"console": ("dbStats",)}
"""What is asked of the whole database: Health tells its size."""


def role(name: str, database: str) -> dict[str, Any]:
    """The command that makes a role; whoever starts first after an upgrade gives up indexes of the log."""
    open_to_all = dict.fromkeys(sorted(INDEXES.keys() - set(CLOSED)), WRITE)
    allowed = {**open_to_all, CHANGES: (*WRITE, "dropIndex"), **ROLES[name]}
    return {
        "createRole": f"scoro_xero_{name}",
        "privileges": [
            {
                "resource": {"db": database, "collection": ""},
                "actions": [*MAKE, "listCollections", *OF_ALL.get(name, ())],
            },
            *(
                {"resource": {"db": database, "collection": collection}, "actions": list(actions)}
                for collection, actions in sorted(allowed.items())
            ),
        ],
        "roles": [],
    }


def roles(database: str) -> list[dict[str, Any]]:
    """All of them."""
    return [role(name, database) for name in ROLES]
