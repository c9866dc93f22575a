"""The list of all parts, and their known weaknesses: `python -m deploy.audit`.

Writes build/sbom.json first, which needs nobody; then pip-audit asks PyPI. What could not be asked is never told as
"nothing found". Exit codes: 0 nothing is known, 1 something is, 2 the list could not be made, 3 not all of it could be
asked.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path
from typing import Any

LOCK = "requirements.lock"
PARTS = Path("build/sbom.json")
FINE, FOUND, NOT_MADE, NOT_ASKED = 0, 1, 2, 3
WEAKNESSES = ["pip_audit", "--requirement", LOCK, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
LISTED = ["cyclonedx_py", "requirements", LOCK, "--output-reproducible", "--of", "JSON", "-o", str(PARTS)]
SECONDS = 600

Told = tuple[int, str]
"""An exit code and what was said."""
Asks = Callable[[Sequence[str]], Told]
"""Runs one of Python's programs."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """Of one package."""

    package: str
    id: str
    mended_in: str


def ran(words: Sequence[str]) -> Told:
    """Its standard output where it has any, else the last line of what it complained of."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of our own environment
            [sys.executable, "-m", *words], capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return NOT_ASKED, f"no answer within {SECONDS} seconds"
    complaint = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
    return done.returncode, done.stdout.strip() or complaint[0]


def audited(asks: Asks, tell: Callable[[str], None]) -> int:
    """Say what is known of the parts in the lock; the exit code."""
    code, said = asks([*WEAKNESSES, "--format", "json"])
    try:
        parts: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (JSONDecodeError, KeyError, TypeError):
        tell(f"Known weaknesses could NOT be asked for (pip-audit ended with {code}): {said[-300:]}")
        return NOT_ASKED
    unasked = [part for part in parts if "skip_reason" in part]
    found = list(_weaknesses(parts))
    for one in found:
        tell(f"{one.package}: {one.id}, mended in {one.mended_in or 'no version yet'}")
    if unasked:
        tell(f"Known weaknesses could NOT be asked for {len(unasked)} of {len(parts)} packages: {_reason(unasked)}")
    if found:
        return FOUND
    if unasked or not parts:
        return NOT_ASKED
    tell(f"No weaknesses are known of {len(parts)} packages.")
    return FINE


def _reason(unasked: Sequence[dict[str, Any]]) -> str:
    return f"{unasked[0]['skip_reason']}{', and so on' if len(unasked) > 1 else ''}"


def _weaknesses(parts: Sequence[dict[str, Any]]) -> Iterator[Weakness]:
    for part in parts:
        for one in part.get("vulns", ()):
            yield Weakness(f"{part['name']} {part['version']}", one["id"], ", ".join(one["fix_versions"]))


def tell(words: str) -> None:
    """To people."""
    sys.stderr.write(f"{words}\n")


def main(asks: Asks = ran) -> int:
    """Both; the list of parts stays whatever becomes of the question."""
    PARTS.parent.mkdir(exist_ok=True)
    code, said = asks(LISTED)
    if code:
        tell(f"The list of parts could not be made: {said}")
        return NOT_MADE
    tell(f"{PARTS}: the list of all parts")
    return audited(asks, tell)


if __name__ == "__main__":
    raise SystemExit(main())
