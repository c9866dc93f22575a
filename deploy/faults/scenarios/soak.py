"""Everything at random while ten thousand documents cross in both directions."""

import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from deploy.faults.keeper import PRODUCT
from deploy.faults.play import Play, Scenario, at_rest
from deploy.faults.scenarios import servers, systems
from deploy.faults.traffic import Agency, Studio

USUAL_SIZE = 10_000
STUDIO_SHARE = 5
"""One document in so many comes from Xero: Scoro takes one in a call."""
BATCH = 50
LEAST_SECONDS, MOST_SECONDS = 45.0, 360.0
LOOK_AFTER = 2.0
UNTIL_WELL = 3
"""Things that happen on top of each other before everything runs again."""


def soak(play: Play) -> None:
    """Write them all, and break something every few seconds until all have crossed, or time is up."""
    size = int(os.environ.get("SIZE", "").strip() or USUAL_SIZE)
    agency = next(desk for desk in play.desks if isinstance(desk, Agency))
    studio = next(desk for desk in play.desks if isinstance(desk, Studio))
    done: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        writing = [
            pool.submit(agency.many, size - size // STUDIO_SHARE),
            pool.submit(studio.many, size // STUDIO_SHARE, BATCH),
        ]
        began = time.monotonic()
        while _goes_on(play, began) or not all(one.done() for one in writing):
            name, act = play.random.choice(ACTS)
            done[name] += 1
            act(play)
            play.wait(1.0, 4.0)
            if done.total() % UNTIL_WELL == 0:  # else a machine that starts processes slowly does nothing but that
                play.world.keeper.well()
        for one in writing:
            one.result()
    play.world.xero.post("faults", method="DELETE")
    for company in play.world.both:
        company.scoro.post("faults", method="DELETE")
    play.notes["written besides"] = size
    play.notes["done to it"] = ", ".join(f"{name} {count}" for name, count in sorted(done.items()))


def _goes_on(play: Play, began: float) -> bool:
    passed = time.monotonic() - began
    return passed < LEAST_SECONDS or (passed < MOST_SECONDS and not at_rest(play.world, LOOK_AFTER))


def _kill(play: Play) -> None:
    play.world.keeper.kill(play.random.choice(PRODUCT))


def _terminate(play: Play) -> None:
    play.world.keeper.terminate(play.random.choice(PRODUCT))


def _freeze(play: Play) -> None:
    name = play.random.choice(PRODUCT)
    play.world.keeper.freeze(name)
    play.wait(1.0, 9.0)
    play.world.keeper.thaw(name)


def _lose_an_answer(play: Play) -> None:
    fault = play.random.choice(systems.DONE_BUT_UNKNOWN)
    play.world.xero.post("faults", {**systems.XERO_WRITES[0], **fault, "count": 1})
    play.world.studio.scoro.post("faults", {**systems.INTO_SCORO, **fault, "count": 1})


def _fail(play: Play) -> None:
    fault = play.random.choice(systems.NOT_DONE)
    play.world.xero.post("faults", {"path": "/api.xro/2.0/*", **fault, "count": 1})


def _expire(play: Play) -> None:
    play.world.xero.post("tokens/expire", {"kind": "access"})


Act = Callable[[Play], None]
ACTS: tuple[tuple[str, Act], ...] = (
    *[("kill -9", _kill)] * 8,
    *[("SIGTERM", _terminate)] * 2,
    *[("SIGSTOP", _freeze)] * 2,
    *[("answers lost", _lose_an_answer)] * 3,
    *[("errors", _fail)] * 2,
    ("tokens expired", _expire),
    ("connections closed", servers.close_connections),
    ("kill -9 RabbitMQ", servers.kill_broker),
    ("kill -9 MongoDB", servers.kill_database),
)
"""What may happen, as often as it stands here."""

SCENARIOS = (Scenario("soak", "all of it at random while ten thousand documents cross", soak, pause=1.0),)
