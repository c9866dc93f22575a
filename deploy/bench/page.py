"""`docs/performance.md` and what it is written from: the rows of the last run of each part; pure but for `kept`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from deploy.bench.rows import Row

DOCS = Path(__file__).parents[2] / "docs"
ROWS, PERFORMANCE, CAPACITY = (DOCS / name for name in ("performance.jsonl", "performance.md", "capacity.md"))
PICTURES = {"work": "CPU seconds for 1,000 documents", "growth": "Of one document, where the smallest company's is 1"}
"""Parts that have one, and what it shows."""
WIDTH, BAR, LEFT = 760, 18, 420
HEAD = """# Performance: what was measured

Written by `WRITE=1 make bench` (`ONLY=`, `QUICK=1`, `SIZE=`, `SEED=`); each part keeps the rows of its last run. Real
processes, real servers, sandboxes with or without the systems' limits, as each part says. Every figure stands beside a
baseline of the same run. Nothing is left out because a target was missed; [why one is](performance-missed.md).

"""


def kept(rows: Iterable[Row], path: Path = ROWS) -> list[Row]:
    """These rows, and those of parts that did not run now; written down."""
    new = list(rows)
    parts = {one["part"] for one in new}
    old = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    found = [one for one in old if one["part"] not in parts] + new
    path.write_text("".join(json.dumps(one) + "\n" for one in found))
    return found


def page(rows: Sequence[Row], order: Sequence[str]) -> str:
    """All of it."""
    text = [HEAD]
    for part in order:
        own = [one for one in rows if one["part"] == part]
        if own:
            text.append(_part(part, own))
    return "\n".join(text)


def _part(name: str, rows: Sequence[Row]) -> str:
    first = rows[0]
    lines = [
        f"## {name}", "", _began(first), "",
        "| what | measured | baseline | which is | ratio | target |", "|---|--:|--:|---|--:|---|",
        *(_line(one) for one in rows), "",
    ]  # fmt: skip
    if name in PICTURES:
        lines += [f"![{PICTURES[name]}]({picture_of(name).name})", ""]
    details = [f"- {one['name']}: {_details(one)}" for one in rows if _more(one)]
    return "\n".join([*lines, *details, ""])


def _began(one: Row) -> str:
    machine = f"Python {one['python']}, {one['cores']} cores of {one['machine']}, load {one['load']} when it began"
    return f"{one['day']}, seed {one['seed']}, size {one['size']}; {machine}; after revision {one['revision']}."


def _line(one: Row) -> str:
    mark = {True: " ✓", False: " **missed**", None: ""}[one["met"]]
    cells = ("" if one[name] is None else one[name] for name in ("value", "baseline", "baseline_is", "ratio"))
    return f"| {one['name']} | " + " | ".join(str(cell) for cell in cells) + f" | {one['target']}{mark} |"


KNOWN = frozenset({
    "part", "name", "value", "baseline", "baseline_is", "ratio", "target", "met", "summary", "day", "seed", "size",
    "python", "cores", "machine", "load", "revision",
})  # fmt: skip


def _more(one: Row) -> Mapping[str, Any]:
    return {name: value for name, value in one.items() if name not in KNOWN}


def _details(one: Row) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in _more(one).items()).replace("'", "")


def picture_of(part: str) -> Path:
    """Where its picture lies."""
    return DOCS / f"performance-{part}.svg"


def picture(bars: Mapping[str, float], title: str) -> str:
    """Bars as SVG, readable in light and dark."""
    most = max([*bars.values(), 0.0]) or 1.0
    height = (len(bars) + 2) * (BAR + 6)
    drawn = []
    for number, (name, value) in enumerate(bars.items(), start=1):
        top, width = number * (BAR + 6), (WIDTH - LEFT - 90) * value / most
        drawn.append(f'<text x="{LEFT - 8}" y="{top + 13}" text-anchor="end">{name}</text>')
        drawn.append(f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" fill="#3b82c4"/>')
        drawn.append(f'<text x="{LEFT + width + 6:.1f}" y="{top + 13}">{value:g}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="13" fill="#808080">'
        f'<text x="0" y="15">{title}</text>{"".join(drawn)}</svg>\n'
    )
