"""Sees to it that this machine has a RabbitMQ to start."""

from collections.abc import Callable
from pathlib import Path

from deploy.local.binaries import find_rabbitmq, rabbit_folder
from deploy.local.errors import NotInstalledError
from deploy.setup import debian
from deploy.setup.commands import Answer

PACKAGES = ["rabbitmq-server"]

_ADVICE = """\
RabbitMQ is not installed and could not be installed: {why}
One of these helps:
  - install it and run `make setup` again: {how}
  - set RABBITMQ_URL, in the environment or in .env, to a RabbitMQ (3.10 or newer) that you have
  - use Docker instead: docker compose up"""


def bring(packages: Path, tell: Callable[[str], None]) -> None:
    """Does nothing where RabbitMQ is present already."""
    if find_rabbitmq(packages):
        return
    if not debian.is_there():
        raise NotInstalledError(
            _ADVICE.format(why="this system has no apt-get", how="the package is called rabbitmq-server or rabbitmq")
        )
    done = _bring_packages(packages, tell)
    if not (done.ok and find_rabbitmq(packages)):
        raise NotInstalledError(_ADVICE.format(why=f"\n{done.said}", how="sudo apt-get install rabbitmq-server"))


def _bring_packages(packages: Path, tell: Callable[[str], None]) -> Answer:
    root = debian.becoming_root()
    if root is not None:
        tell("RabbitMQ: installing the package rabbitmq-server with apt-get")
        return debian.install(PACKAGES, root)
    tell(f"RabbitMQ: unpacking Debian's packages into {rabbit_folder(packages)} (this user may not install)")
    return debian.unpack(PACKAGES, rabbit_folder(packages))
