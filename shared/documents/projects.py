"""Options of a tracking category of Xero and the projects of Scoro that have their names (R130–R134); pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from shared.documents.tracking import TrackingOption, name_key

PROJECTS = "scoro_projects"
"""The list of reference data that keeps them."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project that the connected entity may use."""

    project_id: int
    name: str


def from_scoro(rows: Sequence[Mapping[str, Any]], entity: str) -> list[Project]:
    """Those that are shared with the entity (R133)."""
    return [
        Project(int(row["project_id"]), str(row.get("project_name") or "")) for row in rows if _is_shared(row, entity)
    ]


def _is_shared(row: Mapping[str, Any], entity: str) -> bool:
    """Scoro lists an entity's projects only; a row that names its entities is taken at its word."""
    shared = row.get("project_accounts")
    return not shared or any(str(one.get("id")) == entity for one in shared)


def option_name(name: str) -> str:
    """As an option of Xero bears it; Scoro tells names HTML-escaped, and Xero takes no spaces around one."""
    return unescape(name).strip()


def kept(project: Project) -> dict[str, Any]:
    """As it is kept for others."""
    return {"project_id": project.project_id, "name": project.name}


def read(rows: Sequence[Mapping[str, Any]]) -> list[Project]:
    """As it was kept."""
    return [Project(**row) for row in rows]


def named(projects: Iterable[Project]) -> dict[str, tuple[int, ...]]:
    """Name → projects; Scoro lets several have one name."""
    found: dict[str, tuple[int, ...]] = {}
    for one in projects:
        key = name_key(one.name)
        found[key] = (*found.get(key, ()), one.project_id)
    return found


def options_of(projects: Iterable[Project], options: Iterable[TrackingOption]) -> dict[int, TrackingOption]:
    """Project → the active option that has its name; of several projects with one name each has it (R134)."""
    active = {name_key(one.option): one for one in options if one.active}
    return {one.project_id: active[key] for one in projects if (key := name_key(one.name)) in active}
