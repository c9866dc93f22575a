"""Ends processes when whoever started them dies without a chance to do it, as after kill -9 in the middle of a test."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from deploy.local.processes import Process

_WATCH = 'read -r word; [ "$word" = done ] || { kill -9 "$@" 2>/dev/null; rm -rf "$0"; }'


@contextlib.contextmanager
def guarded(folder: Path, *lives: Process) -> Iterator[None]:
    """
    A watcher waits for the end of the current process. If that comes before this is left, the watcher kills
    what it guards and removes the folder.
    """
    reading, writing = os.pipe()
    watcher = os.posix_spawn(
        "/bin/sh",
        ["sh", "-c", _WATCH, str(folder), *(str(life.pid) for life in lives)],
        dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0)],
        setsid=True,
    )
    os.close(reading)
    try:
        yield
    finally:
        with contextlib.suppress(BrokenPipeError):
            os.write(writing, b"done\n")
        os.close(writing)
        os.waitpid(watcher, 0)
