"""The `list` action: whose rows, which filters, how many, in what detail."""

from collections.abc import Sequence
from typing import Any

from services.sandbox.scoro.bookmarks import bookmark_tests
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.filters import Filters, Test
from services.sandbox.scoro.kinds import whole
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.records import is_deleted, is_gone
from services.sandbox.scoro.state import Row


def listed(module: Module, call: Call) -> list[dict[str, Any]]:
    """Ascending by primary id. Filters inside `request` are ignored, as Scoro does."""
    detailed = call.asks("detailed_response")
    page, per_page = _page(call, detailed=detailed)
    start = (page - 1) * per_page
    rows = _slice(module, call, tests(module, call), start, start + per_page)
    if call.asks("basic_data") and module.basics and not detailed:
        return [{name: module.shown(row, call, detailed=False)[name] for name in module.basics} for row in rows]
    return [module.shown(row, call, detailed=detailed) for row in rows]


def tests(module: Module, call: Call) -> list[Test]:
    filters = Filters(module.fields, call.zone, takes_time=call.settings.range_filters_take_time)
    return filters.compile(call.body.get("filter")) + bookmark_tests(module, call)


def _page(call: Call, *, detailed: bool) -> tuple[int, int]:
    """The caps are silent: who asks for 500 gets 100 and is not told."""
    settings = call.settings
    cap = settings.max_per_detailed_page if detailed else settings.max_per_page
    wanted = _number(call, "per_page") or settings.default_per_page
    return max(1, _number(call, "page") or 1), min(max(1, wanted), cap)


def _number(call: Call, name: str) -> int | None:
    given = call.body.get(name)
    if given is None or given == "":
        return None
    try:
        return whole(given)
    except ValueError as error:
        raise BadRequestError.field(name, str(error)) from error


def _slice(module: Module, call: Call, wanted: Sequence[Test], start: int, end: int) -> list[Row]:
    """Looks no further than the page's end."""
    rows: list[Row] = []
    position = 0
    for row in call.state.table(module.name).values():
        if not _is_listed(module, row, call) or not all(test(row) for test in wanted):
            continue
        if position >= start:
            rows.append(row)
        position += 1
        if position >= end:
            break
    return rows


def _is_listed(module: Module, row: Row, call: Call) -> bool:
    if is_deleted(row) and (not call.wants_deleted or is_gone(row, call)):
        return False
    return module.belongs(row, call)
