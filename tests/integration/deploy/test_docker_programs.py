"""What runs only in containers, tried without one: the real mongod, real answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.docker import healthcheck, replica_set
from deploy.local import ports, processes, servers
from deploy.local.places import Places


@pytest.fixture
def fresh_mongod(tmp_path: Path) -> Iterator[int]:
    """The port of a server that is to be a member of a set that nobody has made yet."""
    program = servers.mongo_program(Places())
    (port,) = ports.free_ports(1)
    (tmp_path / "data").mkdir()
    options = ["--replSet", "rs0", "--port", str(port), "--dbpath", str(tmp_path / "data"), "--bind_ip", ports.LOOPBACK]
    process = processes.start(
        [str(program.binary), *options, "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64"],
        environment={"LC_ALL": "C.UTF-8", **program.environment},
        folder=tmp_path,
        log=tmp_path / "log",
    )
    try:
        yield port
    finally:
        process.kill()


@contextmanager
def answering(status: int) -> Iterator[tuple[int, list[str]]]:
    """A server on a port that answers all with this status, and what it was asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Says nothing."""

    with HTTPServer((ports.LOOPBACK, 0), Answer) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            serving.join()


def test_a_mongod_becomes_a_replica_set_once(fresh_mongod: int, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{ports.LOOPBACK}:{fresh_mongod}"
    monkeypatch.setenv("MONGODB_URL", f"mongodb://{address}/?replicaSet=rs0")
    monkeypatch.setattr(replica_set, "PAUSE", 0.05)

    first = replica_set.main()
    with MongoClient[dict[str, Any]](f"mongodb://{address}/?replicaSet=rs0", w="majority") as client:
        client["test"]["things"].insert_one({})
        config = client.admin.command("replSetGetConfig")["config"]
        second = replica_set.main()
        after = client.admin.command("replSetGetConfig")["config"]
        things = client["test"]["things"].count_documents({})

    assert (first, second, things) == (0, 0, 1)
    assert [member["host"] for member in config["members"]] == [address]
    assert after["term"] == config["term"]


def test_a_mongod_that_never_comes_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (port,) = ports.free_ports(1)
    monkeypatch.setenv("MONGODB_URL", f"mongodb://sync:secret@{ports.LOOPBACK}:{port}/?replicaSet=rs0&authSource=admin")
    monkeypatch.setattr(replica_set, "SECONDS", 0.1)

    assert replica_set.main() == 1
    said = capsys.readouterr().err
    assert "did not become a primary" in said
    assert "secret" not in said


@pytest.mark.parametrize(("status", "code"), [(204, 0), (503, 1)], ids=["well", "ill"])
def test_a_container_is_as_well_as_its_service_says(status: int, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(status) as (port, asked):
        monkeypatch.setenv("HEALTH_PORT", str(port))
        found = [healthcheck.main([]), healthcheck.main(["/_sandbox/health"])]

    assert found == [code, code]
    assert asked == ["/health", "/_sandbox/health"]


def test_a_container_whose_service_does_not_listen_is_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTH_PORT", str(ports.free_ports(1)[0]))

    assert healthcheck.main([]) == 1
