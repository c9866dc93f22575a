"""What measurements hand out."""

import json

import pytest

from deploy.bench.growth import grown
from deploy.bench.rows import last_line, percentile, rounded, row, spread


@pytest.mark.parametrize(
    ("share", "found"),
    [pytest.param(0.5, 3, id="p50"), pytest.param(0.95, 5, id="p95"), pytest.param(0.2, 1, id="p20")],
)
def test_a_percentile_is_the_nearest_rank(share: float, found: float) -> None:
    assert percentile([5, 1, 4, 2, 3], share) == found


def test_a_spread_tells_how_many_there_were() -> None:
    assert spread([1.0, 2.0, 3.0]) == {"p50": 2, "p95": 3, "p99": 3, "count": 3}


@pytest.mark.parametrize(
    ("value", "shown"), [pytest.param(0.0123456, 0.01235, id="small"), pytest.param(12345.6, 12350, id="large"),
                         pytest.param(10_003, 10_003, id="whole")]
)  # fmt: skip
def test_numbers_have_four_figures(value: float, shown: float) -> None:
    assert rounded(value) == shown


def test_the_last_line_names_everything_and_the_worst_429() -> None:
    rows = [
        row("a", 1, summary={"http_429": 0, "calls_ratio": 1.03}),
        row("b", 1, summary={"http_429": 2}),
        row("c", 1, summary={"http_429": 1}),
    ]

    found = json.loads(last_line(rows))

    assert (found["calls_ratio"], found["http_429"], found["docs_per_s"]) == (1.03, 2, None)
    assert len(found) == 14


def test_what_grows_is_drawn_beside_the_smallest_company() -> None:
    rows = [
        row("calls", 0.2, 0.1, target="≤ 1.1", by_size={"1000": 0.1, "10000": 0.2}),
        row("megabytes", 5, 4, by_size={"1000": 4, "10000": 5}),
    ]

    assert grown(rows) == {"calls, 1,000": 1, "calls, 10,000": 2}
