"""The `list` action: whose rows, which filters, how many, in what detail."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from services.sandbox.common import json
from services.sandbox.scoro.bookmarks import bookmark_tests
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.filters import Filters, Test
from services.sandbox.scoro.kinds import whole
from services.sandbox.scoro.matches import Found
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.records import is_deleted, is_gone
from services.sandbox.scoro.state import Row


def listed(module: Module, call: Call) -> list[dict[str, Any]]:
    """Ascending by primary id. Filters inside `request` are ignored, as Scoro does."""
    detailed = call.asks("detailed_response")
    page, per_page = _page(call, detailed=detailed)
    start = (page - 1) * per_page
    rows = _matching(module, call)[start : start + per_page]
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


def _matching(module: Module, call: Call) -> list[Row]:
    wanted = tests(module, call)
    if not module.is_soft:
        return _find(module, call, wanted).rows
    asked = json.encode([call.body.get("filter"), call.body.get("bookmark")])
    key = (module.name, call.entity.entity_id, call.settings, call.wants_deleted, asked)
    return call.matches.rows(key, call.state.version, call.now, lambda: _find(module, call, wanted))


def _find(module: Module, call: Call, wanted: Sequence[Test]) -> Found:
    rows = [
        row
        for row in call.state.table(module.name).values()
        if _is_listed(module, row, call) and all(test(row) for test in wanted)
    ]
    first_deleted = min((row["deleted_date"] for row in rows if is_deleted(row)), default=None)
    visible = dt.timedelta(days=call.settings.deleted_visible_days)
    return Found(rows, call.state.version, call.now, first_deleted + visible if first_deleted else None)


def _is_listed(module: Module, row: Row, call: Call) -> bool:
    if is_deleted(row) and (not call.wants_deleted or is_gone(row, call)):
        return False
    return module.belongs(row, call)
