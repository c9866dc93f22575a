"""Bookmarks: filters saved by people, applied to a list by id. The form of their conditions is our own."""

from collections.abc import Mapping
from typing import Any

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError, ForbiddenError, NotFoundError
from services.sandbox.scoro.fields import BOOKMARKS
from services.sandbox.scoro.filters import Filters, Test
from services.sandbox.scoro.kinds import whole
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.reading import new_row
from services.sandbox.scoro.state import Row

USERS_FIELD: Mapping[str, str] = {
    "contacts": "manager_id",
    "invoices": "owner_id",
    "prepayments": "owner_id",
    "bills": "owner_id",
    "projects": "manager_id",
}
"""By the modules that have bookmarks: whom their condition `users` means."""


def save(old: Row | None, call: Call) -> Row:
    """Only people keep them, each his own; the form of conditions is our own."""
    row = dict(old) if old else new_row(BOOKMARKS) | {"user_id": call.actor_id, "conditions": {}}
    row |= {name: call.request[name] for name in ("name", "module", "is_shared", "conditions") if name in call.request}
    if not row["name"] or row["module"] not in USERS_FIELD:
        raise BadRequestError(f"name and module ({', '.join(USERS_FIELD)}) are required")
    if not isinstance(row["conditions"], dict):
        raise BadRequestError.field("conditions", "must be an object")
    return row


def bookmark_tests(module: Module, call: Call) -> list[Test]:
    """The tests of the bookmark that this call names, if it names one."""
    given = call.body.get("bookmark")
    if not given:
        return []
    if not isinstance(given, dict):
        raise BadRequestError.field("bookmark", "must be an object with bookmark_id")
    bookmark = _bookmark(given.get("bookmark_id"), call)
    if bookmark["module"] != module.name:
        raise BadRequestError.field("bookmark", f"belongs to {bookmark['module']}, not to {module.name}")
    if not _may_use(bookmark, call):
        raise ForbiddenError("No permission to use this bookmark")
    return condition_tests(bookmark, module, call)


def _may_use(bookmark: Row, call: Call) -> bool:
    """A user his own and shared ones; the company key (assumed) shared ones."""
    if call.user is not None:
        return bool(bookmark["is_shared"] or bookmark["user_id"] == call.user["id"])
    return bool(bookmark["is_shared"]) and call.settings.api_key_may_use_bookmarks


def condition_tests(bookmark: Row, module: Module, call: Call) -> list[Test]:
    renamed = {_field(name, module): value for name, value in bookmark["conditions"].items() if value}
    return Filters(module.fields, call.zone, takes_time=False).compile(renamed)


def _field(condition: str, module: Module) -> str:
    return USERS_FIELD.get(module.name, condition) if condition == "users" else condition


def _bookmark(given: Any, call: Call) -> Row:
    try:
        found = call.state.find("bookmarks", whole(given))
    except ValueError as error:
        raise BadRequestError.field("bookmark", f"bookmark_id {error}") from error
    if found is None:
        raise NotFoundError("Bookmark not found")
    return found


MODULE = Module(
    name="bookmarks",
    key="bookmark_id",
    fields=BOOKMARKS,
    belongs=lambda row, call: call.action != "list" or call.request.get("module") in {None, "", row["module"]},
    save=save,
    is_open=lambda _settings: False,
    can_delete=True,
    can_view=False,
)
