"""Answers to writes, element by element: Xero says 200 although some of them were refused."""

import re
from dataclasses import dataclass
from typing import Any

from shared.errors import RefusedError
from shared.xero.refusals import OTHER, Refusal, refusal

Element = dict[str, Any]

QUOTED = re.compile(r"'([^']{1,40})'")

_NESTED = ("Contact", "LineItems", "Account", "Invoice", "CreditNote", "SalesDetails", "PurchaseDetails")


@dataclass(frozen=True, slots=True)
class ElementResult:
    """What became of one element; `body` is what Xero echoed."""

    position: int
    body: Element
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_ok(self) -> bool:
        return not self.refusals

    @property
    def code(self) -> str:
        """Of the first reason that is known; empty where nothing was refused."""
        codes = [item.code for item in self.refusals]
        return next((code for code in codes if code != OTHER), codes[0] if codes else "")

    @property
    def error(self) -> RefusedError:
        """The refusal with Xero's own words (R149); its subject is the first thing they quote."""
        said = "; ".join(item.text for item in self.refusals)
        quoted = QUOTED.search(said)
        return RefusedError(said, code=self.code or OTHER, subject=quoted.group(1) if quoted else "")


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
        refusals = (Refusal(OTHER, "Xero refused this element without saying why"),)
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
