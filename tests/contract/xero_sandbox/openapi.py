"""Holds what went over the wire against Xero's own OpenAPI file, and lists where recorded reality differs from it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

FILE = Path(__file__).parents[2] / "payloads" / "xero_accounting.yaml"
BASE = "/api.xro/2.0"

# What recorded answers of the real Xero carry and the file does not know; list indexes left out.
RECORDED_KEYS = {
    "$.Invoices.DateString": "beside Date, as text",
    "$.Invoices.DueDateString": "beside DueDate, as text",
    "$.Invoices.InvoicePaymentServices": "in write answers",
    "$.Invoices.LineItems.ValidationErrors": "in single reads and write answers",
    "$.Invoices.CreditNotes.ID": "credit notes repeat their id, here and below",
    "$.CreditNotes.ID": "",
    "$.CreditNotes.DateString": "beside Date, as text",
    "$.Invoices.LineItems.Tracking.Options": "empty, in lists",
    "$.CreditNotes.LineItems.Tracking.Options": "empty, in lists",
    "$.CreditNotes.LineItems.ValidationErrors": "in single reads and write answers",
    "$.Allocations.CreditNote.ID": "",
    "$.TrackingCategories.ValidationErrors": "refused elements have them everywhere",
    "$.Options.ValidationErrors": "",
}
# What the file's own examples carry, here or of a sibling, and its schemas do not know.
EXAMPLE_KEYS = {
    *(f"$.{kind}.{key}" for kind in ("Prepayments", "Overpayments") for key in ("ID", "DateString")),
    *(f"$.{kind}.LineItems.ValidationErrors" for kind in ("Prepayments", "Overpayments", "BankTransactions")),
    *(f"$.{kind}.ID" for kind in ("Allocations.Prepayment", "Allocations.Overpayment")),
    *(f"$.{kind}.ID" for kind in ("Invoices.Prepayments", "Invoices.Overpayments")),
    *(f"$.Payments.Invoice.{kind}.ID" for kind in ("Prepayments", "Overpayments")),
    *(f"$.Payments.Invoice.{key}" for key in ("DateString", "DueDateString", "LineItems.ValidationErrors")),
    *(
        f"$.{at}.{key}"
        for at in ("TrackingCategories.Options", "Options")
        for key in ("HasValidationErrors", "IsDeleted", "IsArchived", "IsActive")
    ),
    "$.BankTransactions.DateString",
    *(f"$.HistoryRecords.{key}" for key in ("DateUTCString", "ValidationErrors")),
    *(f"$.{at}.HasValidationErrors" for at in ("ContactGroups", "Contacts.ContactGroups")),
}
# The envelope of lists is not part of the file's schemas.
ENVELOPE = {"Id", "Status", "ProviderName", "DateTimeUTC", "pagination"}


@dataclass(frozen=True)
class Exchange:
    method: str
    path: str
    sent: bytes
    status: int
    received: bytes


def deviations(exchange: Exchange) -> list[str]:
    """What the file does not allow in this request and answer."""
    operation = _operation(exchange.method, exchange.path)
    found: list[str] = []
    if exchange.sent and exchange.status < 400:
        content = _component(operation.get("requestBody", {})).get("content", {})
        if schema := content.get("application/json", {}).get("schema"):
            found += [f"request: {one}" for one in _violations(schema, json.loads(exchange.sent))]
    for schema, answer in _judged(operation, exchange):
        found += [f"answer: {one}" for one in _violations(schema, answer)]
        found += [f"answer: unknown key {one}" for one in _unknown(schema, answer)]
        found += [f"answer: null at {one}" for one in _nulls(answer, "$")]
    return found


def _judged(operation: dict[str, Any], exchange: Exchange) -> Iterator[tuple[dict[str, Any], Any]]:
    """The answer with its schema; refused elements are held against the schema of good ones."""
    if exchange.status not in {200, 400}:
        return
    answer = json.loads(exchange.received)
    good: dict[str, Any] = _component(operation["responses"]["200"])["content"]["application/json"]["schema"]
    if exchange.status == 200:
        yield good, answer
        return
    yield {"$ref": "#/components/schemas/Error"}, {key: answer[key] for key in ("ErrorNumber", "Type", "Message")}
    if refused := answer.get("Elements"):
        yield good, {_element_key(good): refused}


def _component(part: dict[str, Any]) -> dict[str, Any]:
    """A request body or answer that stands elsewhere in the file, or the part itself."""
    if "$ref" not in part:
        return part
    section, name = part["$ref"].split("/")[-2:]
    found: dict[str, Any] = document()["components"][section][name]
    return found


def _element_key(schema: dict[str, Any]) -> str:
    """`Invoices` of the schema Invoices."""
    properties: dict[str, Any] = _resolved(schema)["properties"]
    return next(key for key, value in properties.items() if value.get("type") == "array" and key != "Warnings")


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(FILE.read_text(), Loader=yaml.CSafeLoader)
    return loaded


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Fixed addresses before those with parameters."""
    paths = sorted(document()["paths"], key=lambda path: ("{" in path, path))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


def _operation(method: str, path: str) -> dict[str, Any]:
    below = path.removeprefix(BASE)
    for pattern, template in _templates():
        if pattern.fullmatch(below) and method.lower() in document()["paths"][template]:
            found: dict[str, Any] = document()["paths"][template][method.lower()]
            return found
    raise AssertionError(f"{method} {path} is not in Xero's OpenAPI file")


@cache
def _registry() -> Registry[Any]:
    registry: Registry[Any] = Registry().with_resource("urn:xero", DRAFT4.create_resource(document()))
    return registry


def _violations(schema: dict[str, Any], instance: Any) -> Iterator[str]:
    absolute = {"$ref": f"urn:xero{schema['$ref']}"}
    for error in Draft4Validator(absolute, registry=_registry()).iter_errors(instance):
        yield f"{error.json_path}: {error.message[:200]}"


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document()["components"]["schemas"][name]
    return schema


def _unknown(schema: dict[str, Any], instance: Any, at: str = "$") -> Iterator[str]:
    schema = _resolved(schema)
    if isinstance(instance, list):
        for index, one in enumerate(instance):
            yield from _unknown(schema.get("items", {}), one, f"{at}[{index}]")
    elif isinstance(instance, dict) and "properties" in schema:
        for key, value in instance.items():
            if key in schema["properties"]:
                yield from _unknown(schema["properties"][key], value, f"{at}.{key}")
            elif not _is_known(at, key):
                yield f"{at}.{key}"


def _is_known(at: str, key: str) -> bool:
    """Although no schema knows it."""
    pattern = re.sub(r"\[\d+\]", "", f"{at}.{key}")
    return pattern in RECORDED_KEYS or pattern in EXAMPLE_KEYS or (at == "$" and key in ENVELOPE)


def _nulls(instance: Any, at: str) -> Iterator[str]:
    if instance is None:
        yield at
    elif isinstance(instance, dict):
        for key, value in instance.items():
            yield from _nulls(value, f"{at}.{key}")
    elif isinstance(instance, list):
        for index, value in enumerate(instance):
            yield from _nulls(value, f"{at}[{index}]")
