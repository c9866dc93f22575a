"""Whether tests take their servers from containers."""

import contextlib
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import containers


@pytest.fixture
def engine() -> Iterator[Path]:
    """A socket that answers as a Docker engine does; its path is short, as sockets want it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        path = Path(folder) / "engine"
        listening.bind(str(path))
        listening.listen()

        def answer() -> None:
            with contextlib.suppress(OSError):  # nobody asked
                line, _ = listening.accept()
                with line:
                    line.recv(1024)
                    line.sendall(b"HTTP/1.0 200 OK\r\nApi-Version: 1.50\r\n\r\nOK")

        answering = threading.Thread(target=answer)
        answering.start()
        yield path
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        answering.join()


def answers(monkeypatch: pytest.MonkeyPatch, host: str, *, inside: bool = False) -> bool:
    monkeypatch.setenv("DOCKER_HOST", host)
    monkeypatch.setattr(containers, "inside_container", lambda: inside)
    return bool(containers.engine_answers.__wrapped__())


def test_an_engine_of_this_machine_counts(engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers(monkeypatch, f"unix://{engine}")


def test_an_engine_whose_ports_are_not_ours_does_not_count(engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not answers(monkeypatch, f"unix://{engine}", inside=True)
    assert not answers(monkeypatch, "tcp://127.0.0.1:2375")


def test_where_there_is_no_engine_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not answers(monkeypatch, f"unix://{tmp_path}/none")
