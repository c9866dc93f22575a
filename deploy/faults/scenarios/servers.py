"""RabbitMQ and MongoDB: killed, frozen, restarted, silent, blocked."""

import signal
import subprocess
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.faults.keeper import PRODUCT
from deploy.faults.lines import line_to
from deploy.faults.play import Play, Scenario
from deploy.local.errors import NotRunningError
from deploy.local.mongodb import PrivateMongo
from deploy.local.processes import Process
from deploy.local.rabbit_node import NAME
from deploy.local.rabbitmq import PrivateRabbit

SECONDS = 60
ALARMED, USUAL = ("0.000001",), ("absolute", "1GiB")
FROZEN = 15.0
"""Longer than the heartbeat of ten seconds; twenty for MongoDB, twice as long as any of our operations may take."""
MONGO_FROZEN = 20.0


def broker_restarts(play: Play) -> None:
    """Stopped and started in order, then killed."""
    rabbit = _rabbit(play)
    play.say("RabbitMQ is stopped")
    rabbit.down()
    play.wait(2.0, 5.0)
    rabbit.up()
    play.wait(4.0, 6.0)
    kill_broker(play)
    play.wait(3.0, 5.0)


def kill_broker(play: Play) -> None:
    """`kill -9`, and up again."""
    rabbit = _rabbit(play)
    _counted(play, "kill -9 RabbitMQ")
    _process(rabbit).kill()
    play.wait(1.0, 3.0)
    rabbit.up()


def broker_freezes(play: Play) -> None:
    """SIGSTOP for longer than the heartbeat, then it goes on as if nothing had been."""
    broker = _process(_rabbit(play))
    _counted(play, "SIGSTOP RabbitMQ")
    broker.signal(signal.SIGSTOP)
    play.wait(FROZEN, FROZEN + 3)
    broker.signal(signal.SIGCONT)
    play.wait(5.0, 7.0)


def connections_closed(play: Play) -> None:
    """By the broker, as an operator closes them, in the middle of everything."""
    for _ in range(4):
        close_connections(play)
        play.wait(2.0, 4.0)


def close_connections(play: Play) -> None:
    """All there are."""
    for row in httpx.get(f"{_management(play)}/connections", timeout=SECONDS, trust_env=False).json():
        name = quote(str(row["name"]), safe="")
        httpx.delete(f"{_management(play)}/connections/{name}", timeout=SECONDS, trust_env=False)
    play.say("all connections closed by the broker")


def memory_alarm(play: Play) -> None:
    """Publishers are blocked; nothing tells them but silence."""
    _ctl(play, *ALARMED)
    play.say("memory alarm")
    play.wait(12.0, 15.0)
    _ctl(play, *USUAL)
    play.wait(4.0, 6.0)


def black_hole(play: Play) -> None:
    """Between all services and the broker: nothing passes, nobody is told, then everything is reset."""
    keeper, url = play.world.keeper, play.world.around.servers.rabbitmq
    with line_to(int(urlsplit(url).port or 0)) as line:
        through = urlsplit(url)
        address = through._replace(netloc=through.netloc.rpartition(":")[0] + f":{line.port}").geturl()
        for name in PRODUCT:
            keeper.told(name, {"RABBITMQ_URL": address})
        play.world.keeper.well()
        for seconds in (6.0, 14.0):
            line.silence()
            play.say(f"black hole before RabbitMQ for {seconds:.0f} s")
            play.wait(seconds, seconds + 2)
            line.cut()
            line.speak()
            play.wait(4.0, 6.0)
        for name in PRODUCT:
            keeper.told(name, {})


def database_killed(play: Play) -> None:
    """`kill -9` of mongod, twice."""
    for _ in range(2):
        kill_database(play)
        play.wait(4.0, 7.0)


def kill_database(play: Play) -> None:
    """`kill -9`, and up again."""
    mongo = _mongo(play)
    _counted(play, "kill -9 MongoDB")
    _process(mongo).kill()
    play.wait(0.5, 4.0)
    mongo.up()


def database_freezes(play: Play) -> None:
    """SIGSTOP of mongod for twenty seconds."""
    mongod = _process(_mongo(play))
    _counted(play, "SIGSTOP MongoDB for 20 s")
    mongod.signal(signal.SIGSTOP)
    play.wait(MONGO_FROZEN, MONGO_FROZEN + 1)
    mongod.signal(signal.SIGCONT)
    play.wait(4.0, 6.0)


def database_steps_down(play: Play) -> None:
    """The primary gives up its place for five seconds; there is nobody else."""
    for _ in range(2):
        with MongoClient[dict[str, Any]](play.world.witness.mongodb) as client:
            play.say("MongoDB steps down")
            try:
                client.admin.command({"replSetStepDown": 5, "force": True})
            except PyMongoError as error:
                play.say(f"it said {type(error).__name__}")
        play.wait(8.0, 10.0)


def _counted(play: Play, words: str) -> None:
    play.world.keeper.kills += 1
    play.say(words)


def _process(server: PrivateRabbit | PrivateMongo) -> Process:
    """The first is the server itself."""
    record = server.record()
    if record is None or not record.processes:
        raise NotRunningError(f"{server.folder} holds no running server")
    return record.processes[0]


def _rabbit(play: Play) -> PrivateRabbit:
    return play.world.stack.servers.rabbit


def _mongo(play: Play) -> PrivateMongo:
    return play.world.stack.servers.mongo


def _management(play: Play) -> str:
    return f"{play.world.witness.management}/api"


def _ctl(play: Play, *watermark: str) -> None:
    """`rabbitmqctl` as the node's own user."""
    rabbit = _rabbit(play)
    program = rabbit.program()
    record = rabbit.record()
    if record is None:
        raise NotRunningError(f"{rabbit.folder} holds no running server")
    words = [str(program.server.with_name("rabbitmqctl")), "-n", NAME, "set_vm_memory_high_watermark", *watermark]
    command = program.command(words, rabbit.folder)
    subprocess.run(command, env=rabbit.prepared(record), check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - our own


SCENARIOS = (
    Scenario("broker-restarts", "RabbitMQ is stopped and started, then killed with kill -9", broker_restarts),
    Scenario("broker-freezes", "SIGSTOP of RabbitMQ for longer than its heartbeat", broker_freezes),
    Scenario("connections-closed", "RabbitMQ closes all connections, four times", connections_closed),
    Scenario("memory-alarm", "RabbitMQ blocks all publishers", memory_alarm),
    Scenario("black-hole", "a black hole between all services and RabbitMQ, then resets", black_hole),
    Scenario("database-killed", "kill -9 of MongoDB, twice", database_killed),
    Scenario("database-freezes", "SIGSTOP of MongoDB for 20 seconds", database_freezes),
    Scenario("database-steps-down", "MongoDB's primary steps down, twice", database_steps_down),
)
