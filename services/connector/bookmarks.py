"""Bookmarks: filters saved in Scoro that select what is pushed from there (R120, R121, R121-a, R121-b).

Two of a bookmark's conditions must not count: users and status (R121). Scoro applies a bookmark only as a whole, so
where its conditions can be seen and say something about users or status, we judge them ourselves; where they cannot be
seen, Scoro applies the bookmark and a warning says that all of it counts.
"""

import contextlib
import hashlib
import itertools
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import structlog

from services.connector.sources.scoro_rows import Kind, Row, id_of
from shared.budget import Lane
from shared.errors import MendedBy, SyncError
from shared.jsonio import dumps
from shared.scoro.client import MAX_DETAILED_ROWS, ScoroClient
from shared.scoro.fields import text

log = structlog.get_logger()

OVERRIDDEN = frozenset({"users", "status"})
"""R121: "All users", "All receipt statuses"."""
JUDGED = frozenset({
    "contact_type", "is_client", "is_supplier", "manager_id", "client_profile_id", "cat_id", "id_code", "vatno",
    "company_id", "person_id", "project_id", "currency", "owner_id", "is_sent", "payment_type", "tags",
})  # fmt: skip
"""Conditions that are a field with one of some values, which slim lists show too."""


class BookmarkMissingError(SyncError):
    """The chosen bookmark is gone: nothing is sent rather than everything (R121-b)."""

    code = "bookmark_missing"
    mended_by = MendedBy.OPERATOR


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a list takes part."""

    bookmark: str | None = None
    """To be applied by Scoro."""
    conditions: dict[str, list[str]] | None = None
    """To be judged by us."""

    def accepts(self, row: Row) -> bool:
        """Whether a row meets the conditions that we judge."""
        return all(_meets(row.get(name), allowed) for name, allowed in (self.conditions or {}).items())

    @property
    def scope(self) -> str:
        """Equal for equal selections."""
        return hashlib.blake2b(dumps(asdict(self)), digest_size=8).hexdigest()

    def memo(self) -> dict[str, Any]:
        """As a chain remembers it from page to page."""
        return asdict(self)

    @classmethod
    def of(cls, memo: Mapping[str, Any]) -> Self:
        """The reverse."""
        return cls(memo.get("bookmark"), memo.get("conditions"))


EVERYTHING = Selection()


async def selection(scoro: ScoroClient, kind: Kind, bookmark: str | None, *, lane: Lane) -> Selection:
    """What the category's bookmark selects now.

    Raises BookmarkMissingError.
    """
    if bookmark is None:
        return EVERYTHING
    row = await _row(scoro, kind, bookmark, lane)
    shown = row.get("conditions")
    conditions = {str(name): value for name, value in shown.items() if value} if isinstance(shown, Mapping) else None
    if conditions is not None and not conditions.keys() & OVERRIDDEN:
        return Selection(bookmark=bookmark)
    kept = {name: value for name, value in (conditions or {}).items() if name not in OVERRIDDEN}
    if conditions is None or not all(_can_be_judged(name, value) for name, value in kept.items()):
        log.warning("bookmark.users_and_status_count", bookmark=bookmark, module=kind.module)
        return Selection(bookmark=bookmark)
    return Selection(conditions={name: _texts(value) for name, value in kept.items()})


async def members(
    scoro: ScoroClient, kind: Kind, chosen: Selection, rows: Sequence[Row], *, lane: Lane
) -> frozenset[str]:
    """Which of these objects, read one by one, are in the selection.

    Where Scoro has to say it and answers something else than was asked, none is: the next reading of the whole list
    finds them (R121-b: never "send all").
    """
    ids = {known: row for row in rows if (known := id_of(kind, row))}
    if chosen.bookmark is None:
        return frozenset(known for known, row in ids.items() if chosen.accepts(row))
    inside: set[str] = set()
    asked = list(ids)
    for start in range(0, len(asked), MAX_DETAILED_ROWS):
        group = asked[start : start + MAX_DETAILED_ROWS]
        page = await scoro.list_page(
            kind.module,
            1,
            lane=lane,
            filters={kind.key: [int(one) for one in group]},
            include_deleted=True,
            bookmark=chosen.bookmark,
        )
        answered = {known for row in page.rows if (known := id_of(kind, row))}
        if answered <= set(group):
            inside |= answered
        else:
            log.warning("bookmark.membership_unknown", bookmark=chosen.bookmark, module=kind.module)
    return frozenset(inside)


async def named(scoro: ScoroClient, kind: Kind, *, lane: Lane) -> dict[str, str]:
    """Id → name of all bookmarks for objects of this kind."""
    return {text(row.get("bookmark_id")): text(row.get("name")) async for row in _rows(scoro, kind, lane)}


async def _row(scoro: ScoroClient, kind: Kind, bookmark: str, lane: Lane) -> Row:
    async with contextlib.aclosing(_rows(scoro, kind, lane)) as rows:
        async for row in rows:
            if text(row.get("bookmark_id")) == bookmark:
                return row
    raise BookmarkMissingError(f"the bookmark {bookmark} for {kind.category} does not exist any more")


async def _rows(scoro: ScoroClient, kind: Kind, lane: Lane) -> AsyncGenerator[Row]:
    """Bookmarks of this kind, page by page."""
    for number in itertools.count(1):
        page = await scoro.list_page("bookmarks", number, lane=lane, request={"module": kind.module})
        for row in page.rows:
            if text(row.get("module")) in {"", kind.module}:
                yield row
        if page.is_last:
            return


def _can_be_judged(name: str, value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return name in JUDGED and all(isinstance(one, str | int | bool) and "%" not in str(one) for one in values)


def _texts(value: Any) -> list[str]:
    return [_plain(one) for one in (value if isinstance(value, list) else [value])]


def _meets(found: Any, allowed: Iterable[str]) -> bool:
    values = found if isinstance(found, list) else [found]
    return not {_plain(one) for one in values}.isdisjoint(allowed)


def _plain(value: Any) -> str:
    """`true` and `1` are the same, letter case does not count."""
    return str(int(value)) if isinstance(value, bool) else text(value).casefold()
