"""The pages that measurements leave behind."""

import json
from pathlib import Path

import pytest

from deploy.bench import capacity, page
from deploy.bench.capacity import Costs, need
from deploy.bench.limits import schedule
from deploy.bench.rows import row

AROUND = {
    "part": "work", "size": 1000, "seed": 1, "python": "3.11", "cores": 2, "machine": "x86_64", "load": 0.5,
    "day": "2026-11-26", "revision": "abc",
}  # fmt: skip
A_ROW = AROUND | row("documents a second", 50, 100, "a bare loop", target="≥ 200", met=False, seconds=3)
COSTS = Costs(
    cpu_a_document=0.01, mongodb_a_document=0.01, cpu_a_list=0.01, scheduler_a_tick=0.001, kilobytes_a_document=10,
    xero_a_day=400,
)  # fmt: skip


def test_a_target_that_was_missed_is_told() -> None:
    found = page.page([A_ROW], ["work"])

    assert "| documents a second | 50 | 100 | a bare loop | 0.5 | ≥ 200 **missed** |" in found
    assert "seconds 3" in found


def test_parts_that_did_not_run_now_keep_their_rows(tmp_path: Path) -> None:
    there = tmp_path / "rows.jsonl"
    page.kept([A_ROW, A_ROW | {"part": "calls"}], there)

    found = page.kept([A_ROW | {"value": 60}], there)

    assert sorted((one["part"], one["value"]) for one in found) == [("calls", 50), ("work", 60)]
    assert [json.loads(line) for line in there.read_text().splitlines()] == found


def test_ten_times_the_connections_need_ten_times_everything() -> None:
    few, many = need(COSTS, 1_000), need(COSTS, 10_000)

    assert many.our_cores == pytest.approx(10 * few.our_cores)
    assert many.gigabytes_a_year == pytest.approx(10 * few.gigabytes_a_year)


def test_without_measurements_there_is_no_model() -> None:
    assert "Not all parts were measured" in capacity.page([A_ROW])


def test_the_oracle_fills_windows_of_sixty_at_once() -> None:
    assert schedule(1, seconds=0.1, reading=2) == 2.1
    assert schedule(60, seconds=0.1, reading=0) == 6.0
    assert schedule(61, seconds=0.1, reading=0) == 60.1
