"""Options of Xero that projects on documents lack, made before the documents are sent, where that was chosen (R134).

Xero keeps no two options of one name in a category. So each round first looks at what is there, makes what is missing
with one call per name, and after anything but a clear yes looks again: what is there by then is used, whoever made it.
"""

import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from shared.budget import Lane
from shared.clients import Clients
from shared.documents import projects, tracking
from shared.documents.projects import Project, option_name
from shared.documents.refs import TrackingRef
from shared.documents.tracking import TrackingOption, name_key
from shared.errors import PermissionMissingError, RefusedError, SyncError, UnclearError
from shared.scoro.errors import ScoroKeyRefusedError
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.sync.settings import TrackingCategory
from shared.words import advice
from shared.xero.client import XeroClient
from shared.xero.tracking import create_option

log = structlog.get_logger()

LANE = Lane.DOCUMENTS
MOST = 100
"""Options of a category."""
LONGEST = 100
"""Characters of an option's name."""


@dataclass(frozen=True, slots=True)
class There:
    """A category as it is in Xero now."""

    category: Mapping[str, Any]
    options: dict[str, TrackingOption]
    """By the keys of their names."""

    @property
    def is_full(self) -> bool:
        """Whether Xero surely takes no more; it is not known whether archived ones count."""
        return sum(one.active for one in self.options.values()) >= MOST


@dataclass(frozen=True, slots=True)
class Made:
    """What became of projects without an option; those that have one now are in the stored lists."""

    why_not: Mapping[int, str] = field(default_factory=dict)
    """Project → why it has none, for people; its documents go without."""
    later: Mapping[int, SyncError] = field(default_factory=dict)
    """Project → why nobody knows yet; its documents wait for their time."""
    ahead: Mapping[int, TrackingRef] = field(default_factory=dict)
    """Project → the option that would be made; in a preview nothing is."""


class MissingOptions:
    """Makes them."""

    def __init__(self, store: Store, clients: Clients) -> None:
        self._store = store
        self._clients = clients

    async def make(self, connection: Connection, category: TrackingCategory, wanted: Collection[int]) -> Made:
        """See that these projects have their options, as far as Xero lets us."""
        try:
            xero = await self._clients.xero(connection)
            there = await _look(xero, category)
            if there is None:
                return Made(why_not=dict.fromkeys(wanted, _words("tracking_category_gone")))
            named = await self._named(connection, wanted, is_full=there.is_full)
            names = {name_key(one.name): option_name(one.name) for one in named}
            failures = await _make(xero, there, names)
            if failures:
                there = await _look(xero, category) or there
        except PermissionMissingError as error:
            return Made(why_not=dict.fromkeys(wanted, _words("tracking_option_refused", error)))
        except SyncError as error:
            return Made(later=dict.fromkeys(wanted, error))
        await self._keep(connection, [there.options[key] for key in names if key in there.options])
        return _came_to(named, there, failures)

    async def foreseen(self, connection: Connection, category: TrackingCategory, wanted: Collection[int]) -> Made:
        """What would be made, as far as that can be told without writing anything."""
        try:
            known = await self._viewed(connection, wanted)
        except SyncError as error:
            return Made(later=dict.fromkeys(wanted, error))
        names = {one.project_id: option_name(one.name) for one in known}
        options = tracking.read(await self._store.reference.get_list(connection.id, tracking.OPTIONS))
        called = next((one.category for one in options if one.category_id == category.id), category.name)
        return Made(ahead={one: TrackingRef(called, name) for one, name in names.items() if _fits(name)})

    async def _named(self, connection: Connection, wanted: Collection[int], *, is_full: bool) -> list[Project]:
        """As Scoro names them at this moment, which is remembered; as they are known where nothing can be made."""
        if is_full:
            return await self._stored(connection, wanted)
        found = await self._viewed(connection, wanted)
        items = [projects.kept(one) for one in found]
        await self._store.reference.renew_in_list(connection.id, projects.PROJECTS, "project_id", items)
        return found

    async def _stored(self, connection: Connection, wanted: Collection[int]) -> list[Project]:
        known = projects.read(await self._store.reference.get_list(connection.id, projects.PROJECTS))
        return [one for one in known if one.project_id in wanted]

    async def _viewed(self, connection: Connection, wanted: Collection[int]) -> list[Project]:
        """As Scoro names them now: a new one was not read yet, or a name is not any more what it was."""
        scoro = await self._clients.scoro(connection)
        rows = []
        try:
            for project in sorted(wanted):
                with contextlib.suppress(RefusedError):  # it is gone, or of another entity
                    rows.append(await scoro.view("projects", project, lane=LANE))
        except ScoroKeyRefusedError as error:
            log.warning("tracking.projects_unreadable", code=error.code)
            return await self._stored(connection, wanted)
        return projects.from_scoro(rows, connection.entity)

    async def _keep(self, connection: Connection, options: Iterable[TrackingOption]) -> None:
        before = tracking.read(await self._store.reference.get_list(connection.id, tracking.OPTIONS))
        items = [tracking.kept(one) for one in tracking.with_former_objects(list(options), before)]
        await self._store.reference.renew_in_list(connection.id, tracking.OPTIONS, "option_id", items)


async def _look(xero: XeroClient, category: TrackingCategory) -> There | None:
    """What the category has now; None where it is archived or gone."""
    own = [one for one in await xero.tracking_categories(lane=LANE) if one["TrackingCategoryID"] == category.id]
    if not own or own[0].get("Status", tracking.ACTIVE) != tracking.ACTIVE:
        return None
    return There(own[0], {name_key(one.option): one for one in tracking.from_xero(own)})


async def _make(xero: XeroClient, there: There, names: Mapping[str, str]) -> dict[str, SyncError]:
    """One call for each name that is not there, and adds what it makes; hands out what was no clear yes."""
    failures: dict[str, SyncError] = {}
    for key, name in names.items():
        if key in there.options or not _fits(name):
            continue
        if there.is_full or (failures and len(there.options) >= MOST):
            break
        try:
            made = await create_option(xero, str(there.category["TrackingCategoryID"]), name, lane=LANE)
        except (RefusedError, UnclearError) as error:
            log.warning("tracking.option_not_made", code=error.code)
            failures[key] = error
        else:
            there.options[key] = tracking.option_of(there.category, made)
            log.info("tracking.option_made", xero_id=there.options[key].option_id)
    return failures


def _came_to(named: Iterable[Project], there: There, failures: Mapping[str, SyncError]) -> Made:
    why_not: dict[int, str] = {}
    later: dict[int, SyncError] = {}
    for project in named:
        key = name_key(project.name)
        option, failure = there.options.get(key), failures.get(key)
        if option is None and isinstance(failure, UnclearError):
            later[project.project_id] = failure
        elif option is None or not option.active:
            why_not[project.project_id] = _why_not(project, option, failure, there)
    return Made(why_not, later)


def _why_not(project: Project, option: TrackingOption | None, failure: SyncError | None, there: There) -> str:
    if option is not None:
        return _words("tracking_option_archived")
    if not _fits(option_name(project.name)):
        return _words("tracking_option_name_unfit")
    if failure is None or len(there.options) >= MOST:
        return _words("tracking_options_full")
    return _words("tracking_option_refused", failure)


def _fits(name: str) -> bool:
    return 0 < len(name) <= LONGEST


def _words(code: str, error: SyncError | None = None) -> str:
    words = advice.of(code)
    said = f" ({error})" if error else ""
    return f"{words.title}{said}. {words.fix}"
