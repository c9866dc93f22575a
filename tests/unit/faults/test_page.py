"""The page says what was found, and no more."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from deploy.faults.__main__ import PAGE, RESULTS
from deploy.faults.oracle import Verdict
from deploy.faults.page import page
from deploy.faults.play import Row
from deploy.faults.report import as_json
from deploy.faults.results import Result, joined, load, save

VERSIONS = {"RabbitMQ": "3.10.8", "MongoDB": "6.0.5"}
CLEAN = Row("killed", "kill -9", "7:killed", 14, 52, 15, Verdict(), 54.2, 29.0, {"note": "said"}, VERSIONS)
BROKEN = Row(
    "frozen", "SIGSTOP", "7:frozen", 6, 40, 9,
    Verdict(duplicates=("A-1",), lost=("A-2", "A-3"), unequal=("A-4",), difference=Decimal("0.01"), unaccounted=("x",)),
    60.0, 20.0, versions=VERSIONS,
)  # fmt: skip
ORDER = ["killed", "frozen"]


def of(*rows: Row, day: str = "2026-11-26") -> list[Result]:
    return [Result.of(row, day) for row in rows]


def test_every_scenario_is_a_line_with_its_figures() -> None:
    text = page(of(CLEAN, BROKEN))

    run = "2026-11-26, `SEED=7`, MongoDB 6.0.5"
    assert "## RabbitMQ 3.10" in text
    assert f"| `killed` | kill -9 | 14 | 52 | 15 | 0 | 0 | 0.00 | 0 | 54 | {run} |" in text
    assert f"| `frozen` | SIGSTOP | 6 | 40 | 9 | 1 | 3 | 0.01 | 1 | 60 | {run} |" in text
    assert "| **all** |  | 20 | 92 | 24 | 1 | 3 | 0.01 | 1 | 114 |" in text
    assert "- **killed** (3.10): note: said" in text


def test_a_newer_run_takes_the_place_of_an_older_one_on_the_same_line_of_rabbitmq() -> None:
    newer = replace(CLEAN, documents=99)
    elsewhere = replace(CLEAN, versions={"RabbitMQ": "4.3.6", "MongoDB": "6.0.5"})

    found = joined(of(CLEAN, BROKEN), of(newer, elsewhere, day="2026-11-27"), ORDER)

    assert [(one.name, one.place[1], one.documents) for one in found] == [
        ("killed", "3.10", 99),
        ("frozen", "3.10", 40),
        ("killed", "4.3", 52),
    ]


def test_what_is_no_scenario_any_more_is_dropped() -> None:
    assert joined(of(CLEAN), of(BROKEN), ["frozen"]) == of(BROKEN)


def test_results_are_kept_as_they_were(tmp_path: Path) -> None:
    save(tmp_path / "kept.json", of(CLEAN, BROKEN))

    assert load(tmp_path / "kept.json") == of(CLEAN, BROKEN)
    assert load(tmp_path / "none.json") == []


def test_the_page_in_the_docs_is_the_one_that_is_made_from_the_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load(RESULTS))


def test_the_last_line_is_for_programs() -> None:
    assert as_json([CLEAN, BROKEN]) == (
        '{"scenarios": 2, "kills": 20, "documents": 92, "duplicates": 1, "lost": 3, "difference": "0.01", '
        '"unaccounted": 1}'
    )


def test_a_breach_of_any_kind_is_none_that_passes() -> None:
    assert CLEAN.is_clean
    assert not BROKEN.is_clean
    assert BROKEN.verdict.breaches == ["twice: A-1", "lost: A-2", "lost: A-3", "unequal: A-4", "?: x"]
