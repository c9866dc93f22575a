"""What is said and done where a server's program is missing. Nothing is installed here."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.local.binaries import RabbitProgram, find_mongod, find_rabbitmq, find_rabbitmq_of
from deploy.local.errors import NotInstalledError
from deploy.local.places import CHECKOUT
from deploy.setup import commands, debian, debian_folder, mongodb, rabbitmq
from deploy.setup.commands import Answer

REFUSED = Answer(ok=False, said="E: Unable to locate package")


@dataclass
class Machine:
    """A machine without servers, and what is done to it."""

    answer: Answer = field(default_factory=lambda: Answer(ok=True, said=""))
    has_apt: bool = True
    root: list[str] | None = field(default_factory=list)
    present: bool = False
    done: list[str] = field(default_factory=list)

    def install(self, names: list[str], _root: list[str]) -> Answer:
        return self._do(f"install {' '.join(names)}")

    def unpack(self, names: list[str], folder: Path) -> Answer:
        return self._do(f"unpack {' '.join(names)} into {folder.name}")

    def download(self, folder: Path) -> Answer:
        return self._do(f"download into {folder.name}")

    def found(self, _packages: Path) -> bool:
        return self.present

    def _do(self, what: str) -> Answer:
        self.done.append(what)
        self.present = self.answer.ok
        return self.answer


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(debian, "is_there", lambda: machine.has_apt)
    monkeypatch.setattr(debian, "becoming_root", lambda: machine.root)
    monkeypatch.setattr(debian, "install", machine.install)
    monkeypatch.setattr(debian, "unpack", machine.unpack)
    monkeypatch.setattr(mongodb, "_download", machine.download)
    monkeypatch.setattr(rabbitmq, "find_rabbitmq", machine.found)
    monkeypatch.setattr(mongodb, "find_mongod", machine.found)
    return machine


@pytest.fixture
def said() -> list[str]:
    return []


def test_what_is_present_is_left_alone_without_a_word(machine: Machine, said: list[str], tmp_path: Path) -> None:
    machine.present = True

    rabbitmq.bring(tmp_path, said.append)
    mongodb.bring(tmp_path, said.append)

    assert (machine.done, said) == ([], [])


def test_rabbitmq_is_installed_by_who_may(machine: Machine, said: list[str], tmp_path: Path) -> None:
    rabbitmq.bring(tmp_path, said.append)

    assert machine.done == ["install rabbitmq-server"]
    assert said == ["RabbitMQ: installing the package rabbitmq-server with apt-get"]


def test_rabbitmq_is_unpacked_by_who_may_not_install(machine: Machine, said: list[str], tmp_path: Path) -> None:
    machine.root = None

    rabbitmq.bring(tmp_path, said.append)

    assert machine.done == ["unpack rabbitmq-server into debian"]


def test_mongod_is_downloaded(machine: Machine, said: list[str], tmp_path: Path) -> None:
    mongodb.bring(tmp_path, said.append)

    assert machine.done == ["download into mongodb"]


@pytest.mark.parametrize("has_apt", [True, False])
def test_what_cannot_be_installed_leaves_the_three_ways_out(
    machine: Machine, said: list[str], tmp_path: Path, *, has_apt: bool
) -> None:
    machine.answer, machine.has_apt = REFUSED, has_apt

    for bring, variable in ((rabbitmq.bring, "RABBITMQ_URL"), (mongodb.bring, "MONGODB_URL")):
        with pytest.raises(NotInstalledError) as caught:
            bring(tmp_path, said.append)

        assert all(words in str(caught.value) for words in (variable, "docker compose up", "make setup"))


def test_a_command_that_fails_keeps_its_last_words() -> None:
    answer = commands.run(["sh", "-c", "echo first; echo wrong >&2; exit 3"])

    assert answer == Answer(ok=False, said="first\nwrong")


def test_a_command_that_does_not_exist_fails_like_any_other() -> None:
    assert not commands.run(["no-such-program"]).ok


def test_no_programs_are_found_where_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("deploy.local.binaries._DEBIAN_RABBITMQ", tmp_path)

    assert (find_rabbitmq(tmp_path), find_mongod(tmp_path)) == (None, None)


def test_an_old_mongod_and_one_that_does_not_start_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for folder, said in ((tmp_path, "db version v5.0.9"), (tmp_path / "mongodb", "error while loading")):
        _program(folder / "mongod", said)

    assert find_mongod(tmp_path) is None


def test_unpacked_programs_win_over_installed_ones(tmp_path: Path) -> None:
    script = _program(tmp_path / "debian/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server", "")

    found = find_rabbitmq(tmp_path)

    assert found is not None
    assert found.server == script
    assert found.search_path.startswith(str(tmp_path / "debian/usr/lib/erlang/bin"))


def test_unpacked_erlang_finds_itself_wherever_it_lies(tmp_path: Path) -> None:
    script = tmp_path / "usr/lib/erlang/bin/erl"
    _program(script, "").write_text('#!/bin/sh\nROOTDIR=/usr/lib/erlang\necho "$ROOTDIR"\n')

    debian._let_erlang_live_anywhere(tmp_path)

    assert commands.run([script]).said == str(tmp_path / "usr/lib/erlang")


@pytest.mark.parametrize("target", ["setup", "check", "test", "demo", "up", "down", "status", "logs", "bench", "clean"])
def test_help_names_every_target(target: str) -> None:
    make = ["/usr/bin/make", "--no-print-directory"]
    answer = subprocess.run(make, cwd=CHECKOUT, capture_output=True, text=True, check=True)  # noqa: S603 - our own

    assert f"  make {target} " in answer.stdout


def _program(path: Path, said: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(0o755)
    return path


def test_rabbitmq_of_another_release_is_found_in_its_folder(tmp_path: Path) -> None:
    server = tmp_path / "debian-forky/usr/lib/rabbitmq/lib/rabbitmq_server-4.3.6/sbin/rabbitmq-server"
    server.parent.mkdir(parents=True)
    server.touch()

    found = find_rabbitmq_of(tmp_path, "forky")

    assert found is not None
    assert found.server == Path("/usr/lib/rabbitmq/lib/rabbitmq_server-4.3.6/sbin/rabbitmq-server")
    assert found.command(["epmd"], tmp_path)[-3:] == [str(tmp_path / "debian-forky"), str(tmp_path), "epmd"]
    assert find_rabbitmq_of(tmp_path, "trixie") is None


def test_rabbitmq_of_this_machine_is_started_as_it_is(tmp_path: Path) -> None:
    assert RabbitProgram(Path("/x/rabbitmq-server")).command(["epmd"], tmp_path) == ["epmd"]


def test_another_release_takes_root_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(NotInstalledError, match=r"forky.*root"):
        debian_folder.bring(tmp_path, "forky", lambda _: None)
