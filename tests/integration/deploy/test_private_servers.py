"""The real programs: start, crash, repair, move, stop."""

import contextlib
import signal
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local import ports, servers
from deploy.local.mongodb import MongoRecord, PrivateMongo
from deploy.local.places import Places
from deploy.local.rabbitmq import PrivateRabbit

pytestmark = pytest.mark.slow
PLACES = Places()


@pytest.fixture
def mongo(tmp_path: Path) -> Iterator[PrivateMongo]:
    private = PrivateMongo(tmp_path / "mongodb", lambda: servers.mongo_program(PLACES))
    yield private
    private.discard()


@pytest.fixture
def rabbit(tmp_path: Path) -> Iterator[PrivateRabbit]:
    private = PrivateRabbit(tmp_path / "rabbitmq", lambda: servers.rabbit_program(PLACES))
    yield private
    private.discard()


class Curt(socketserver.ThreadingTCPServer):
    """Takes connections and ends them at once."""

    allow_reuse_address = True


@contextlib.contextmanager
def somebody_else_on(port: int) -> Iterator[None]:
    with Curt((ports.LOOPBACK, port), socketserver.BaseRequestHandler) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield
        finally:
            server.shutdown()
            serving.join()


def things_in(record: MongoRecord) -> int:
    with MongoClient[dict[str, Any]](record.url) as client:
        return client["test"]["things"].count_documents({})


def put_a_thing(record: MongoRecord) -> None:
    with MongoClient[dict[str, Any]](record.url, w="majority") as client:
        client["test"]["things"].insert_one({})


def test_a_killed_mongodb_is_repaired_with_its_data_where_it_was(mongo: PrivateMongo) -> None:
    before = mongo.up()
    put_a_thing(before)
    before.processes[0].kill()

    after = mongo.up()

    assert (after.url, things_in(after)) == (before.url, 1)
    assert after.processes != before.processes


def test_a_mongodb_that_is_only_slow_to_answer_is_not_started_anew(mongo: PrivateMongo) -> None:
    before = mongo.up()
    (process,) = before.processes
    process.signal(signal.SIGSTOP)
    waking = threading.Timer(2, process.signal, [signal.SIGCONT])
    waking.start()

    after = mongo.up()

    waking.join()
    assert after == before


def test_a_mongodb_whose_port_was_taken_moves_with_its_data(mongo: PrivateMongo) -> None:
    before = mongo.up()
    put_a_thing(before)
    mongo.down()
    with somebody_else_on(before.port):
        after = mongo.up()

    assert after.port != before.port
    assert things_in(after) == 1


def test_mongodb_lets_nobody_in_without_the_password(mongo: PrivateMongo) -> None:
    record = mongo.up()

    with (
        MongoClient[dict[str, Any]](ports.LOOPBACK, record.port, directConnection=True) as client,
        pytest.raises(OperationFailure, match="requires authentication"),
    ):
        client["test"]["things"].find_one({})


def test_a_running_rabbitmq_is_left_alone_and_a_killed_one_repaired(rabbit: PrivateRabbit) -> None:
    first = rabbit.up()
    assert rabbit.up() == first
    assert first.broker is not None
    first.broker.signal(signal.SIGKILL)

    second = rabbit.up()

    assert second.url == first.url
    assert second.broker != first.broker
    assert second.mapper != first.mapper
    rabbit.down()
    assert not any(process.is_alive() for process in (*first.processes, *second.processes))


def test_two_rabbitmqs_side_by_side_do_not_know_each_other(rabbit: PrivateRabbit, tmp_path: Path) -> None:
    other = PrivateRabbit(tmp_path / "other", rabbit.program)
    try:
        one, two = rabbit.up(), other.up()
        other.discard()

        assert httpx.get(f"{one.management_url}/api/overview").json()["listeners"]
        assert one.is_alive
        assert not two.is_alive
    finally:
        other.discard()
