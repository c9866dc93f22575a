"""Writes that wait until a call is full."""

from dataclasses import dataclass
from typing import Any, cast

from shared.sync.batches import Batches
from shared.sync.plans import Write

EVERY = 15.0


@dataclass(frozen=True)
class Waiting:
    """As much of a write as matters."""

    resource: str = "Contacts"
    method: str = "PUT"
    system: str = "scoro"

    @property
    def entry(self) -> "Waiting":
        return self

    @property
    def key(self) -> "Waiting":
        return self


async def test_what_waits_is_said_to_be_worked_on_again_and_again() -> None:
    targets: Any = {}
    batches = Batches(targets)
    batches.add([cast("Write", Waiting())], 0.0)

    kept = [len(batches.to_be_kept(now, EVERY)) for now in (1.0, 10.0, 16.0, 17.0, 30.0, 31.0)]

    assert kept == [0, 0, 1, 0, 0, 1]
