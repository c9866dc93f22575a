"""What became of one element of a write, whichever system answered."""

import re
from dataclasses import dataclass
from typing import Any

from shared.errors import RefusedError

OTHER = "xero_refused"
"""The code of a refusal that no table knows; Xero's, since Scoro's refusals have codes of their own."""

QUOTED = re.compile(r"'([^']{1,40})'")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, as a stable code and in the other system's own words (R149)."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ElementResult:
    """What became of one element; `body` is what the other system echoed."""

    position: int
    body: dict[str, Any]
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
        """The refusal with the other system's own words (R149); its subject is the first thing they quote."""
        said = "; ".join(item.text for item in self.refusals)
        quoted = QUOTED.search(said)
        return RefusedError(said, code=self.code or OTHER, subject=quoted.group(1) if quoted else "")
