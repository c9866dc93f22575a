"""Ten times the documents: do calls, database work and CPU for each stay the same, and does memory stay bounded?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from deploy.bench import processes
from deploy.bench.company import Company, connected
from deploy.bench.rows import Row, rounded, row
from deploy.demo.sandboxes import Calls

SMALLER = 10
LEAST = 1000
FLAT, FLAT_CPU = 1.10, 1.25
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Size:
    """What one company cost, for each document."""

    documents: int
    calls: float
    examined: float
    """Documents that MongoDB looked at, in all its queries."""
    cpu: float
    """Our CPU seconds for 1,000 documents."""
    memory: processes.Usage
    data: float
    """Kilobytes in the database."""
    indexes: float


def growth(size: int, seed: int, words: Console) -> list[Row]:
    """A company of so many documents, and one of a tenth before; of a hundredth too, where that is a company at all."""
    smallest = [one for one in [size // SMALLER**2] if one >= LEAST]
    found = [_measured(one, seed, words) for one in (*smallest, size // SMALLER, size)]
    return [*_flat(found), *_stored(found)]


def _flat(found: Sequence[Size]) -> list[Row]:
    """What must not grow with the books."""
    *_, small, large = found
    return [
        _row("Xero calls for a document", found, lambda one: one.calls, most=FLAT,
             summary={"growth_calls_ratio": large.calls / small.calls}),
        _row("database documents examined for a document", found, lambda one: one.examined, most=FLAT),
        _row("our CPU seconds for 1,000 documents, as they grow", found, lambda one: one.cpu, most=FLAT_CPU,
             summary={"growth_cpu_ratio": large.cpu / small.cpu}),
    ]  # fmt: skip


def _stored(found: Sequence[Size]) -> list[Row]:
    """What memory and disk it takes."""
    *_, small, large = found
    by_process = {name: tuple(rounded(one.memory[name]) for one in found) for name in large.memory}
    worst = max(processes.ours(large.memory), key=lambda name: large.memory[name] - small.memory[name])
    named = f"megabytes of the service that grew most ({worst})"
    return [
        _row(named, found, lambda one: one.memory[worst], by_process=by_process),
        _row("database kilobytes of a document", found, lambda one: one.data),
        _row("index kilobytes of a document", found, lambda one: one.indexes),
    ]


def _row(name: str, found: Sequence[Size], of: Callable[[Size], float], *, most: float = 0.0, **more: Any) -> Row:
    """The largest company beside one of a tenth, and what it was in each."""
    *_, small, large = found
    return row(
        name, of(large), of(small), f"{small.documents} documents", target=f"≤ {most}" if most else "",
        met=of(large) <= most * of(small) if most else None, documents=large.documents,
        by_size={one.documents: rounded(of(one)) for one in found}, **more,
    )  # fmt: skip


def grown(rows: Iterable[Row]) -> dict[str, float]:
    """What is to stay flat, of each company, where the smallest one's is 1."""
    return {
        f"{one['name']}, {int(documents):,}": rounded(value / next(iter(one["by_size"].values())))
        for one in rows
        if one["target"] and "by_size" in one
        for documents, value in one["by_size"].items()
    }


def _measured(size: int, seed: int, words: Console) -> Size:
    with connected(words, size, seed, limits=False) as company:
        company.switch_on()
        company.forget_counts()
        before, looked = processes.cpu_seconds(), _examined(company)
        company.sync()
        used = sum(processes.ours(processes.used(before, processes.cpu_seconds())).values())
        calls, examined = Calls(company.stage.xero.get("counters")).total, _examined(company) - looked
        stats = company.store.command("dbStats")
        memory = processes.memory()
    return Size(
        size, calls / size, examined / size, used * 1000 / size, memory,
        stats["dataSize"] / KILOBYTE / size, stats["indexSize"] / KILOBYTE / size,
    )  # fmt: skip


def _examined(company: Company) -> int:
    return int(company.store.client.admin.command("serverStatus")["metrics"]["queryExecutor"]["scannedObjects"])
