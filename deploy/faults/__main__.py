"""Runs the fault suite: `make faults`, `SEED=7 SCENARIO="killed frozen" make faults`, `WRITE=1` keeps the results."""

import os
import random
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from deploy.demo.consent import ConsentFailedError
from deploy.demo.operator import CommandFailedError
from deploy.faults import report, results
from deploy.faults.page import page
from deploy.faults.play import Row, Scenario, played
from deploy.faults.scenarios.everything import BY_NAME, SCENARIOS
from deploy.faults.world import opened
from deploy.local.errors import LocalError
from shared.clock import SystemClock

DOCS = Path(__file__).parents[2] / "docs"
PAGE, RESULTS = DOCS / "reliability.md", DOCS / "reliability.json"
MOST_SEED = 10**9
DONE, BROKEN, WRONG_USE, UNREACHABLE = 0, 1, 2, 3


def wanted() -> tuple[int, Sequence[Scenario]]:
    """The seed and the scenarios that the environment names, else a fresh seed and all.

    Raises SystemExit where it names something else.
    """
    seed = os.environ.get("SEED", "").strip() or str(random.randrange(MOST_SEED))  # noqa: S311 - no secret
    names = os.environ.get("SCENARIO", "").replace(",", " ").split()
    unknown = [name for name in names if name not in BY_NAME]
    if unknown or not seed.isdecimal():
        sys.stderr.write(f"SEED must be a whole number, SCENARIO some of: {', '.join(BY_NAME)}\n")
        raise SystemExit(WRONG_USE)
    return int(seed), [BY_NAME[name] for name in names] or SCENARIOS


def play_all(seed: int, scenarios: Sequence[Scenario], words: Console) -> Iterator[Row]:
    """One after the other in one system; after a breach the rest goes on in a fresh one."""
    left = sorted(enumerate(scenarios, start=1), key=lambda one: one[1].clustered)
    while left:
        clustered = left[0][1].clustered
        row = None
        with opened(words, clustered=clustered) as world:
            while left and left[0][1].clustered == clustered and (row is None or row.is_clean):
                number, scenario = left.pop(0)
                words.print(f"[bold]{scenario.name}[/]: {scenario.says}")
                row = played(world, scenario, seed, f"F{number}")
                report.say(row, words)
                yield row
        if row is not None and not row.is_clean:
            _keep_traces(world.stack.places.run, row.name, words)


def _keep_traces(run: Path, name: str, words: Console) -> None:
    """Logs and database of a breach, for whoever looks into it; those of an earlier one of the same name go."""
    kept = run.with_name(f"{run.name}-{name}")
    shutil.rmtree(kept, ignore_errors=True)
    run.rename(kept)
    words.print(f"    its logs and its database are kept in {kept}", soft_wrap=True)


def keep(rows: Sequence[Row]) -> None:
    """Write down what was found, beside what other runs found."""
    day = SystemClock().now().date().isoformat()
    new = [results.Result.of(row, day) for row in rows]
    found = results.joined(results.load(RESULTS), new, list(BY_NAME))
    results.save(RESULTS, found)
    PAGE.write_text(page(found), encoding="utf-8")


def _told_to_end(number: int, _: object) -> None:
    """What was started is ended too."""
    raise SystemExit(128 + number)


def main() -> int:
    """0 where nothing was lost, doubled or left unaccounted for, 1 on any breach, 3 where something did not start."""
    signal.signal(signal.SIGTERM, _told_to_end)
    seed, scenarios = wanted()
    words = Console(stderr=True)
    words.print(f"SEED={seed}")
    rows: list[Row] = []
    try:
        rows.extend(play_all(seed, scenarios, words))
    except (CommandFailedError, ConsentFailedError, LocalError) as error:
        words.print(f"[red]{error}[/]")
        return UNREACHABLE
    finally:
        report.show(rows, seed, Console())
        if os.environ.get("WRITE", "") not in {"", "0"}:
            keep(rows)
    sys.stdout.write(report.as_json(rows) + "\n")
    return DONE if all(row.is_clean for row in rows) else BROKEN


if __name__ == "__main__":
    sys.exit(main())
