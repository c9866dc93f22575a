"""A cluster of three loses one, while messages flow and documents cross."""

import signal

from deploy.faults.clusters.both import Clusters
from deploy.faults.play import Play, Scenario
from deploy.local.errors import LocalError
from deploy.local.waiting import until

ROUNDS = 3
BACK_SECONDS = 90.0
FROZEN = 20.0


def node_lost(play: Play) -> None:
    """`kill -9` of each RabbitMQ node in turn, back after a while; the first is the one that everybody talks to."""
    brokers = _clusters(play).brokers
    for number in range(ROUNDS):
        play.say(f"kill -9 {brokers.nodes[number].name}")
        brokers.kill(number)
        play.world.keeper.kills += 1
        play.wait(6.0, 9.0)
        brokers.start(number)
        if not until(brokers.is_whole, seconds=BACK_SECONDS, pause=0.5):
            raise LocalError("a RabbitMQ node that was killed did not come back")
        play.wait(2.0, 3.0)


def primary_lost(play: Play) -> None:
    """`kill -9` of whichever MongoDB member takes the writes, back after a while."""
    databases = _clusters(play).databases
    for _ in range(ROUNDS):
        number = _primary(play)
        play.say(f"kill -9 member {number}, the primary")
        databases.kill(number)
        play.world.keeper.kills += 1
        play.wait(6.0, 9.0)
        databases.start(number)
        play.wait(3.0, 5.0)


def primary_freezes(play: Play) -> None:
    """It stands still; the others elect another, and then it wakes up and believes that it still is."""
    databases = _clusters(play).databases
    number = _primary(play)
    play.say(f"SIGSTOP member {number}, the primary")
    databases.signal(number, signal.SIGSTOP)
    play.world.keeper.kills += 1
    play.wait(FROZEN, FROZEN + 3)
    databases.signal(number, signal.SIGCONT)
    play.wait(4.0, 6.0)


def steps_down(play: Play) -> None:
    """The primary is asked to go, twice."""
    client = play.world.database.client
    for _ in range(2):
        client.admin.command({"replSetStepDown": 10, "secondaryCatchUpPeriodSecs": 5})
        play.say("MongoDB's primary steps down")
        play.wait(6.0, 8.0)


def _clusters(play: Play) -> Clusters:
    if play.world.clusters is None:
        raise LocalError("there are no clusters here")
    return play.world.clusters


def _primary(play: Play) -> int:
    found: list[int] = []

    def is_there() -> bool:
        number = _clusters(play).databases.primary()
        found[:] = [] if number is None else [number]
        return bool(found)

    if not until(is_there, seconds=BACK_SECONDS, pause=0.5):
        raise LocalError("MongoDB's members elected nobody")
    return found[0]


SCENARIOS = (
    Scenario("node-lost", "a RabbitMQ cluster of three loses each node in turn", node_lost, clustered=True),
    Scenario("primary-lost", "a replica set of three loses its primary, three times", primary_lost, clustered=True),
    Scenario("primary-freezes", "SIGSTOP of the primary of three for 20 seconds", primary_freezes, clustered=True),
    Scenario("primary-steps-down", "the primary of three steps down, twice", steps_down, clustered=True),
)
