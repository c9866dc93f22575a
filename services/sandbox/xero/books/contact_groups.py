"""Writing contact groups. That a name is there once only is assumed, and what Xero says then."""

from dataclasses import replace

from services.sandbox.xero.books.contacts import ARCHIVED_CANNOT_BE_EDITED
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError
from services.sandbox.xero.books.records import Contact, ContactGroup

MOST_GROUPS = 100
LIMIT_REACHED = f"You’ve reached the limit of {MOST_GROUPS} contact groups."
_STATUSES = frozenset({"ACTIVE", "DELETED"})


def create(ledger: Ledger, given: Given) -> ContactGroup:
    name = given.text("Name") or ""
    _check_name(ledger, name)
    if sum(one.status == "ACTIVE" for one in ledger.groups.values()) >= MOST_GROUPS:
        raise ElementRefusedError(LIMIT_REACHED)
    return ledger.save(ledger.groups, ContactGroup(id=new_id(), name=name))


def create_or_update(ledger: Ledger, given: Given) -> ContactGroup:
    """POST: matched by id."""
    group_id = given.guid("ContactGroupID")
    return create(ledger, given) if group_id is None else update(ledger, found(ledger, group_id), given)


def update(ledger: Ledger, group: ContactGroup, given: Given) -> ContactGroup:
    """A new name, or the end."""
    status = given.choice("Status", _STATUSES, "ContactGroupStatus") or group.status
    name = given.text("Name") or group.name
    if name.lower() != group.name.lower():
        _check_name(ledger, name)
    return ledger.save(ledger.groups, replace(group, name=name, status=status))


def add(ledger: Ledger, group_id: str, given: Given) -> Contact:
    group, contact_id = found(ledger, group_id), given.guid("ContactID") or ""
    contact = ledger.contacts.get(contact_id)
    if contact is None:
        raise NotFoundError(f"no contact {contact_id}")
    if contact.status != "ACTIVE":
        raise ElementRefusedError(ARCHIVED_CANNOT_BE_EDITED)
    if contact_id not in group.contact_ids:
        ledger.save(ledger.groups, replace(group, contact_ids=(*group.contact_ids, contact_id)))
    return contact


def remove(ledger: Ledger, group: ContactGroup, contact_id: str) -> None:
    if contact_id not in group.contact_ids:
        raise NotFoundError(f"no contact {contact_id} in this group")
    kept = tuple(one for one in group.contact_ids if one != contact_id)
    ledger.save(ledger.groups, replace(group, contact_ids=kept))


def clear(ledger: Ledger, group: ContactGroup) -> None:
    ledger.save(ledger.groups, replace(group, contact_ids=()))


def found(ledger: Ledger, group_id: str) -> ContactGroup:
    """Deleted ones are not there any more."""
    group = ledger.groups.get(group_id)
    if group is None or group.status != "ACTIVE":
        raise NotFoundError(f"no contact group {group_id}")
    return group


def _check_name(ledger: Ledger, name: str) -> None:
    if not name.strip():
        raise ElementRefusedError("Contact group Name must be specified")
    if any(one.name.lower() == name.lower() for one in ledger.groups.values() if one.status == "ACTIVE"):
        raise ElementRefusedError(f"A contact group with the name '{name}' already exists")
