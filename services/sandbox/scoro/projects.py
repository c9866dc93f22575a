"""Projects, shared with the entities they list. Several may have the same name."""

from typing import Any

from services.sandbox.scoro import contacts, lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import PROJECTS
from services.sandbox.scoro.kinds import Kind
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.numbers import next_number
from services.sandbox.scoro.reading import new_row, read_custom_fields, read_fields, read_texts
from services.sandbox.scoro.sharing import is_shared_with, read_accounts, shown_accounts
from services.sandbox.scoro.state import Row

STATUS_NAMES = {
    "pending": "Pending",
    "inprogress": "In progress",
    "cancelled": "Cancelled",
    "completed": "Completed",
    "future": "Future",
}
FIXED = ("budget_type", "project_type")
"""What is chosen when a project is made, and ignored later."""


def save(old: Row | None, call: Call) -> Row:
    given = call.request
    row = dict(old) if old else _new(call)
    row |= {name: value for name, value in read_fields(PROJECTS, given).items() if old is None or name not in FIXED}
    if not row["project_name"].strip():
        raise BadRequestError("project_name is required")
    row["no"] = row["no"] or next_number(call, "projects")
    _check(row, given, call)
    if (manager_id := lookups.user_id(call, given, "manager_id", "manager_email")) is not None:
        row["manager_id"] = manager_id
    if "project_accounts" in given:
        row["_accounts"] = read_accounts("project_accounts", given["project_accounts"], call)
    if "tags" in given:
        row["_tags"] = read_texts("tags", given["tags"])
    if "custom_fields" in given:
        definitions = call.state.table("customFields")
        row["_custom"] = read_custom_fields(definitions, "projects", given["custom_fields"], row["_custom"])
    return row


def _new(call: Call) -> Row:
    entity_id = call.entity.entity_id
    private: Row = {"_accounts": [entity_id], "_tags": [], "_custom": {}}
    return new_row(PROJECTS) | private | {"status": "pending", "account_id": entity_id}


def _check(row: Row, given: dict[str, Any], call: Call) -> None:
    if row["status"] not in STATUS_NAMES and not row["status"].startswith("additional"):
        raise BadRequestError.field("status", f"{row['status']} is no status of projects")
    if given.get("company_id") and row["company_id"]:
        lookups.contact(call, "company_id", row["company_id"])


def derive(row: Row, call: Call, detailed: bool) -> Row:  # noqa: FBT001 the shape of Derive
    more: Row = {
        "manager_email": lookups.user_email(call, row["manager_id"]),
        "project_accounts": shown_accounts(row),
    }
    escaped = call.wire.formats[Kind.TEXT]
    if call.user is not None:
        company = call.state.find("contacts", row["company_id"])
        more["company_name"] = escaped(contacts.full_name(company)) if company else ""
    if not detailed:
        return more
    return more | {
        "status_name": STATUS_NAMES.get(row["status"], row["status"].capitalize()),
        "phases": [],
        "tags": [escaped(tag) for tag in row["_tags"]],
        "project_customer_portal_users": [],
        "custom_fields": lookups.custom_fields_shown(call, "projects", row),
    }


MODULE = Module(
    name="projects",
    key="project_id",
    fields=PROJECTS,
    derive=derive,
    belongs=is_shared_with,
    save=save,
    can_delete=True,
    basics=("project_id", "no", "project_name", "status", "modified_date"),
    hook_module=lambda _row: "projects",
    hook_type=lambda _row: "project",
)
