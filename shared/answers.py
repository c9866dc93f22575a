"""What became of one element of a write, whichever system answered."""

from dataclasses import dataclass
from typing import Any

from shared.errors import RefusedError

OTHER = "xero_refused"
"""The code of a refusal that no table knows; Xero's, since Scoro's refusals have codes of their own."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, as a stable code and in the other system's own words (R149)."""

    code: str
    text: str
    subject: str = ""
    """What it is about, such as an account code, where it says so."""


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
    def reason(self) -> Refusal | None:
        """The first that is known, else the first; None where nothing was refused."""
        return next((item for item in self.refusals if item.code != OTHER), next(iter(self.refusals), None))

    @property
    def code(self) -> str:
        """Of the reason that counts; empty where nothing was refused."""
        return self.reason.code if self.reason else ""

    @property
    def error(self) -> RefusedError:
        """The refusal with all of the other system's own words (R149)."""
        said = "; ".join(item.text for item in self.refusals)
        return RefusedError(said, code=self.code or OTHER, subject=self.reason.subject if self.reason else "")
