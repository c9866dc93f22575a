"""Ten times the documents: do calls, database work and CPU for each stay the same, and does memory stay bounded?"""

from dataclasses import dataclass

from rich.console import Console

from deploy.bench import processes
from deploy.bench.company import Company, connected
from deploy.bench.rows import Row, rounded, row
from deploy.demo.sandboxes import Calls

SMALLER = 10
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
    """A company of so many documents, and one of a tenth before."""
    small, large = (_measured(one, seed, words) for one in (size // SMALLER, size))
    calls, cpu = large.calls / small.calls, large.cpu / small.cpu
    told = f"{small.documents} documents"
    grown = {name: (rounded(small.memory[name]), rounded(value)) for name, value in large.memory.items()}
    worst = max(processes.ours(large.memory), key=lambda name: large.memory[name] - small.memory[name])
    return [
        row("Xero calls for a document", large.calls, small.calls, told, target=f"≤ {FLAT}", met=calls <= FLAT,
            summary={"growth_calls_ratio": calls}, documents=large.documents),
        row("database documents examined for a document", large.examined, small.examined, told, target=f"≤ {FLAT}",
            met=large.examined <= FLAT * small.examined, documents=large.documents),
        row("our CPU seconds for 1,000 documents, as they grow", large.cpu, small.cpu, told, target=f"≤ {FLAT_CPU}",
            met=cpu <= FLAT_CPU, summary={"growth_cpu_ratio": cpu}, documents=large.documents),
        row(f"megabytes of the service that grew most ({worst})", large.memory[worst], small.memory[worst], told,
            by_process=grown, documents=large.documents),
        row("database kilobytes of a document", large.data, small.data, told, documents=large.documents),
        row("index kilobytes of a document", large.indexes, small.indexes, told, documents=large.documents),
    ]  # fmt: skip


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
