"""Which RabbitMQ and which mongod this machine can run: those brought by `make setup`, or those installed."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST_MONGOD = 6
_DEBIAN_RABBITMQ = Path("/usr/lib/rabbitmq/bin")  # the one on PATH insists on being root or rabbitmq
_LIBRARIES = "usr/lib/x86_64-linux-gnu"
_ENTER = """
folder=$1; shift
mkdir -p "$0$folder"
mount --bind "$folder" "$0$folder"
mount --rbind /dev "$0/dev"
mount -t proc proc "$0/proc"
exec /usr/sbin/chroot "$0" "$@"
"""
"""The mounts are gone with the process, whose own they are."""


@dataclass(frozen=True, slots=True)
class RabbitProgram:
    """RabbitMQ's server script and the folders its Erlang is found in."""

    server: Path
    path: tuple[Path, ...] = ()
    root: Path | None = None
    """A folder with a whole Debian in which it runs, for its own C library; that takes root."""

    def command(self, words: Sequence[str], folder: Path) -> list[str]:
        """One of its programs with arguments, at work in `folder`."""
        if self.root is None:
            return [*words]
        return ["/usr/bin/unshare", "--mount", "/bin/sh", "-euc", _ENTER, str(self.root), str(folder), *words]

    @property
    def search_path(self) -> str:
        return ":".join([*map(str, self.path), str(self.server.parent), "/usr/local/bin", "/usr/bin", "/bin"])


@dataclass(frozen=True, slots=True)
class MongoProgram:
    """mongod and a folder with libraries that the machine itself lacks."""

    binary: Path
    libraries: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_LIBRARY_PATH": str(self.libraries)} if self.libraries else {}


def rabbit_folder(packages: Path) -> Path:
    return packages / "debian"


def suite_folder(packages: Path, suite: str) -> Path:
    """A whole Debian of that release with its RabbitMQ."""
    return packages / f"debian-{suite}"


def find_rabbitmq_of(packages: Path, suite: str) -> RabbitProgram | None:
    """The one that `make setup` brought in a folder."""
    root = suite_folder(packages, suite)
    found = sorted(root.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
    return RabbitProgram(Path("/") / found[-1].relative_to(root), root=root) if found else None


def mongo_folder(packages: Path) -> Path:
    return packages / "mongodb"


def find_rabbitmq(packages: Path) -> RabbitProgram | None:
    return next(_rabbit_programs(packages), None)


def find_mongod(packages: Path) -> MongoProgram | None:
    return next((program for program in _mongo_programs(packages) if _is_usable(program)), None)


def _rabbit_programs(packages: Path) -> Iterator[RabbitProgram]:
    unpacked = rabbit_folder(packages) / "usr/lib"
    for script in sorted(unpacked.glob("rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server")):
        erlang = unpacked / "erlang"
        yield RabbitProgram(script, (erlang / "bin", *sorted(erlang.glob("erts-*/bin"))))
    script = _DEBIAN_RABBITMQ / "rabbitmq-server"
    if script.exists():
        yield RabbitProgram(script)
    elif found := shutil.which("rabbitmq-server"):
        erlang_found = shutil.which("erl")
        yield RabbitProgram(Path(found).resolve(), (Path(erlang_found).parent,) if erlang_found else ())


def _mongo_programs(packages: Path) -> Iterator[MongoProgram]:
    if found := shutil.which("mongod"):
        yield MongoProgram(Path(found))
    brought = mongo_folder(packages) / "mongod"
    if brought.exists():
        yield MongoProgram(brought)
        yield MongoProgram(brought, rabbit_folder(packages) / _LIBRARIES)


def _is_usable(program: MongoProgram) -> bool:
    """Whether it starts at all (libraries) and is not too old."""
    try:
        answer = subprocess.run(  # noqa: S603 - a program found above
            [program.binary, "--version"],
            env=program.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    except OSError:
        return False
    version = re.search(r"db version v(\d+)\.", answer.stdout)
    return version is not None and int(version[1]) >= OLDEST_MONGOD
