"""Runs the measurements: `make bench`; `QUICK=1` takes a smaller company."""

import json
import os
import platform
import sys

from rich import box
from rich.console import Console
from rich.table import Column, Table

from deploy.bench.first_load import first_load

SIZE, QUICK_SIZE, SEED = 1000, 300, 1


def main() -> int:
    """0 once everything was measured."""
    quick = os.environ.get("QUICK", "") not in {"", "0"}
    rows = first_load(QUICK_SIZE if quick else SIZE, SEED, Console(stderr=True))
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    for row in rows:
        sys.stdout.write(json.dumps(row | machine) + "\n")
    numbers = (Column(name, justify="right") for name in ("measured", "baseline", "ratio"))
    table = Table("What", *numbers, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(row["name"], str(row["value"]), str(row["baseline"]), str(row["ratio"] or ""))
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
