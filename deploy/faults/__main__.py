"""Runs the fault suite: `make faults`, `SEED=7 SCENARIO="killed frozen" make faults`, `WRITE=1` keeps the results."""

import os
import random
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rich.console import Console

from deploy.faults import report, results
from deploy.faults.lanes import side_by_side, told_to_end
from deploy.faults.page import page
from deploy.faults.play import Row, Scenario
from deploy.faults.scenarios.everything import BY_NAME, SCENARIOS
from deploy.local.errors import LocalError
from shared.clock import SystemClock

DOCS = Path(__file__).parents[2] / "docs"
PAGE, RESULTS = DOCS / "reliability.md", DOCS / "reliability.json"
MOST_SEED = 10**9
USUAL_LANES, MOST_LANES = 2, 8
DONE, BROKEN, WRONG_USE, UNREACHABLE = 0, 1, 2, 3
NEVER_PLAYED = 10_000.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the environment asks for."""

    seed: int
    scenarios: tuple[Scenario, ...]
    lanes: int
    """Systems in which they are played side by side."""

    @classmethod
    def told(cls) -> Self:
        """A fresh seed, all scenarios and two lanes, unless the environment names others.

        Raises SystemExit where it names what there is not.
        """
        seed = os.environ.get("SEED", "").strip() or str(random.randrange(MOST_SEED))  # noqa: S311 - no secret
        names = os.environ.get("SCENARIO", "").replace(",", " ").split()
        lanes = os.environ.get("LANES", "").strip() or str(USUAL_LANES)
        unknown = [name for name in names if name not in BY_NAME]
        if unknown or not seed.isdecimal() or not lanes.isdecimal() or not 1 <= int(lanes) <= MOST_LANES:
            sys.stderr.write(
                f"SEED must be a whole number, LANES one from 1 to {MOST_LANES}, "
                f"SCENARIO some of: {', '.join(BY_NAME)}\n"
            )
            raise SystemExit(WRONG_USE)
        return cls(int(seed), tuple(BY_NAME[name] for name in names) or SCENARIOS, int(lanes))


def longest_first(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """As the kept results tell, so that no lane ends long after the others."""
    took = {one.name: one.seconds for one in results.load(RESULTS)}
    return sorted(scenarios, key=lambda one: -took.get(one.name, NEVER_PLAYED))


def keep(rows: Sequence[Row]) -> None:
    """Write down what was found, beside what other runs found."""
    day = SystemClock().now().date().isoformat()
    new = [results.Result.of(row, day) for row in rows]
    found = results.joined(results.load(RESULTS), new, list(BY_NAME))
    results.save(RESULTS, found)
    PAGE.write_text(page(found), encoding="utf-8")


def main() -> int:
    """0 where nothing was lost, doubled or left unaccounted for, 1 on any breach, 3 where something did not start."""
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, told_to_end)
    wanted = Wanted.told()
    words = Console(stderr=True)
    words.print(f"SEED={wanted.seed}")
    rows: list[Row] = []
    try:
        rows.extend(side_by_side(wanted.seed, longest_first(wanted.scenarios), wanted.lanes))
    except LocalError as error:
        words.print(f"[red]{error}[/]")
        return UNREACHABLE
    finally:
        rows.sort(key=lambda row: list(BY_NAME).index(row.name))
        report.show(rows, wanted.seed, Console())
        if os.environ.get("WRITE", "") not in {"", "0"}:
            keep(rows)
    sys.stdout.write(report.as_json(rows) + "\n")
    return DONE if all(row.is_clean for row in rows) else BROKEN


if __name__ == "__main__":
    sys.exit(main())
