"""One scenario from its beginning to its verdict: break things while documents cross, heal, wait for rest, count."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.faults.oracle import Verdict, in_queues, judge, on_its_way
from deploy.faults.traffic import Agency, Desk, Studio, crossing
from deploy.faults.world import World
from deploy.local.waiting import until

REST_SECONDS = 240.0
"""Scoro is asked again 65 seconds after an unclear answer at the earliest; a ladder of four steps takes longer."""
LOOK_EVERY = 1.0
TRIES = 3
HANDLED_SECONDS = 15.0


@dataclass(slots=True)
class Play:
    """What a scenario is given."""

    world: World
    random: Random
    desks: tuple[Desk, ...]
    notes: dict[str, Any] = field(default_factory=dict)
    """What else is worth telling, such as how often each point was hit."""

    def wait(self, least: float, most: float) -> None:
        """Documents cross meanwhile."""
        time.sleep(self.random.uniform(least, most))

    def say(self, text: str) -> None:
        self.world.say(text)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which things break."""

    name: str
    says: str
    breaks: Callable[[Play], None]
    pause: float = 0.5
    """Seconds between two things that people of one company do."""
    clustered: bool = False
    """Whether RabbitMQ and MongoDB are clusters of three nodes."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of it."""

    name: str
    says: str
    seed: str
    kills: int
    documents: int
    payments: int
    verdict: Verdict
    seconds: float
    rest_after: float
    """Seconds from the last fault until nothing was on its way any more."""
    notes: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    """Of what it ran on."""

    @property
    def is_clean(self) -> bool:
        return self.verdict.is_clean

    @property
    def difference(self) -> Decimal:
        return self.verdict.difference


def played(world: World, scenario: Scenario, seed: int, mark: str) -> Row:
    """Play it, heal, wait and count."""
    began = time.monotonic()
    named = f"{seed}:{scenario.name}"
    before, kills, deaths = judge(world.witness), world.keeper.kills, world.keeper.deaths.copy()
    random = Random(named)  # noqa: S311 - what breaks when is no secret
    desks = (
        Agency(world.agency, Random(f"{named}:agency"), mark),  # noqa: S311
        Studio(world.studio, Random(f"{named}:studio"), mark),  # noqa: S311
    )
    play = Play(world, random, desks)
    with crossing(desks, pause=scenario.pause):
        play.wait(2.0, 3.0)
        scenario.breaks(play)
    broken = time.monotonic()
    world.say("everything heals")
    verdict = rested(world).plus(Verdict(unaccounted=tuple(unhandled(world))))
    play.notes["messages accounted for"] = len(world.ledger.copied)
    if ended := world.keeper.deaths - deaths:
        play.notes["ended by themselves"] = ", ".join(f"{name} {count}" for name, count in sorted(ended.items()))
    return Row(
        name=scenario.name,
        says=scenario.says,
        seed=named,
        kills=world.keeper.kills - kills,
        documents=verdict.documents - before.documents,
        payments=verdict.payments - before.payments,
        verdict=verdict,
        seconds=time.monotonic() - began,
        rest_after=time.monotonic() - broken,
        notes=play.notes,
        versions=world.versions(),
    )


def rested(world: World, seconds: float = REST_SECONDS) -> Verdict:
    """Wait until everything has its outcome; then what the next tick would read is read, and waited for as well.

    Hands out what was found then: a tick of the scheduler's own may begin a moment later.
    """
    world.keeper.well()
    at_rest(world, seconds)
    for _ in range(TRIES):
        world.say("what the next tick would read is read")
        world.synchronize()
        at_rest(world, seconds)
        verdict = judge(world.witness)
        if verdict.is_clean:
            break
        world.say(f"not yet: {'; '.join(verdict.breaches[:5])}, difference {verdict.difference}")
    return verdict


def unhandled(world: World) -> list[str]:
    """Messages that nobody was done with, not even a moment later: a tick may have come in between."""
    found: list[str] = []

    def none_left() -> bool:
        found[:] = world.ledger.unaccounted(world.database)
        return not found

    until(none_left, seconds=HANDLED_SECONDS, pause=LOOK_EVERY)
    return found


def at_rest(world: World, seconds: float) -> bool:
    """Whether nothing is on its way any more, in the log or in the broker, twice in a row."""
    with MongoClient[dict[str, Any]](world.witness.mongodb) as client:
        log = client[world.witness.database]

        def rests() -> bool:
            try:
                return not [*on_its_way(log), *in_queues(world.witness)]
            except PyMongoError:
                return False

        def surely() -> bool:
            if not rests():
                return False
            time.sleep(LOOK_EVERY)
            return rests()

        return until(surely, seconds=seconds, pause=LOOK_EVERY)
