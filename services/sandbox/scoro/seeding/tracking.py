"""Projects and accounting objects, as they may be named in Xero's tracking options (R127, R131)."""

from itertools import cycle

from services.sandbox.scoro import finance_objects, projects
from services.sandbox.scoro.seeding.maker import Maker
from services.sandbox.scoro.state import Entity, Row

# name, status, shared with the main entity, with the second one; a name that occurs twice can be attached to nothing
PROJECTS = (
    ("Website relaunch", "inprogress", True, False),
    ("Spring campaign & launch", "inprogress", True, True),
    ("Annual report", "completed", True, False),
    ("Office move", "pending", True, True),
    ("Retainer", "inprogress", True, False),
    ("Retainer", "inprogress", True, False),
    ("Brand book “Põhjala”", "future", True, False),
    ("Messeauftritt", "cancelled", True, False),
    ("Tallinna kontor", "inprogress", False, True),
)
# symbol, name, group, shared with the second entity
OBJECTS = (
    ("DES", "Design", "Teams", True),
    ("DEV", "Development & data", "Teams", True),
    ("PM", "Project management", "Teams", False),
    ("EVT", "Events", "Units", False),
)


def make_objects(maker: Maker, main: Entity, second: Entity) -> None:
    for symbol, name, group, shared in OBJECTS:
        named = {"object_symbol": symbol, "name": name, "parent_group_name": group}
        accounts = _shared(main, second if shared else None)
        maker.make(finance_objects.MODULE, main, named | {"object_accounts": accounts})


def make_projects(maker: Maker, main: Entity, second: Entity, clients: list[Row]) -> list[Row]:
    """Each for another client, as far as there are any."""
    made = []
    for (name, status, in_main, in_second), client in zip(PROJECTS, cycle(clients or [{}]), strict=False):
        request = {
            "project_name": name,
            "status": status,
            "company_id": client.get("contact_id", 0),
            "manager_id": maker.draw.randint(1, 4),
            "project_accounts": _shared(main if in_main else None, second if in_second else None),
        }
        made.append(maker.make(projects.MODULE, main if in_main else second, request))
    return made


def _shared(*entities: Entity | None) -> list[dict[str, str]]:
    return [{"id": entity.entity_id} for entity in entities if entity is not None]
