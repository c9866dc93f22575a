"""Answers to writes, element by element: Xero says 200 although some of them were refused."""

from typing import Any

from shared.answers import ElementResult, Refusal
from shared.xero.refusals import UNEXPLAINED, refusal

Element = dict[str, Any]

_NESTED = ("Contact", "LineItems", "Account", "Invoice", "CreditNote", "SalesDetails", "PurchaseDetails")


def result_of(position: int, body: Element) -> ElementResult:
    """Judge one element by its status, its flags and its messages: none of them alone is always there."""
    refusals = tuple(refusal(text) for text in _messages(body))
    failed = bool(
        refusals
        or body.get("StatusAttributeString") == "ERROR"
        or body.get("HasErrors")
        or body.get("HasValidationErrors")
    )
    if failed and not refusals:
        refusals = (Refusal(UNEXPLAINED, "Xero refused this element without saying why"),)
    return ElementResult(position, body, refusals, tuple(_texts(body.get("Warnings"))))


def _messages(body: Element) -> list[str]:
    """Its own messages and those of its parts, each once."""
    found = list(_texts(body.get("ValidationErrors")))
    for name in _NESTED:
        part = body.get(name)
        for inner in part if isinstance(part, list) else [part]:
            if isinstance(inner, dict):
                found += _texts(inner.get("ValidationErrors"))
    return list(dict.fromkeys(found))


def _texts(errors: Any) -> list[str]:
    return [str(error.get("Message", "")) for error in errors or () if isinstance(error, dict)]
