"""Runs other programs quietly: their words are kept and shown only when they fail."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program ended and the last lines it said."""

    ok: bool
    said: str


def run(command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> Answer:
    """A missing program or one that never ends is a failure like any other."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of the system, named in this package
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(ok=False, said=str(error))
    return Answer(ok=done.returncode == 0, said="\n".join(done.stdout.splitlines()[-8:]))


def tell(words: str) -> None:
    """To people."""
    sys.stderr.write(f"{words}\n")
