"""RabbitMQ of another Debian release, in a folder with the whole of that release's base (400 MB); takes root."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from deploy.local.binaries import find_rabbitmq_of, suite_folder
from deploy.local.errors import NotInstalledError
from deploy.setup import debian
from deploy.setup.commands import Answer, run

TOOL = "debootstrap"
SCRIPTS = Path("/usr/share/debootstrap/scripts")
ANY = "sid"
"""What debootstrap knows of releases that are younger than itself."""
_ADVICE = "RabbitMQ of Debian {suite} could not be brought: {why}\nIt takes root, apt-get and the package debootstrap."


def bring(packages: Path, suite: str, tell: Callable[[str], None]) -> None:
    """Does nothing the second time. Raises NotInstalledError."""
    if find_rabbitmq_of(packages, suite):
        return
    if os.geteuid() != 0 or not debian.is_there():
        raise NotInstalledError(_ADVICE.format(suite=suite, why="this is no Debian, or this user is not root"))
    tell(f"RabbitMQ: bringing Debian {suite} into {suite_folder(packages, suite)}")
    done = _bootstrap(suite_folder(packages, suite), suite)
    if not (done.ok and find_rabbitmq_of(packages, suite)):
        raise NotInstalledError(_ADVICE.format(suite=suite, why=f"\n{done.said}"))


def _bootstrap(folder: Path, suite: str) -> Answer:
    if not shutil.which(TOOL) and not (installed := debian.install([TOOL], [])).ok:
        return installed
    if not (SCRIPTS / suite).exists():
        (SCRIPTS / suite).symlink_to(ANY)
    mirror = run(["sh", "-c", "apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m1 'debian$'"])
    if not mirror.ok:
        return Answer(ok=False, said="apt-get names no Debian mirror")
    beside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    words: list[str | Path] = [TOOL, "--variant=minbase", "--include=rabbitmq-server", suite, beside, mirror.said]
    if (done := run(words)).ok:
        (beside / "etc/hosts").write_text("127.0.0.1 localhost\n")
        beside.rename(folder)
    return done
