"""Runs the demonstration: `make demo`, `SEED=7 SIZE=1000 JSON=1 make demo`."""

import os
import sys

from rich.console import Console

from deploy.demo.consent import ConsentFailedError
from deploy.demo.operator import CommandFailedError
from deploy.demo.report import show
from deploy.demo.sandboxes import SandboxRefusedError
from deploy.demo.stage import staged_as_told
from deploy.demo.story import tell
from deploy.local.errors import LocalError

DEFAULT_SEED, DEFAULT_SIZE = 1, 300
MOST = 20_000


def number(name: str, default: int, least: int) -> int:
    """A whole number from the environment, or the end with a clear word."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text) <= MOST:
        sys.stderr.write(f"{name} must be a whole number from {least} to {MOST}, not {text!r}\n")
        raise SystemExit(2)
    return int(text)


def main() -> int:
    """0 where both books agree, 1 where anything differs, 3 where something could not be reached."""
    seed, size = number("SEED", DEFAULT_SEED, 0), number("SIZE", DEFAULT_SIZE, 10)
    words = Console(stderr=True)
    try:
        outcome = tell(seed, size, words, staged_as_told())
    except (CommandFailedError, ConsentFailedError, LocalError, SandboxRefusedError) as error:
        words.print(f"[red]{error}[/]")
        return 3
    show(outcome, Console())
    if os.environ.get("JSON", "") not in {"", "0"}:
        sys.stdout.write(outcome.as_json() + "\n")
    return 0 if outcome.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
