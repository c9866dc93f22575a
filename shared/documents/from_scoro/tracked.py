"""What a document's accounting objects and projects are in Xero: options of the chosen tracking categories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.documents import projects, tracking
from shared.documents.refs import TrackingRef
from shared.documents.tracking import TrackingOption
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.sync.settings import SyncSettings

Objects = Mapping[int, TrackingRef]


@dataclass(frozen=True, slots=True)
class Tracked:
    """See the fields of the same names in `shared.documents.refs.Refs`."""

    accounting_objects: Objects = field(default_factory=dict)
    former_objects: Objects = field(default_factory=dict)
    cannot_list_objects: bool = False
    projects: Objects = field(default_factory=dict)


async def look_up(store: Store, connection: Connection, settings: SyncSettings) -> Tracked:
    """What the chosen categories say, as it was read last; nothing where none is chosen."""
    chosen = settings.tracking
    if not chosen.is_used:
        return Tracked()
    options = tracking.read(await store.reference.get_list(connection.id, tracking.OPTIONS))
    for_objects = [one for one in options if chosen.accounting_objects and one.object_id]
    there = projects.read(await store.reference.get_list(connection.id, projects.PROJECTS)) if chosen.projects else []
    for_projects = [one for one in options if chosen.projects and one.category_id == chosen.projects.id]
    return Tracked(
        accounting_objects=_by_object(
            one
            for one in for_objects
            if chosen.accounting_objects and one.active and one.category_id == chosen.accounting_objects.id
        ),
        former_objects=_by_object(for_objects),
        cannot_list_objects=bool(await store.reference.get_list(connection.id, tracking.REFUSED)),
        projects={project: _ref(one) for project, one in projects.options_of(there, for_projects).items()},
    )


def _by_object(options: Iterable[TrackingOption]) -> Objects:
    return {int(one.object_id): _ref(one) for one in options}


def _ref(option: TrackingOption) -> TrackingRef:
    return TrackingRef(option.category, option.option)
