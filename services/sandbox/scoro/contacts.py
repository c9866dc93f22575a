"""Contacts: companies and people in one table, shared by all entities of the site."""

from typing import Any

from services.sandbox.scoro import lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import ADDRESSES, CONTACTS
from services.sandbox.scoro.kinds import Kind, text
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.reading import (
    a_list_of_objects,
    new_row,
    read_custom_fields,
    read_field,
    read_fields,
    read_texts,
)
from services.sandbox.scoro.state import Row

ADDRESS_KEY = "contacts_addresses_id"
WAYS = ("mobile", "phone", "email", "website", "skype", "fax")


def save(old: Row | None, call: Call) -> Row:
    given = call.request
    row = dict(old) if old else new_row(CONTACTS) | {"_addresses": [], "_means": {}, "_tags": [], "_custom": {}}
    row |= read_fields(CONTACTS, given)
    if not row["name"].strip():
        raise BadRequestError("name is required")
    if (manager_id := lookups.user_id(call, given, "manager_id", "manager_email")) is not None:
        row["manager_id"] = manager_id
    if "addresses" in given:
        row["_addresses"] = _addresses(given["addresses"], row["_addresses"], call)
    if "means_of_contact" in given:
        row["_means"] = _means(given["means_of_contact"])
    if "tags" in given:
        row["_tags"] = read_texts("tags", given["tags"])
    if "custom_fields" in given:
        definitions = call.state.table("customFields")
        row["_custom"] = read_custom_fields(definitions, "contacts", given["custom_fields"], row["_custom"])
    return row


def _addresses(given: Any, kept: list[Row], call: Call) -> list[Row]:
    """The whole collection is replaced: what is to stay carries its id."""
    known = {address[ADDRESS_KEY]: address for address in kept}
    return [_address(one, known, call) for one in a_list_of_objects("addresses", given)]


def _address(given: dict[str, Any], known: dict[int, Row], call: Call) -> Row:
    values = read_fields(ADDRESSES, given)
    address_id = read_field(ADDRESS_KEY, ADDRESSES[ADDRESS_KEY], given.get(ADDRESS_KEY))
    if address_id:
        if address_id not in known:
            raise BadRequestError.field("addresses", f"address {address_id} not found")
        return known[address_id] | values
    return new_row(ADDRESSES) | values | {ADDRESS_KEY: call.state.next_id("addresses", first=80)}


def _means(given: Any) -> dict[str, list[str]]:
    """A single value may stand for a list of one; unknown ways are ignored."""
    if not given:
        return {}
    if not isinstance(given, dict):
        raise BadRequestError.field("means_of_contact", "must be an object")
    listed = {way: value if isinstance(value, list) else [value] for way, value in given.items() if way in WAYS}
    return {way: found for way, values in listed.items() if (found := [text(one) for one in values if one])}


def address_shown(address: Row, call: Call) -> dict[str, Any]:
    formats = call.wire.formats
    shown = {name: formats[field.kind](address[name]) for name, field in ADDRESSES.items()}
    town = " ".join(part for part in (address["zipcode"], address["city"]) if part)
    full = ", ".join(part for part in (address["street"].replace("\r\n", ", "), town) if part)
    return shown | {"full_address": formats[Kind.TEXT](full)}


def derive(row: Row, call: Call, detailed: bool) -> Row:  # noqa: FBT001 the shape of Derive
    formats = call.wire.formats
    more: Row = {
        "search_name": formats[Kind.TEXT](full_name(row)),
        "addresses": [address_shown(address, call) for address in row["_addresses"]],
        "means_of_contact": formats[Kind.MAP](row["_means"]),
        "tags": [formats[Kind.TEXT](tag) for tag in row["_tags"]],
        "cat_name": "",
        "manager_email": lookups.user_email(call, row["manager_id"]),
    }
    if row["contact_type"] == "person":
        more["related_companies"] = _related_companies(row, call)
    if detailed:
        more["custom_fields"] = lookups.custom_fields_shown(call, "contacts", row)
    return more


def _related_companies(row: Row, call: Call) -> list[dict[str, Any]]:
    found = (call.state.find("contacts", company_id) for company_id in row.get("_companies", ()))
    escaped = call.wire.formats[Kind.TEXT]
    return [
        {"related_company_id": company["contact_id"], "related_company_name": escaped(company["name"])}
        for company in found
        if company is not None
    ]


def full_name(row: Row) -> str:
    return f"{row['name']} {row['lastname']}".strip() if row["contact_type"] == "person" else str(row["name"])


MODULE = Module(
    name="contacts",
    key="contact_id",
    fields=CONTACTS,
    derive=derive,
    save=save,
    can_delete=True,
    basics=("contact_id", "name", "lastname", "contact_type", "modified_date"),
    hook_module=lambda row: "persons" if row["contact_type"] == "person" else "companies",
    hook_type=lambda row: str(row["contact_type"]),
)
