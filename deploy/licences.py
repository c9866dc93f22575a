"""Writes docs/licences.md: every package of the image and every file kept here, each with its licence.

python -m deploy.licences
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs/licences.md"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
CLASSIFIER = "License :: OSI Approved :: "
ELSEWHERE = "only on other systems"
KEPT_HERE = {
    "htmx": ("services/console/web/static", "0BSD"),
    "Pico CSS": ("services/console/web/static", "MIT"),
    "axe-core": ("tests/browser, for tests alone", "MPL-2.0"),
    "Compose specification, schema": ("tests/payloads, for tests alone", "Apache-2.0"),
    "Xero's OpenAPI description": ("tests/payloads, for tests alone", "MIT"),
}
"""Files of others in this repository; their licences lie beside them."""
HEAD = """# Licences

Ours is [MIT](../LICENSE). What runs in the image, as locked in `requirements.lock`, each with the licence that it
states; made by `make licences`, and a test compares. RabbitMQ (MPL-2.0) and MongoDB (SSPL-1.0) run beside it.

| package | version | licence |
|---|---|---|
"""
BESIDE = """
Kept here as files, with their licences beside them:

| what | where | licence |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One package."""

    name: str
    version: str
    licence: str


def parts() -> Iterator[Part]:
    """Those of the lock, in its order."""
    for name, version in LOCKED.findall(LOCK.read_text()):
        try:
            yield Part(name, version, stated(distribution(name)))
        except PackageNotFoundError:
            yield Part(name, version, ELSEWHERE)


def stated(package: Distribution) -> str:
    """By its expression, else its classifiers, else the first line of whatever it says."""
    said = package.metadata
    if "License-Expression" in said:
        return str(said["License-Expression"])
    classified = [one.removeprefix(CLASSIFIER) for one in said.get_all("Classifier") or () if CLASSIFIER in one]
    if classified:
        return ", ".join(classified)
    free = str(said["License"]) if "License" in said else ""
    return free.strip().split("\n")[0] or "not stated"


def page() -> str:
    """The whole of it."""
    rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in parts()]
    kept = [f"| {name} | {where} | {licence} |" for name, (where, licence) in KEPT_HERE.items()]
    return HEAD + "\n".join(rows) + "\n" + BESIDE + "\n".join(kept) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
