"""Finding the one object that is meant: by number or name first, since that is what people say, then by either id."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.connector.actions.asked import Asked
from services.connector.actions.errors import ObjectNotFoundError, SeveralFoundError
from services.connector.actions.kinds import LANE, Kind
from services.connector.sources import scoro_rows
from services.connector.sources.scoro_objects import by_ids
from services.connector.sources.scoro_rows import Row, id_of
from shared.clock import Clock
from shared.scoro.client import MAX_ROWS, ScoroClient
from shared.store.connections import Connection
from shared.store.links import Links
from shared.xero.client import XeroClient

PAGES = 20
"""Of a list that is searched by a first name: two thousand people."""


@dataclass(frozen=True, slots=True)
class Found:
    """The object as its system has it now."""

    kind: Kind
    row: Row
    object_id: str
    read_started_at: dt.datetime


class InScoro:
    """Finds what travels From Scoro."""

    def __init__(self, scoro: ScoroClient, links: Links, connection: Connection, clock: Clock) -> None:
        self._scoro = scoro
        self._links = links
        self._connection = connection
        self._clock = clock

    async def find(self, asked: Asked) -> Found:
        """Read it anew.

        Raises ObjectNotFoundError, SeveralFoundError, or what Scoro says.
        """
        ids = await self._ids(asked)
        if len(ids) > 1:
            raise SeveralFoundError(f"{asked.nouns} {asked.called}", ids)
        kind = asked.kinds[0].in_scoro
        started_at = self._clock.now()
        found = await by_ids(self._scoro, kind, ids, lane=LANE)
        for object_id, row in found.rows.items():
            return Found(_kind_of(row, asked, kind), row, object_id, started_at)
        raise ObjectNotFoundError(f"Scoro has no {asked.nouns} with the number, name or id {asked.called}")

    async def _ids(self, asked: Asked) -> list[str]:
        if asked.scoro_id:
            return [asked.scoro_id]
        if asked.xero_id:
            return await self._twin_of(asked, asked.xero_id)
        named = await self._named(asked)
        if named:
            return named
        return await self._twin_of(asked, asked.name) if _is_guid(asked.name) else _if_number(asked.name)

    async def _twin_of(self, asked: Asked, xero_id: str) -> list[str]:
        category = asked.kinds[0].category
        links = await self._links.by_xero(self._connection.id, category, [xero_id.lower()])
        return [link.scoro_id for link in links.values()]

    async def _named(self, asked: Asked) -> list[str]:
        """Scoro compares without letter case; whatever else its list holds is left out here."""
        kind = asked.kinds[0]
        module = kind.in_scoro.module
        for filters in kind.filters(asked.name):
            found: list[str] = []
            for number in range(1, PAGES + 1):
                page = await self._scoro.list_page(module, number, lane=LANE, per_page=MAX_ROWS, filters=filters)
                found += _ids_called(asked.name, kind, page.rows)
                if page.is_last:
                    break
            if found:
                return list(dict.fromkeys(found))
        return []


class InXero:
    """Finds what travels To Scoro."""

    def __init__(self, xero: XeroClient, links: Links, connection: Connection, clock: Clock) -> None:
        self._xero = xero
        self._links = links
        self._connection = connection
        self._clock = clock

    async def find(self, asked: Asked) -> Found:
        """Read it anew.

        Raises ObjectNotFoundError, SeveralFoundError, or what Xero says.
        """
        found = [one for kind in asked.kinds for one in await self._of(kind, asked)]
        if len(found) > 1:
            raise SeveralFoundError(f"{asked.nouns} {asked.called}", [one.object_id for one in found])
        if not found:
            raise ObjectNotFoundError(f"Xero has no {asked.nouns} with the number, name or id {asked.called}")
        return found[0]

    async def _of(self, kind: Kind, asked: Asked) -> list[Found]:
        started_at = self._clock.now()
        if asked.name:
            named = _found(kind, await kind.named(self._xero, asked.name), started_at)
            if named or not (_is_guid(asked.name) or _if_number(asked.name)):
                return named
        ids = [asked.xero_id or asked.name.lower()]
        if asked.scoro_id or _if_number(asked.name):
            links = await self._links.by_scoro(self._connection.id, kind.category, [asked.scoro_id or asked.name])
            ids = [link.xero_id for link in links.values()]
        rows = await self._xero.by_ids(kind.in_xero.resource, ids, lane=LANE) if ids else []
        return _found(kind, rows, started_at)


def _found(kind: Kind, rows: Iterable[Row], read_started_at: dt.datetime) -> list[Found]:
    """Sales and purchases share a list in Xero."""
    mine = [row for row in rows if kind.in_xero.category_of(row) is kind.category]
    return [Found(kind, row, kind.in_xero.id_of(row), read_started_at) for row in mine]


def _kind_of(row: Row, asked: Asked, kind: scoro_rows.Kind) -> Kind:
    for one in asked.kinds:
        if one.fits(row):
            return one
    raise ObjectNotFoundError(f"{kind.called(row)} is no {asked.nouns} in Scoro")


def _ids_called(name: str, kind: Kind, rows: Sequence[Row]) -> list[str]:
    return [known for row in rows if kind.is_called(row, name) and (known := id_of(kind.in_scoro, row))]


def _is_guid(name: str) -> bool:
    try:
        return str(UUID(name)) == name.lower()
    except ValueError:
        return False


def _if_number(name: str) -> list[str]:
    """An id of Scoro, where it can be one."""
    return [name] if name.isascii() and name.isdecimal() and int(name) > 0 else []
