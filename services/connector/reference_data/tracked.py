"""Xero's tracking options, and what Scoro has of their names: accounting objects and projects."""

from typing import Any

import structlog

from services.connector.reference_data.applying import LANE, OBJECTS, PROJECTS, ListOf, read
from services.connector.sources.page import Turn
from services.connector.sources.scoro_rows import Row
from shared.documents import projects, tracking
from shared.scoro.errors import ScoroKeyRefusedError
from shared.store.everything import Store

log = structlog.get_logger()

Lists = dict[str, list[dict[str, Any]]]


class TrackingLists:
    """Reads them; where a right is missing in Scoro the former list stays, and all else goes on (R152)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def lists(self, turn: Turn) -> Lists:
        """Everything that the chosen uses of tracking need, to be kept."""
        chosen = turn.settings.tracking
        found = await self._options(turn)
        return found | await self._projects(turn) if chosen.projects else found

    async def _options(self, turn: Turn) -> Lists:
        before = tracking.read(await self._store.reference.get_list(turn.connection.id, tracking.OPTIONS))
        options = tracking.from_xero(await turn.xero.tracking_categories(lane=LANE))
        if not options or turn.settings.tracking.accounting_objects is None:
            return {tracking.OPTIONS: [tracking.kept(one) for one in tracking.with_former_objects(options, before)]}
        rows, refused = await _read(turn, OBJECTS)
        now = (
            tracking.with_former_objects(options, before)
            if rows is None
            else tracking.with_objects(options, rows, before)
        )
        return {tracking.REFUSED: refused, tracking.OPTIONS: [tracking.kept(one) for one in now]}

    async def _projects(self, turn: Turn) -> Lists:
        rows, refused = await _read(turn, PROJECTS)
        told: Lists = {f"refused_{PROJECTS.module}": refused}
        if rows is None:
            return told
        return told | {
            projects.PROJECTS: [projects.kept(one) for one in projects.from_scoro(rows, turn.connection.entity)]
        }


async def _read(turn: Turn, one: ListOf) -> tuple[list[Row] | None, list[dict[str, Any]]]:
    """The rows, or why Scoro did not give them."""
    try:
        return (await read(turn.scoro, one))[0], []
    except ScoroKeyRefusedError as error:
        log.warning("reference.right_missing", module=one.module, code=error.code)
        return None, [{"module": one.module, "key": "", "said": str(error)}]
