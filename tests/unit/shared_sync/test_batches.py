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


@dataclass(frozen=True)
class Taking:
    """As much of a target as matters."""

    most: int


def gathered(count: int) -> Batches:
    targets: Any = {"scoro": Taking(2)}
    batches = Batches(targets)
    batches.add([cast("Write", Waiting())] * count, 0.0)
    return batches


def test_what_fills_no_call_may_be_given_up() -> None:
    batches = gathered(5)

    given_up = batches.given_up()

    assert (len(given_up), len(batches.left()), len(batches.incomplete())) == (1, 4, 0)


def test_what_waits_is_said_to_be_worked_on_again_and_again() -> None:
    batches = gathered(1)

    kept = [len(batches.to_be_kept(now, EVERY)) for now in (1.0, 10.0, 16.0, 17.0, 30.0, 31.0)]

    assert kept == [0, 0, 1, 0, 0, 1]
