"""Runs the proof: `make proof`; `ONLY=documents` some parts, `SIZE=1000000 SEED=7` another run of them."""

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console

from deploy.proof.parts import MUST_BE_ZERO, PARTS, Asked

FAILED = 1
WRONG_USE = 2


def chosen(environment: Mapping[str, str]) -> list[str]:
    """The parts that are asked for, all of them without `ONLY`.

    Raises ValueError where one does not exist.
    """
    names = environment.get("ONLY", "").split() or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        raise ValueError(f"ONLY: {', '.join(unknown)}: there are {', '.join(PARTS)}")
    return names


def proved(names: Sequence[str], environment: Mapping[str, str], console: Console) -> dict[str, int]:
    """Run these parts; all their figures.

    Raises ValueError where SIZE or SEED is no whole number.
    """
    size, seed = (int(environment.get(name) or 0) for name in ("SIZE", "SEED"))
    figures: Counter[str] = Counter()
    for name in names:
        part = PARTS[name]
        console.print(f"[bold]{name}[/] {part.says}")
        figures.update(part.run(Asked(size or part.usual_size, seed or 1, console)))
    return dict(figures)


def main() -> int:
    """0 once everything was shown, 1 where something went wrong."""
    try:
        figures = proved(chosen(os.environ), os.environ, Console(stderr=True))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    sys.stdout.write(json.dumps(figures) + "\n")
    return FAILED if any(figures.get(name) for name in MUST_BE_ZERO) else 0


if __name__ == "__main__":
    sys.exit(main())
