"""Makes, changes and deletes objects: stamps, soft deletion, and the change that webhooks tell about."""

import datetime as dt
from collections.abc import Mapping

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import NotFoundError, UnknownPathError
from services.sandbox.scoro.module import Action, Change, Module
from services.sandbox.scoro.state import Row

FIRST_IDS: Mapping[str, int] = {
    "contacts": 301,
    "products": 81,
    "invoices": 4_001,
    "prepayments": 51,
    "bills": 901,
    "receipts": 700,
    "projects": 71,
}


def found(module: Module, row_id: int, call: Call, *, deleted_too: bool = False) -> Row:
    row = call.state.find(module.name, row_id)
    if row is None or not module.belongs(row, call) or (is_deleted(row) and not deleted_too) or is_gone(row, call):
        raise NotFoundError("Object not found")
    return row


def is_deleted(row: Row) -> bool:
    return bool(row.get("is_deleted"))


def is_gone(row: Row, call: Call) -> bool:
    """Deleted so long ago that no answer shows it any more."""
    if not is_deleted(row):
        return False
    return bool(call.now - row["deleted_date"] > dt.timedelta(days=call.settings.deleted_visible_days))


def saved(module: Module, row_id: int, call: Call) -> Change:
    """Create (id 0) or change; nothing is kept unless everything is valid."""
    if module.save is None:
        raise UnknownPathError(f"{module.name} cannot be modified")
    old = found(module, row_id, call) if row_id else None
    row = module.save(old, call)
    if old is None:
        row |= {
            module.key: call.state.next_id(module.name, FIRST_IDS.get(module.name, 1)),
            "_creator_id": call.actor_id,
        }
    return _kept(module, old, row, call)


def touched(module: Module, row: Row, call: Call) -> Change:
    """Keep the new version of a row that another object's change made."""
    return _kept(module, call.state.table(module.name)[row[module.key]], row, call)


def deleted(module: Module, row_id: int, call: Call) -> Change:
    if not module.can_delete:
        raise UnknownPathError(f"{module.name} cannot be deleted")
    old = found(module, row_id, call)
    row = dict(old)
    if module.remove:
        module.remove(row, call)
    if module.is_soft:
        row |= {"is_deleted": True, "deleted_date": call.now}
        _stamp(module, row, call, is_new=False)
        call.state.table(module.name)[row_id] = row
    else:
        del call.state.table(module.name)[row_id]
    call.state.version += 1
    return Change(module, Action.DELETE, row, frozenset({"is_deleted"}), tuple(module.follow(old, row, call)))


def _kept(module: Module, old: Row | None, row: Row, call: Call) -> Change:
    _stamp(module, row, call, is_new=old is None)
    call.state.table(module.name)[row[module.key]] = row
    call.state.version += 1
    action = Action.MODIFY if old else Action.CREATE
    return Change(module, action, row, _changed(old or {}, row), tuple(module.follow(old, row, call)))


def _stamp(module: Module, row: Row, call: Call, *, is_new: bool) -> None:
    if is_new and "created_date" in module.fields:
        row["created_date"] = call.now
    if "modified_date" in module.fields:
        row["modified_date"] = call.now


def _changed(old: Row, new: Row) -> frozenset[str]:
    return frozenset(name.lstrip("_") for name, value in new.items() if old.get(name) != value) - {"modified_date"}
