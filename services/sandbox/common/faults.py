"""Rules that make a sandbox misbehave: who is struck, how often, and in what way."""

import random
import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class FaultKind(StrEnum):
    DELAY = "delay"  # the right answer, late
    STATUS = "status"  # another answer: status, headers, body
    HTML = "html"  # a web page where JSON was expected
    TRUNCATED = "truncated"  # the right answer as broken JSON: complete HTTP, half the body
    CUT_OFF = "cut_off"  # connection reset in the middle of the body
    RESET = "reset"  # connection reset without any answer
    HANG = "hang"  # no answer, the connection stays open


class FaultRule(BaseModel):
    """One rule. Paths are glob patterns over the whole path (`*` crosses slashes)."""

    model_config = ConfigDict(extra="forbid")

    kind: FaultKind
    method: str = "*"
    path: str = "*"
    contains: str = ""
    """Strikes only requests whose body holds this text."""
    count: Annotated[int, Field(ge=1)] | None = None
    """How many times it strikes; None = until it is cleared."""
    after: Annotated[int, Field(ge=0)] = 0
    """Lets this many matching requests pass first."""
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    seed: int = 0
    """Same seed, same requests struck."""
    carried_out: bool = False
    """The request takes effect first and only its answer is lost. DELAY, TRUNCATED and CUT_OFF always carry it out."""
    seconds: Annotated[float, Field(ge=0, le=600)] = 0
    """Real seconds to wait before the answer; for HANG the longest time until the connection is reset (0 = 600)."""
    status: Annotated[int, Field(ge=200, le=599)] = 500
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""


class ActiveFault:
    """A rule at work: how often it saw and struck."""

    def __init__(self, number: int, rule: FaultRule) -> None:
        self.number = number
        self.rule = rule
        self.seen = 0
        self.struck = 0
        self._random = random.Random(rule.seed)
        self._path = re.compile(_glob(rule.path))

    def strikes(self, method: str, path: str, body: bytes) -> bool:
        rule = self.rule
        if rule.method not in {"*", method} or not self._path.fullmatch(path):
            return False
        if rule.contains and rule.contains.encode() not in body:
            return False
        self.seen += 1
        if self.seen <= rule.after or (rule.count is not None and self.struck >= rule.count):
            return False
        if rule.probability < 1 and self._random.random() >= rule.probability:
            return False
        self.struck += 1
        return True

    def shown(self) -> dict[str, Any]:
        return {"id": self.number, "seen": self.seen, "struck": self.struck, **self.rule.model_dump(mode="json")}


class Faults:
    """The first rule that strikes wins, in the order they were added."""

    def __init__(self) -> None:
        self._active: list[ActiveFault] = []
        self._number = 0

    def __bool__(self) -> bool:
        return bool(self._active)

    def add(self, rule: FaultRule) -> ActiveFault:
        self._number += 1
        fault = ActiveFault(self._number, rule)
        self._active.append(fault)
        return fault

    def listed(self) -> list[dict[str, Any]]:
        return [fault.shown() for fault in self._active]

    def remove(self, number: int) -> bool:
        kept = [fault for fault in self._active if fault.number != number]
        found = len(kept) < len(self._active)
        self._active = kept
        return found

    def clear(self) -> None:
        self._active.clear()

    def striking(self, method: str, path: str, body: bytes) -> ActiveFault | None:
        return next((fault for fault in self._active if fault.strikes(method, path, body)), None)


def _glob(pattern: str) -> str:
    return ".*".join(re.escape(part) for part in pattern.split("*"))
