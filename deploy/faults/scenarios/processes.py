"""Processes that are killed, ended and frozen at random moments."""

from collections.abc import Callable
from itertools import zip_longest

from deploy.faults.keeper import PRODUCT
from deploy.faults.play import Play, Scenario

ROUNDS = 2
FROZEN = (2.0, 12.0)
"""Seconds: from a short pause to longer than any claim, call or chain is owned."""


def killed(play: Play, rounds: int = ROUNDS) -> None:
    """`kill -9` of each service, some twice before they are up again."""
    for name in _each(play, rounds):
        play.world.keeper.kill(name)
        play.say(f"kill -9 {name}")
        play.wait(0.3, 2.5)


def terminated(play: Play, rounds: int = 1) -> None:
    """SIGTERM of each in the middle of its work."""
    for name in _each(play, rounds):
        play.world.keeper.terminate(name)
        play.say(f"SIGTERM {name}")
        play.wait(0.5, 3.0)


def frozen(play: Play, rounds: int = 1) -> None:
    """SIGSTOP of two at a time; others take over, and then the frozen ones wake up and believe that nothing was."""
    names = _each(play, rounds)
    for pair in zip_longest(names[::2], names[1::2], fillvalue=names[0]):
        for name in pair:
            play.world.keeper.freeze(name)
        play.say(f"SIGSTOP {' and '.join(pair)}")
        play.wait(*FROZEN)
        for name in pair:
            play.world.keeper.thaw(name)
        play.wait(0.5, 1.5)


def _each(play: Play, rounds: int) -> list[str]:
    names = [name for _ in range(rounds) for name in PRODUCT]
    play.random.shuffle(names)
    return names


def scenario(name: str, says: str, breaks: Callable[[Play], None]) -> Scenario:
    return Scenario(name, says, breaks)


SCENARIOS = (
    scenario("killed", "kill -9 of each service at random moments", killed),
    scenario("terminated", "SIGTERM of each service in mid-run", terminated),
    scenario("frozen", "SIGSTOP and SIGCONT of each service, two at a time", frozen),
)
