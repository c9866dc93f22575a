"""One command at a time starts or stops things of a checkout. The lock ends with its process, however that ends."""

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

from deploy.local.errors import LocalError
from deploy.local.waiting import until

PATIENCE_SECONDS = 180.0


@contextlib.contextmanager
def locked(
    path: Path, tell: Callable[[str], None], *, patience: float = PATIENCE_SECONDS, busy: str = ""
) -> Iterator[None]:
    """Raises LocalError, with the words of `busy` where they are given, once patience is over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        if not _taken(file.fileno()):
            tell("Another command is starting or stopping things here; waiting for it")
            if not until(lambda: _taken(file.fileno()), seconds=patience):
                raise LocalError(busy or f"Another command has been busy for {patience:.0f} s (it holds {path}).")
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
