"""All messages, and how their published schemas are made and compared."""

import json
from pathlib import Path
from typing import Any

from shared.contracts import changes, connection, outcomes, sync
from shared.contracts.envelope import Message, routing_key

MESSAGES: tuple[type[Message], ...] = (
    sync.SyncRequested,
    sync.PageWanted,
    sync.ObjectWanted,
    *changes.BELLS.values(),
    outcomes.ObjectSynced,
    outcomes.ObjectLeftOut,
    outcomes.ObjectFailed,
    connection.AccessNeeded,
    connection.AccessDoubted,
    connection.ReferenceDataRefreshed,
    connection.ConnectionBroken,
)
SCHEMAS = Path(__file__).parent / "schemas"


def schema_file(message: type[Message]) -> Path:
    """Where the published schema of a message lies."""
    return SCHEMAS / f"{routing_key(message)}.json"


def schema(message: type[Message]) -> dict[str, Any]:
    """The schema as the code says now."""
    return message.model_json_schema()


def write_schemas() -> None:
    """Publish the present form of every message; a reviewed decision."""
    SCHEMAS.mkdir(exist_ok=True)
    for message in MESSAGES:
        schema_file(message).write_text(json.dumps(schema(message), indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    write_schemas()
