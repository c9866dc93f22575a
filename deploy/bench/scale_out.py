"""More workers for one connection: what the second and the fourth bring."""

from typing import Any

from rich.console import Console

from deploy.bench.company import SALES, Company, connected
from deploy.bench.rows import Row, row
from deploy.local.places import Places
from deploy.local.stack import Stack
from deploy.local.waiting import until

WORKERS = (1, 2, 4)
PATIENCE_SECONDS = 900


def scale_out(size: int, seed: int, words: Console) -> list[Row]:
    """A first load of one company with 1, 2 and 4 workers of each category."""
    rows: list[Row] = []
    alone = 0.0
    for workers in WORKERS:
        with connected(words, size, seed, limits=False) as company:
            Stack(Places(name="demo")).scale(f"invoices={workers} contacts={workers}")
            speed = size / _crossed(company)
        alone = alone or speed
        name = f"documents a second, first load, {workers} worker{'s' if workers > 1 else ''} of each"
        rows.append(row(name, speed, alone, "one worker", documents=size))
    return rows


def _crossed(company: Company) -> float:
    """Seconds until nothing is open any more, as the store tells."""
    company.switch_on(SALES)
    run = str(company.stage.operator.command("sync", "--json")["run_id"])
    runs = company.store["runs"]
    done: dict[str, Any] = {"_id": run, "state": "done"}
    if not until(lambda: runs.find_one(done) is not None, seconds=PATIENCE_SECONDS, pause=0.1):
        raise AssertionError("the first load did not end")
    found = runs.find_one(done) or {}
    return float((found["finished_at"] - found["started_at"]).total_seconds())
