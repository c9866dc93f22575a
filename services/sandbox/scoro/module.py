"""What a module of the API is: fields, who sees a row, how a row is made, shown and changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.sandbox.scoro.access import permissions
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.fields import Field
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.scoro.state import Row

Derive = Callable[[Row, Call, bool], Row]
"""Adds names that are looked up when an object is shown; the flag says whether details are wanted."""
Save = Callable[[Row | None, Call], Row]
"""Makes the new version of a row (None = a new one) from `call.request`, or refuses."""
Remove = Callable[[Row, Call], None]


class Action(StrEnum):
    CREATE = "create"
    MODIFY = "modify"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One object made, changed or deleted, with what that changed in others."""

    module: "Module"
    action: Action
    row: Row
    changed: frozenset[str]
    """Names of the fields that differ; private collections by their public name."""
    others: tuple["Change", ...] = ()


Follow = Callable[[Row | None, Row, Call], Sequence[Change]]
"""Brings other objects up to date after one was kept: its version before (None = it is new) and now."""


def _nothing_more(_row: Row, _call: Call, _detailed: bool) -> Row:  # noqa: FBT001 the shape of Derive
    return {}


def _touches_nothing(_old: Row | None, _row: Row, _call: Call) -> Sequence[Change]:
    return ()


def _by_everyone(_settings: ScoroSettings) -> bool:
    return True


def _everyones(_row: Row, _call: Call) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    key: str
    """The primary id's field."""
    fields: Mapping[str, Field]
    derive: Derive = _nothing_more
    belongs: Callable[[Row, Call], bool] = _everyones
    """Whether the addressed entity has this row at all."""
    save: Save | None = None
    """None = cannot be written."""
    is_open: Callable[[ScoroSettings], bool] = _by_everyone
    """Whether the API writes it too, or only a person in Scoro's pages."""
    remove: Remove | None = None
    """What deleting does besides the marks, or refuses."""
    follow: Follow = _touches_nothing
    can_delete: bool = False
    can_view: bool = True
    basics: tuple[str, ...] = ()
    """What `basic_data` leaves of a row."""
    hook_module: Callable[[Row], str] | None = None
    """Under which webhook module its changes are announced."""
    hook_type: Callable[[Row], str] | None = None

    @property
    def is_soft(self) -> bool:
        return "is_deleted" in self.fields

    def shown(self, row: Row, call: Call, *, detailed: bool) -> dict[str, Any]:
        formats = call.wire.formats
        plain = {
            name: formats[field.kind](row[name])
            for name, field in self.fields.items()
            if detailed or not field.is_detail
        }
        return plain | self.derive(row, call, detailed) | self._permissions(call)

    def _permissions(self, call: Call) -> Row:
        return {"permissions": permissions(self.name, call.user)} if call.user is not None else {}
