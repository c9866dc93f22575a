"""What a measurement hands out: rows with their baselines, percentiles, the table and the last line."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Column, Table

Row = dict[str, Any]
SUMMARY = (
    "calls_ratio", "limit_time_ratio", "http_429", "click_p95_s", "docs_per_s", "cpu_s_per_1000", "bare_loop_ratio",
    "sdk_ratio", "event_p95_s", "idle_xero_calls_day", "idle_xero_calls_day_webhooks", "idle_scoro_calls_day",
    "growth_calls_ratio", "growth_cpu_ratio",
)  # fmt: skip
"""What the last line tells, in this order; null where it was not measured."""
WORST = frozenset({"http_429"})
"""Of these the largest counts where several parts measure them."""


def row(
    name: str,
    value: float,
    baseline: float | None = None,
    baseline_is: str = "",
    *,
    target: str = "",
    met: bool | None = None,
    summary: Mapping[str, float] | None = None,
    **more: Any,
) -> Row:
    """One measurement; its ratio is to the baseline of the same run."""
    return {
        "name": name, "value": rounded(value), "baseline": None if baseline is None else rounded(baseline),
        "baseline_is": baseline_is, "ratio": rounded(value / baseline) if baseline else None,
        "target": target, "met": met, "summary": dict(summary or {}), **more,
    }  # fmt: skip


def rounded(value: float) -> float:
    """To four figures, whole numbers as they are."""
    if value == 0 or not math.isfinite(value) or float(value).is_integer():
        return int(value) if math.isfinite(value) else value
    return round(value, 3 - math.floor(math.log10(abs(value))))


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank: the smallest value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and how many."""
    shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
    return {name: rounded(percentile(values, share)) for name, share in shares.items()} | {"count": len(values)}


def last_line(rows: Iterable[Row]) -> str:
    """The key figures, as one line of JSON."""
    told: dict[str, Any] = dict.fromkeys(SUMMARY)
    for one in rows:
        for name, value in one["summary"].items():
            before = told[name]
            told[name] = max(before, value) if name in WORST and before is not None else rounded(value)
    return json.dumps(told)


def table(rows: Iterable[Row], console: Console) -> None:
    """For people."""
    numbers = (Column(name, justify="right") for name in ("measured", "baseline", "ratio"))
    drawn = Table("What", *numbers, "target", box=box.SIMPLE_HEAD)
    for one in rows:
        mark = {True: " ✓", False: " ✗", None: ""}[one["met"]]
        baseline = "" if one["baseline"] is None else str(one["baseline"])
        drawn.add_row(one["name"], str(one["value"]), baseline, str(one["ratio"] or ""), one["target"] + mark)
    console.print(drawn)
