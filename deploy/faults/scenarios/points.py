"""`kill -9` at every marked point of the write path and of the read path."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from deploy.faults.play import Play, Scenario
from deploy.faults.points import READING, WRITING, Point
from deploy.faults.pressing import NotAskedError

WRITERS = ("contacts", "products", "invoices", "bills", "receipts")
PATIENCE = 20.0
"""Seconds for a point to be reached; what nothing leads to in that time is passed over."""
MOST_SECONDS = 270.0
LOOK_EVERY = 0.5
MOST_PASSES = 2
ASK_EVERY = 3.0


def writing(play: Play) -> None:
    """Each writer dies at every point, one after the other in its own order."""
    with asking(play):
        march(play, dict.fromkeys(WRITERS, WRITING))


def reading(play: Play) -> None:
    """The connector dies at every point while webhooks come in and runs are asked for."""
    with asking(play):
        march(play, {"connector": READING})


def march(play: Play, marches: Mapping[str, Sequence[Point]]) -> None:
    """Let each service die at its points, one after the other, and be started as usual afterwards."""
    keeper, marks = play.world.keeper, play.world.stack.places.run / "marks.txt"
    marks.write_text("")
    for name, points in marches.items():
        order = list(points)
        play.random.shuffle(order)
        keeper.march(name, [_wrap(play, point, marks) for point in order])
    began = time.monotonic()
    moved = {name: (keeper.marching(name), began) for name in marches}
    while any(keeper.marching(name) for name in marches) and time.monotonic() < began + MOST_SECONDS:
        time.sleep(LOOK_EVERY)
        for name, (left, since) in moved.items():
            now = keeper.marching(name)
            if now and now == left and time.monotonic() > since + PATIENCE:
                keeper.kill(name)
            if now != left or time.monotonic() > since + PATIENCE:
                moved[name] = now, time.monotonic()
    for name in marches:
        keeper.march_ends(name)
    hits = Counter(line.split()[1] for line in marks.read_text().splitlines())
    keeper.kills += hits.total()
    names = {point.name for points in marches.values() for point in points}
    play.notes["killed at"] = ", ".join(f"{name} {hits[name]}" for name in sorted(names) if hits[name])
    if missed := sorted(names - hits.keys()):
        play.notes["never came by"] = ", ".join(missed)


def _wrap(play: Play, point: Point, marks: Path) -> tuple[str, ...]:
    nth = play.random.randint(1, MOST_PASSES)
    return ("-m", "deploy.faults.crashing", point.name, str(nth), str(marks))


@contextmanager
def asking(play: Play) -> Iterator[None]:
    """Somebody presses *Synchronize now* over and over."""
    over = Event()

    def ask() -> None:
        while not over.wait(ASK_EVERY):
            with suppress(NotAskedError):
                play.world.ask()

    asking = Thread(target=ask, name="asking", daemon=True)
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join(timeout=60)


SCENARIOS = (
    Scenario("write-points", "kill -9 of every writer at every point of the write path", writing, pause=0.6),
    Scenario("read-points", "kill -9 of the connector at every point of the read path", reading, pause=0.8),
)
