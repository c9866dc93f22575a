"""Runs the measurements: `make bench`; `QUICK=1` takes smaller companies, `ONLY=clicks` one measurement."""

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from deploy.bench.calls import calls
from deploy.bench.clicks import clicks
from deploy.bench.idle import idle
from deploy.bench.pages import pages
from deploy.bench.rows import Row, last_line, table
from deploy.bench.work import work

SEED = 1
WRONG_USE = 2


@dataclass(frozen=True, slots=True)
class Bench:
    """One measurement, with the documents of its company."""

    run: Callable[[int, int, Console], list[Row]]
    size: int
    quick: int


BENCHES = {
    "calls": Bench(calls, 10_000, 1000),
    "work": Bench(work, 10_000, 1000),
    "idle": Bench(idle, 300, 60),
    "clicks": Bench(clicks, 8000, 5000),
    "pages": Bench(pages, 100_000, 10_000),
}


def main() -> int:
    """0 once everything was measured."""
    is_quick = os.environ.get("QUICK", "") not in {"", "0"}
    chosen = os.environ.get("ONLY", "").split() or list(BENCHES)
    if unknown := [name for name in chosen if name not in BENCHES]:
        sys.stderr.write(f"ONLY: {', '.join(unknown)}: there are {', '.join(BENCHES)}\n")
        return WRONG_USE
    rows: list[Row] = []
    for name in chosen:
        bench = BENCHES[name]
        found = bench.run(_size(bench, quick=is_quick), _seed(), Console(stderr=True))
        for one in found:
            sys.stdout.write(json.dumps({"part": name, **one, **_machine()}) + "\n")
        rows += found
    table(rows, Console())
    sys.stdout.write(last_line(rows) + "\n")
    return 0


def _seed() -> int:
    return int(os.environ.get("SEED") or SEED)


def _size(bench: Bench, *, quick: bool) -> int:
    return int(os.environ.get("SIZE") or (bench.quick if quick else bench.size))


def _machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "cores": os.cpu_count()}


if __name__ == "__main__":
    sys.exit(main())
