import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import processes
from deploy.local.guard import guarded
from deploy.local.processes import Process
from deploy.local.waiting import until

SLEEPS = ["sleep", "60"]


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Process]:
    process = processes.start(SLEEPS, environment=os.environ, folder=tmp_path, log=tmp_path / "log")
    yield process
    process.kill()


def test_a_started_process_lives_until_it_is_stopped(sleeper: Process) -> None:
    assert sleeper.is_alive()

    assert sleeper.stop(patience=5)

    assert not sleeper.is_alive()


def test_a_process_that_ended_by_itself_is_dead_and_its_words_are_in_the_log(tmp_path: Path) -> None:
    command = ["sh", "-c", "pwd; echo wrong >&2"]
    process = processes.start(command, environment=os.environ, folder=tmp_path, log=tmp_path / "log")

    assert until(lambda: not process.is_alive(), seconds=5)
    assert (tmp_path / "log").read_text() == f"{tmp_path}\nwrong\n"


def test_an_id_that_belongs_to_another_process_now_is_never_signalled(sleeper: Process) -> None:
    stale = sleeper.model_copy(update={"began": "another-boot:1"})

    stale.stop(patience=0)

    assert not stale.is_alive()
    assert sleeper.is_alive()


def test_an_id_that_nobody_has_is_dead() -> None:
    with subprocess.Popen(["/bin/sh", "-c", "true"]) as child:
        gone = Process(pid=child.pid, began=processes.began(child.pid) or "")

    assert not gone.is_alive()
    gone.signal(signal.SIGTERM)


def test_a_process_is_the_same_after_it_was_stored(sleeper: Process) -> None:
    assert Process.model_validate_json(sleeper.model_dump_json()).is_alive()


def test_a_missing_program_is_dead_at_once_and_says_why(tmp_path: Path) -> None:
    process = processes.start(["no-such-program"], environment=os.environ, folder=tmp_path, log=tmp_path / "log")

    assert until(lambda: not process.is_alive(), seconds=5)
    assert "no-such-program" in (tmp_path / "log").read_text()


def test_what_is_guarded_ends_with_whoever_started_it(sleeper: Process, tmp_path: Path) -> None:
    folder = tmp_path / "guarded"
    folder.mkdir()
    script = (
        "import os, signal; from pathlib import Path; from deploy.local.guard import guarded;"
        "from deploy.local.processes import Process\n"
        f"with guarded(Path({str(folder)!r}), Process(pid={sleeper.pid}, began={sleeper.began!r})):"
        " os.kill(os.getpid(), signal.SIGKILL)"
    )

    subprocess.run([sys.executable, "-c", script], check=False, timeout=20)  # noqa: S603 - ourselves

    assert until(lambda: not sleeper.is_alive() and not folder.exists(), seconds=5)


def test_what_is_guarded_outlives_the_guard(sleeper: Process, tmp_path: Path) -> None:
    with guarded(tmp_path, sleeper):
        pass

    assert sleeper.is_alive()
    assert tmp_path.exists()
