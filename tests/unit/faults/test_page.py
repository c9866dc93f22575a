"""The page says what was found, and no more."""

from decimal import Decimal

from deploy.faults.oracle import Verdict
from deploy.faults.page import page
from deploy.faults.play import Row
from deploy.faults.report import as_json

CLEAN = Row("killed", "kill -9", "7:killed", 14, 52, 15, Verdict(), 54.2, 29.0, {"note": "said"})
BROKEN = Row(
    "frozen", "SIGSTOP", "7:frozen", 6, 40, 9,
    Verdict(duplicates=("A-1",), lost=("A-2", "A-3"), unequal=("A-4",), difference=Decimal("0.01"), unaccounted=("x",)),
    60.0, 20.0,
)  # fmt: skip
VERSIONS = {"RabbitMQ": "3.10.8", "MongoDB": "6.0.5"}


def test_every_scenario_is_a_line_with_its_figures() -> None:
    text = page([CLEAN, BROKEN], 7, VERSIONS, "2026-11-26")

    assert "Run on 2026-11-26 with `SEED=7`, RabbitMQ 3.10.8, MongoDB 6.0.5." in text
    assert "| `killed` | kill -9 | 14 | 52 | 15 | 0 | 0 | 0.00 | 0 | 54 |" in text
    assert "| `frozen` | SIGSTOP | 6 | 40 | 9 | 1 | 3 | 0.01 | 1 | 60 |" in text
    assert "| **all** |  | 20 | 92 | 24 | 1 | 3 | 0.01 | 1 | 114 |" in text
    assert "- **killed**: note: said" in text


def test_the_last_line_is_for_programs() -> None:
    assert as_json([CLEAN, BROKEN]) == (
        '{"scenarios": 2, "kills": 20, "documents": 92, "duplicates": 1, "lost": 3, "difference": "0.01", '
        '"unaccounted": 1}'
    )


def test_a_breach_of_any_kind_is_none_that_passes() -> None:
    assert CLEAN.is_clean
    assert not BROKEN.is_clean
    assert BROKEN.verdict.breaches == ["twice: A-1", "lost: A-2", "lost: A-3", "unequal: A-4", "?: x"]
