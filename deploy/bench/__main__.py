"""Runs the measurements: `make bench`; `QUICK=1` smaller ones, `ONLY='calls idle'` some, `WRITE=1` keeps the pages."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from deploy.bench import capacity, page
from deploy.bench.calls import calls
from deploy.bench.fleet import fleet
from deploy.bench.growth import grown, growth
from deploy.bench.idle import idle
from deploy.bench.latency import latency
from deploy.bench.limits import limits
from deploy.bench.many import many
from deploy.bench.pages import pages
from deploy.bench.rows import Row, last_line, table
from deploy.bench.scale_out import scale_out
from deploy.bench.work import shares, work
from shared.clock import SystemClock

SEED = 1
WRONG_USE = 2
NO = {"", "0"}


@dataclass(frozen=True, slots=True)
class Bench:
    """One measurement, with the documents of its company."""

    run: Callable[[int, int, Console], list[Row]]
    size: int
    quick: int


BENCHES = {
    "calls": Bench(calls, 10_000, 1000),
    "limits": Bench(limits, 10_000, 1000),
    "work": Bench(work, 10_000, 1000),
    "latency": Bench(latency, 100, 20),
    "idle": Bench(idle, 300, 60),
    "pages": Bench(pages, 100_000, 10_000),
    "growth": Bench(growth, 100_000, 2000),
    "scale_out": Bench(scale_out, 10_000, 600),
    "many": Bench(many, 10_000, 600),
    "fleet": Bench(fleet, 10_000, 2000),
}
"""Sizes are documents; of `latency` events of a kind, of `fleet` connections."""


def main() -> int:
    """0 once everything was measured."""
    is_quick = os.environ.get("QUICK", "") not in NO
    chosen = os.environ.get("ONLY", "").split() or list(BENCHES)
    if unknown := [name for name in chosen if name not in BENCHES]:
        sys.stderr.write(f"ONLY: {', '.join(unknown)}: there are {', '.join(BENCHES)}\n")
        return WRONG_USE
    seed = int(os.environ.get("SEED") or SEED)
    rows: list[Row] = []
    for name in chosen:
        bench = BENCHES[name]
        size = int(os.environ.get("SIZE") or (bench.quick if is_quick else bench.size))
        around = {"part": name, "size": size, "seed": seed, **_machine()}
        found = [around | one for one in bench.run(size, seed, Console(stderr=True))]
        for one in found:
            sys.stdout.write(json.dumps(one) + "\n")
        rows += found
        if os.environ.get("WRITE", "") not in NO:
            _write(found)
    table(rows, Console())
    sys.stdout.write(last_line(rows) + "\n")
    return 0


def _machine() -> dict[str, Any]:
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607
    return {
        "python": platform.python_version(), "cores": os.cpu_count(), "machine": platform.machine(),
        "load": round(os.getloadavg()[0], 1), "day": SystemClock().now().date().isoformat(),
        "revision": revision.stdout.strip(),
    }  # fmt: skip


def _write(found: Sequence[Row]) -> None:
    """Both pages and their pictures."""
    rows = page.kept(found)
    page.PERFORMANCE.write_text(page.page(rows, list(BENCHES)))
    page.CAPACITY.write_text(capacity.page(rows))
    for part, bars in (("work", shares), ("growth", grown)):
        drawn = page.picture(bars([one for one in rows if one["part"] == part]), page.PICTURES[part])
        page.picture_of(part).write_text(drawn)


if __name__ == "__main__":
    sys.exit(main())
