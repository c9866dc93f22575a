"""Tells subscribers about changes: a POST with the object as `view` shows it, and no word about the action."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.sandbox.common import json
from services.sandbox.common.webhooks import Delivery, WebhookSender
from services.sandbox.scoro.bookmarks import condition_tests
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.module import Action, Change, Module
from services.sandbox.scoro.state import Row
from services.sandbox.scoro.subscriptions import TABLE

HEADERS = {"content-type": "application/json", "user-agent": "Scoro-Hook/1.0"}
ANY, ME = "any", "me"


def announce(change: Change, call: Call, sender: WebhookSender) -> int:
    """Send to every subscription that fits; answers how many."""
    return sum(_announce(one, call, sender) for one in _all(change))


def _all(change: Change) -> Iterator[Change]:
    yield change
    for other in change.others:
        yield from _all(other)


def _announce(change: Change, call: Call, sender: WebhookSender) -> int:
    module = change.module
    if module.hook_type is None:
        return 0
    fitting = [one for one in call.state.table(TABLE).values() if _fits(one, change, call)]
    for subscription in fitting:
        sender.send(delivery(subscription["url"], module, change.row, call, label=str(change.action)))
    return len(fitting)


def delivery(url: str, module: Module, row: Row, call: Call, *, label: str) -> Delivery:
    """What Scoro posts of an object, whatever made it post: the same whoever is at work."""
    kind = module.hook_type(row) if module.hook_type else module.name
    entity = module.shown(row, replace(call, user=None), detailed=True)
    body = {"entityId": row[module.key], "entityType": kind, "entity": entity}
    return Delivery(url, json.encode(body), HEADERS, f"{label} {kind} {row[module.key]}")


def _fits(subscription: Row, change: Change, call: Call) -> bool:
    module = change.module
    watched = set(subscription["fields"])
    return (
        module.hook_module is not None
        and subscription["module"] == module.hook_module(change.row)
        and subscription["action"] in {ANY, change.action}
        and _is_for(subscription, change)
        and not (change.action is Action.MODIFY and watched and watched.isdisjoint(change.changed))
        and _names("actors", subscription, [call.actor_id], call)
        and _names("owners", subscription, _related(subscription["relation_type"], change.row), call)
        and _in_bookmark(subscription, change, call)
    )


def _is_for(subscription: Row, change: Change) -> bool:
    """Documents belong to one entity, projects to those that share them, contacts to all of the site."""
    if (sharing := change.row.get("_accounts")) is not None:
        return subscription["_entity"] in sharing
    return "account_id" not in change.module.fields or bool(subscription["_entity"] == change.row["account_id"])


def _related(relation: str, row: Row) -> list[int]:
    """Whom a subscription's `owners` are compared with; without a relation, who is responsible."""
    match relation:
        case "created_by":
            return [row["_creator_id"]]
        case "assigned_to":
            return [*(row.get("contact_users") or ()), *(row.get("project_users") or ())]
        case "managed_by":
            return [row.get("manager_id", 0)]
        case "owned_by":
            return [row.get("owner_id", 0)]
    return [row.get("owner_id") or row.get("manager_id") or 0]


def _names(field: str, subscription: Row, user_ids: Iterable[int], call: Call) -> bool:
    """`any`, ids, `group_<id>` and `me`, whoever subscribed by user token; nothing named means anyone."""
    wanted = {str(one) for one in subscription[field]}
    if not wanted or ANY in wanted:
        return True
    mine = subscription["_user_id"]
    return any(
        str(user_id) in wanted or (ME in wanted and mine and user_id == mine) or _is_in_group(user_id, wanted, call)
        for user_id in user_ids
    )


def _is_in_group(user_id: int, wanted: set[str], call: Call) -> bool:
    user = call.state.find("users", user_id)
    return user is not None and not wanted.isdisjoint(f"group_{group}" for group in user["user_groups_ids"])


def _in_bookmark(subscription: Row, change: Change, call: Call) -> bool:
    if not subscription["bookmark_id"]:
        return True
    bookmark = call.state.find("bookmarks", subscription["bookmark_id"])
    if bookmark is None or bookmark["module"] != change.module.name:
        return False
    return all(test(change.row) for test in condition_tests(bookmark, change.module, call))
