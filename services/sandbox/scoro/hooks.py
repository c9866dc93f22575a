"""Tells subscribers about changes: a POST with the object as `view` shows it, and no word about the action."""

from collections.abc import Iterable, Iterator
from typing import Any

from services.sandbox.common import json
from services.sandbox.common.webhooks import Delivery, WebhookSender
from services.sandbox.scoro.bookmarks import condition_tests
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.module import Action, Change, Module
from services.sandbox.scoro.state import Row
from services.sandbox.scoro.subscriptions import TABLE

HEADERS = {"content-type": "application/json", "user-agent": "Scoro-Hook/1.0"}
ANY = "any"


def announce(change: Change, call: Call, sender: WebhookSender, *, actor_id: int = 0) -> int:
    """Send to every subscription that fits; answers how many. Actor 0 is the company key."""
    return sum(_announce(one, call, sender, actor_id) for one in _all(change))


def _all(change: Change) -> Iterator[Change]:
    yield change
    for other in change.others:
        yield from _all(other)


def _announce(change: Change, call: Call, sender: WebhookSender, actor_id: int) -> int:
    module = change.module
    if module.hook_type is None:
        return 0
    fitting = [one for one in call.state.table(TABLE).values() if _fits(one, change, call, actor_id)]
    for subscription in fitting:
        sender.send(delivery(subscription["url"], module, change.row, call, label=str(change.action)))
    return len(fitting)


def delivery(url: str, module: Module, row: Row, call: Call, *, label: str) -> Delivery:
    """What Scoro posts of an object, whatever made it post."""
    kind = module.hook_type(row) if module.hook_type else module.name
    body = {"entityId": row[module.key], "entityType": kind, "entity": module.shown(row, call, detailed=True)}
    return Delivery(url, json.encode(body), HEADERS, f"{label} {kind} {row[module.key]}")


def _fits(subscription: Row, change: Change, call: Call, actor_id: int) -> bool:
    module = change.module
    watched = set(subscription["fields"])
    return (
        module.hook_module is not None
        and subscription["module"] == module.hook_module(change.row)
        and subscription["action"] in {ANY, change.action}
        and _is_for(subscription, change)
        and not (change.action is Action.MODIFY and watched and watched.isdisjoint(change.changed))
        and _names(subscription["actors"], actor_id, call)
        and _names(subscription["owners"], _owner(change.row), call)
        and _in_bookmark(subscription, change, call)
    )


def _is_for(subscription: Row, change: Change) -> bool:
    """Documents belong to one entity, projects to those that share them, contacts to all of the site."""
    if (sharing := change.row.get("_accounts")) is not None:
        return subscription["_entity"] in sharing
    return "account_id" not in change.module.fields or bool(subscription["_entity"] == change.row["account_id"])


def _owner(row: Row) -> int:
    return int(row.get("owner_id") or row.get("manager_id") or 0)


def _names(wanted: Iterable[Any], user_id: int, call: Call) -> bool:
    """`any`, ids and `group_<id>`; nothing named means anyone. `me` is nobody to a company key."""
    names = {str(one) for one in wanted}
    if not names or ANY in names or str(user_id) in names:
        return True
    user = call.state.find("users", user_id)
    return user is not None and not names.isdisjoint(f"group_{group}" for group in user["user_groups_ids"])


def _in_bookmark(subscription: Row, change: Change, call: Call) -> bool:
    if not subscription["bookmark_id"]:
        return True
    bookmark = call.state.find("bookmarks", subscription["bookmark_id"])
    if bookmark is None or bookmark["module"] != change.module.name:
        return False
    return all(test(change.row) for test in condition_tests(bookmark, change.module, call))
