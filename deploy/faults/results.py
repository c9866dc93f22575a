"""What runs found, scenario by scenario, kept beside the page that is made from it."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter

from deploy.faults.play import Row


class Result(BaseModel):
    """One scenario, once."""

    model_config = ConfigDict(frozen=True)

    name: str
    says: str
    day: str
    seed: str
    versions: dict[str, str]
    kills: int
    documents: int
    payments: int
    twice: int
    lost: int
    difference: str
    unaccounted: int
    seconds: int
    notes: dict[str, str]

    @classmethod
    def of(cls, row: Row, day: str) -> Self:
        """As it was found."""
        found = row.verdict
        return cls(
            name=row.name,
            says=row.says,
            day=day,
            seed=row.seed,
            versions=row.versions,
            kills=row.kills,
            documents=row.documents,
            payments=row.payments,
            twice=len(found.duplicates),
            lost=len(found.lost) + len(found.unequal),
            difference=f"{row.difference:.2f}",
            unaccounted=len(found.unaccounted),
            seconds=round(row.seconds),
            notes={name: str(value) for name, value in row.notes.items()},
        )

    @property
    def place(self) -> tuple[str, str]:
        """A newer result takes the place of one on the same line of RabbitMQ."""
        return self.name, ".".join(self.versions.get("RabbitMQ", "").split(".")[:2])


KEPT = TypeAdapter(list[Result])


def load(path: Path) -> list[Result]:
    """Nothing where nothing was kept yet."""
    return KEPT.validate_json(path.read_bytes()) if path.exists() else []


def joined(kept: Iterable[Result], new: Iterable[Result], order: Sequence[str]) -> list[Result]:
    """The newest of each, in the order in which scenarios are played."""
    found = {one.place: one for one in (*kept, *new) if one.name in order}
    return sorted(found.values(), key=lambda one: (one.place[1], order.index(one.name)))


def save(path: Path, results: Sequence[Result]) -> None:
    """One result on a few lines, so that a change shows."""
    rows: Any = KEPT.dump_python(list(results), mode="json")
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
