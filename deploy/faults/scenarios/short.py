"""The short form: a little of everything that happens to processes, for every run of the tests."""

from deploy.faults.play import Play, Scenario
from deploy.faults.points import BY_NAME
from deploy.faults.scenarios.points import march

KILLED = ("connector", "invoices", "scheduler", "receipts")
POINTS = ("claimed", "after-the-outcome", "outcome-told")


def breaks(play: Play) -> None:
    """Kill some at random, and one at three points in a row."""
    for name in play.random.sample(KILLED, len(KILLED)):
        play.world.keeper.kill(name)
        play.wait(0.3, 1.5)
    march(play, {"contacts": [BY_NAME[name] for name in POINTS]})


SHORT = Scenario("short", "kill -9 of four services at random, and of one at three points", breaks)
