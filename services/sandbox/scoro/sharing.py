"""Products, projects and accounting objects: each shared with the entities that people choose (R15)."""

from typing import Any

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.reading import a_list_of_objects
from services.sandbox.scoro.state import Row


def is_shared_with(row: Row, call: Call) -> bool:
    return call.entity.entity_id in row["_accounts"]


def read_accounts(name: str, given: Any, call: Call) -> list[str]:
    """An empty list leaves it with the entity that asks."""
    accounts = [str(one.get("id", "")) for one in a_list_of_objects(name, given)]
    for entity_id in accounts:
        if entity_id not in call.state.entities:
            raise BadRequestError.field(name, f"entity {entity_id} not found")
    return accounts or [call.entity.entity_id]


def shown_accounts(row: Row) -> list[dict[str, str]]:
    return [{"id": entity_id} for entity_id in row["_accounts"]]
