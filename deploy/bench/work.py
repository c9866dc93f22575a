"""Our own work, with no limits: CPU of every process, documents a second of one worker, and the same without us.

Documents are recorded, and new contacts and products brought across, while writing documents is paused; then one worker
has them all, down to the last one that waits for an old contact. All baselines send the same documents to the same
sandbox in the same run; the sandbox's own CPU is told, because on a small machine it takes its share from whoever is
measured.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from rich.console import Console

from deploy.bench import processes
from deploy.bench.bare import Document, bare_loop, by_sdk, ready
from deploy.bench.company import SALES, Company, connected
from deploy.bench.rows import Row, rounded, row
from deploy.demo import books as compared
from deploy.demo.life import ENTITY
from deploy.local.waiting import until

TARGET_CPU, TARGET_SPEED = 3.0, 200.0
PATIENCE_SECONDS = 600
A_MOMENT = 0.1
UNDER_WAY = ["recorded", "open", "waiting", "sending", "unclear"]
ALL_OF_IT = (*SALES, "products.enabled=true")
OTHERS = ["contacts", "products", "bills", "receipts"]
ONE_BY_ONE = 100
"""So many documents are enough to know what one costs."""


def work(size: int, seed: int, words: Console) -> list[Row]:
    """Measure one company of so many documents.

    Raises AssertionError where the books do not agree afterwards: a wrong result has no speed.
    """
    with connected(words, size, seed, limits=False) as company:
        before = processes.cpu_seconds()
        seconds = _crossed(company)
        used = processes.used(before, processes.cpu_seconds())
        books = company.stage.xero.get("dump", organisation=company.stage.organisation)
        found = compared.from_scoro(company.stage.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"]), books)
        if not found.agrees:
            raise AssertionError(f"the books do not agree: {found}")
        documents = len(books["Invoices"]) + len(books["CreditNotes"])
        baselines = _baselines(company, books)
    return _rows(documents, seconds, used, baselines)


def _crossed(company: Company) -> float:
    """Seconds from when everything was recorded, contacts had crossed and one worker was let loose on the documents."""
    operator = company.stage.operator
    operator.command("pause", "invoices", "--reason", "measuring")
    company.switch_on(ALL_OF_IT)
    operator.command("sync")
    mine = {"connection_id": company.connection_id}  # by an index: looking must cost MongoDB nothing
    open_ = {**mine, "category": "invoices", "state": {"$in": ["recorded", "open"]}}
    others = {**mine, "category": {"$in": OTHERS}, "state": {"$in": UNDER_WAY}}
    changes = company.store["changes"]

    def is_recorded() -> bool:
        reading = company.store["cursors"].find_one({"reading": True})
        return changes.count_documents(open_) >= company.size * 0.9 and reading is None and not changes.find_one(others)

    if not until(is_recorded, seconds=PATIENCE_SECONDS, pause=1.0):
        raise AssertionError("the documents were not recorded in time")
    left = {**mine, "category": "invoices", "state": {"$in": UNDER_WAY}}
    began = time.time()  # noqa: TID251 - compared with MongoDB's clock on the same machine
    operator.command("resume", "invoices")
    if not until(lambda: not changes.find_one(left), seconds=PATIENCE_SECONDS, pause=A_MOMENT):
        raise AssertionError(f"the documents did not cross in time: {changes.find_one(left)}")
    first = company.store["calls"].find_one({"category": "invoices", "lane": "bulk"}, sort=[("sent_at", 1)])
    return time.time() - max(began, first["sent_at"].timestamp() - 0.1 if first else began)  # noqa: TID251


def _baselines(company: Company, books: Any) -> dict[str, dict[str, float]]:
    """Name → documents a second, and the sandbox's CPU seconds for 1,000."""
    stage, found = company.stage, {}
    cases: dict[str, Callable[[list[Document]], float]] = {
        "a bare loop, fifty at a time": lambda docs: bare_loop(stage, docs),
        "the official SDK, fifty at a time": lambda docs: by_sdk(stage, docs, batch=50),
        "the official SDK, one by one": lambda docs: by_sdk(stage, docs[:ONE_BY_ONE], batch=1),
    }
    for number, (name, send) in enumerate(cases.items()):
        documents = ready(books, f"b{number}")
        count = ONE_BY_ONE if "one by one" in name else len(documents)
        before = processes.cpu_seconds()["xero-sandbox"]
        seconds = send(documents)
        sandbox = processes.cpu_seconds()["xero-sandbox"] - before
        found[name] = {"speed": count / seconds, "sandbox_cpu_s_per_1000": sandbox * 1000 / count}
    return found


def _rows(documents: int, seconds: float, used: dict[str, float], baselines: dict[str, dict[str, float]]) -> list[Row]:
    thousand = {name: value * 1000 / documents for name, value in used.items()}
    mine = processes.ours(thousand)
    total, speed = sum(mine.values()), documents / seconds
    bare, batches, single = (one["speed"] for one in baselines.values())
    rows = [
        row("our CPU seconds for 1,000 documents", total, thousand["xero-sandbox"] + thousand["scoro-sandbox"],
            "both sandboxes in the same time", target=f"≤ {TARGET_CPU}", met=total <= TARGET_CPU,
            summary={"cpu_s_per_1000": total}, documents=documents,
            by_process={name: rounded(value) for name, value in sorted(mine.items(), key=lambda one: -one[1])},
            servers={name: rounded(thousand[name]) for name in processes.SERVERS}),
        row("documents a second, one worker", speed, bare, "a bare loop, fifty at a time",
            target=f"≥ {TARGET_SPEED:.0f}", met=speed >= TARGET_SPEED,
            summary={"docs_per_s": speed, "bare_loop_ratio": speed / bare, "sdk_ratio": speed / single},
            seconds=rounded(seconds)),
        row("documents a second, one worker", speed, batches, "the official SDK, fifty at a time"),
        row("documents a second, one worker", speed, single, "the official SDK, one by one"),
        row("documents a second that one worker's CPU allows", 1000 / mine["invoices"], speed, "what it reached here"),
    ]  # fmt: skip
    for name, one in baselines.items():
        cpu = one["sandbox_cpu_s_per_1000"]
        rows.append(row(f"the sandbox's CPU seconds for 1,000 documents: {name}", cpu))
    return rows


def shares(rows: Iterable[Row]) -> dict[str, float]:
    """Process or server → CPU seconds for 1,000 documents."""
    return {
        name: cpu
        for one in rows
        if "by_process" in one
        for name, cpu in {**one["by_process"], **one["servers"]}.items()
    }
