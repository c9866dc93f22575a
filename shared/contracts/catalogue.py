"""All messages, and how their published schemas are made and compared."""

import json
from pathlib import Path
from typing import Any

from shared.contracts import announcements, changes, connection, outcomes, previews, sync
from shared.contracts.envelope import Contract, Message, routing_key

MESSAGES: tuple[type[Message], ...] = (
    sync.SyncRequested,
    sync.PageWanted,
    sync.ObjectWanted,
    sync.ActionRequested,
    *changes.BELLS.values(),
    outcomes.ObjectSynced,
    outcomes.ObjectLeftOut,
    outcomes.ObjectFailed,
    previews.PlanRequested,
    connection.AccessNeeded,
    connection.AccessDoubted,
    connection.ReferenceDataRefreshed,
    connection.ConnectionBroken,
)
CONTRACTS: tuple[type[Contract], ...] = (*announcements.ANNOUNCEMENTS.values(), *MESSAGES)
"""What others tell us, and what we tell each other."""
SCHEMAS = Path(__file__).parent / "schemas"
PUBLIC = SCHEMAS / "announcements"


def schema_file(message: type[Contract]) -> Path:
    """Where the published schema of a message lies."""
    folder = PUBLIC if issubclass(message, announcements.Announcement) else SCHEMAS
    return folder / f"{routing_key(message)}.json"


def schema(message: type[Contract]) -> dict[str, Any]:
    """The schema as the code says now."""
    return message.model_json_schema()


def write_schemas() -> None:
    """Publish the present form of every message; a reviewed decision."""
    PUBLIC.mkdir(parents=True, exist_ok=True)
    for message in CONTRACTS:
        schema_file(message).write_text(json.dumps(schema(message), indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    write_schemas()
