"""Runs the measurements: `make bench`; `QUICK=1` takes smaller companies, `ONLY=clicks` one measurement."""

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Column, Table

from deploy.bench.clicks import clicks
from deploy.bench.first_load import first_load

SEED = 1
WRONG_USE = 2
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """One measurement, with the documents of its company."""

    run: Callable[[int, int, Console], list[Row]]
    size: int
    quick: int


BENCHES = {
    "first_load": Bench(first_load, 1000, 300),
    "clicks": Bench(clicks, 8000, 5000),
}


def main() -> int:
    """0 once everything was measured."""
    is_quick = os.environ.get("QUICK", "") not in {"", "0"}
    chosen = os.environ.get("ONLY", "").split() or list(BENCHES)
    if unknown := [name for name in chosen if name not in BENCHES]:
        sys.stderr.write(f"ONLY: {', '.join(unknown)}: there are {', '.join(BENCHES)}\n")
        return WRONG_USE
    rows: list[Row] = []
    for bench in (BENCHES[name] for name in chosen):
        rows += bench.run(bench.quick if is_quick else bench.size, SEED, Console(stderr=True))
    _tell(rows)
    return 0


def _tell(rows: list[Row]) -> None:
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    for row in rows:
        sys.stdout.write(json.dumps(row | machine) + "\n")
    numbers = (Column(name, justify="right") for name in ("measured", "baseline", "ratio"))
    table = Table("What", *numbers, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(row["name"], str(row["value"]), str(row["baseline"]), str(row["ratio"] or ""))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
