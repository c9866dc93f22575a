"""Writing batches: element by element, all or nothing, or `summarizeErrors=false` (reference sections 5.1 and 5.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from services.sandbox.common.json import NotJsonError, decode
from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.refusals import CallRefusedError, invalid_elements
from services.sandbox.xero.books.given import Given, elements
from services.sandbox.xero.books.problems import ElementRefusedError, post_data_invalid, validation
from services.sandbox.xero.views.common import Json, errors

Record = TypeVar("Record")
LARGEST_BODY = 10_000_000


@dataclass(frozen=True)
class Writing(Generic[Record]):
    key: str
    show: Callable[[Call, Record], Json]
    show_refused: Callable[[Call, Given, ElementRefusedError], Json]
    error_flag: str
    """HasErrors or HasValidationErrors; empty where the resource has none."""
    most: int | None = None
    """Most elements a request may carry."""


def written(call: Call, writing: Writing[Record], write: Callable[[Given], Record]) -> Answer:
    given = sent_elements(call, writing.key)
    if writing.most is not None and len(given) > writing.most:
        raise validation(f"A maximum of {writing.most} {writing.key} can be sent in one request")
    is_each = call.flag("summarizeErrors") is False
    with call.ledger.changes.all_or_nothing():
        outcomes = [_attempt(call, one, write) for one in given]
        shown = [_shown(call, writing, *pair) for pair in zip(given, outcomes, strict=True)]
        if not is_each and any(isinstance(outcome, ElementRefusedError) for outcome in outcomes):
            failed = (isinstance(outcome, ElementRefusedError) for outcome in outcomes)
            raise CallRefusedError(invalid_elements([one for one, bad in zip(shown, failed, strict=True) if bad]))
    if is_each:
        for one, outcome in zip(shown, outcomes, strict=True):
            one["StatusAttributeString"] = "ERROR" if isinstance(outcome, ElementRefusedError) else "OK"
    return envelope(call, writing.key, shown)


def written_one(call: Call, writing: Writing[Record], own: tuple[str, str], write: Callable[[Given], Record]) -> Answer:
    """POST with the id in the path; an id in the body must agree. `own` is the id's key and value."""
    id_key, own_id = own

    def write_agreed(given: Given) -> Record:
        if (sent := given.guid(id_key)) is not None and sent != own_id:
            raise validation(f"The {id_key} in the body does not match the one in the address")
        return write(given)

    return written(call, writing, write_agreed)


def sent_elements(call: Call, key: str) -> list[Given]:
    """`{"Invoices": [...]}` (any casing of the key) or one bare object."""
    raw = _body(call)
    enveloped = next((name for name in raw if name.lower() == key.lower()), None)
    if enveloped is None:
        return [Given(raw, key)]
    value = raw[enveloped]
    found = list(elements(value, key)) if isinstance(value, list) else [Given(value, key)]
    if not found:
        raise post_data_invalid(f"No {key} were found in the request")
    return found


def _body(call: Call) -> dict[str, Any]:
    if len(call.body) > LARGEST_BODY:
        raise post_data_invalid("The request is larger than 10 MB")
    if "xml" in call.headers.get("content-type", ""):
        raise post_data_invalid("The sandbox reads JSON only; send Content-Type: application/json")
    try:
        raw = decode(call.body)
    except NotJsonError as error:
        raise post_data_invalid(f"JSON for post data was invalid: {error}") from error
    if not isinstance(raw, dict):
        raise post_data_invalid("JSON for post data was invalid: an object was expected")
    return raw


def _attempt(call: Call, given: Given, write: Callable[[Given], Record]) -> Record | ElementRefusedError:
    try:
        with call.ledger.changes.all_or_nothing():
            return write(given)
    except ElementRefusedError as refusal:
        return refusal


def _shown(call: Call, writing: Writing[Record], given: Given, outcome: Record | ElementRefusedError) -> Json:
    if not isinstance(outcome, ElementRefusedError):
        return writing.show(call, outcome)
    shown = writing.show_refused(call, given, outcome)
    if writing.error_flag:
        shown[writing.error_flag] = True
    shown["ValidationErrors"] = errors(outcome.messages)
    return shown


def echoed(*, id_key: str, **defaults: Any) -> Callable[[Call, Given, ElementRefusedError], Json]:
    """A failed element as it was sent, with the all-zero id where it has none."""

    def echo(_: Call, given: Given, __: ElementRefusedError) -> Json:
        sent = {key: value for key, value in given.raw.items() if value is not None}
        return {id_key: "00000000-0000-0000-0000-000000000000", **defaults, **sent}

    return echo
