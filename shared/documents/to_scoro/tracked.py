"""What the tracking options of a document are in Scoro: accounting objects and projects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.documents import projects, tracking
from shared.documents.to_scoro.refs import Option
from shared.documents.tracking import TrackingOption
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.sync.settings import SyncSettings, TrackingCategory


@dataclass(frozen=True, slots=True)
class Tracked:
    """See the fields of the same names in `shared.documents.to_scoro.refs.Refs`."""

    accounting_objects: Mapping[Option, int] = field(default_factory=dict)
    tracked: frozenset[str] = frozenset()
    cannot_list_objects: bool = False
    projects: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    project_categories: frozenset[str] = frozenset()


async def look_up(store: Store, connection: Connection, settings: SyncSettings) -> Tracked:
    """What the chosen categories say, as it was read last; nothing where none is chosen."""
    chosen = settings.tracking
    if not chosen.is_used:
        return Tracked()
    options = tracking.read(await store.reference.get_list(connection.id, tracking.OPTIONS))
    for_objects = _of(options, chosen.accounting_objects)
    there = projects.read(await store.reference.get_list(connection.id, projects.PROJECTS)) if chosen.projects else []
    return Tracked(
        accounting_objects={(one.category, one.option): int(one.object_id) for one in for_objects if one.object_id},
        tracked=_names(for_objects, chosen.accounting_objects),
        cannot_list_objects=bool(await store.reference.get_list(connection.id, tracking.REFUSED)),
        projects=projects.named(there),
        project_categories=_names(_of(options, chosen.projects), chosen.projects),
    )


def _of(options: list[TrackingOption], category: TrackingCategory | None) -> list[TrackingOption]:
    return [one for one in options if category is not None and one.category_id == category.id]


def _names(options: list[TrackingOption], category: TrackingCategory | None) -> frozenset[str]:
    """What lines call the category: it may have a new name since it was chosen."""
    return frozenset(one.category for one in options) | ({category.name} if category else frozenset())
