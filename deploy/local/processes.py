"""
Processes that outlive the command that started them.

A process id alone proves nothing: after a crash or a reboot it may belong to somebody else. So the moment the
process began is remembered with it, and nothing is ever signalled unless both still agree.
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from deploy.local.waiting import until

KILL_SECONDS = 5.0

_PROC = Path("/proc")
_IN_FOLDER = 'cd "$0" && exec "$@"'  # posix_spawn cannot change the folder; exec keeps the process id
_STATE, _THREADS, _START_TICKS = 0, 17, 19  # fields of /proc/<pid>/stat after the closing bracket of the name


class Process(BaseModel):
    """A process we started: its id and the moment it began, as the kernel tells it."""

    model_config = ConfigDict(frozen=True)

    pid: int
    began: str

    def is_alive(self) -> bool:
        if began(self.pid) == self.began:
            return True
        reap(self.pid)
        return False

    def signal(self, number: signal.Signals) -> None:
        """Sends the signal to the process, unless it has ended."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def stop(self, *, patience: float) -> bool:
        """Ends it: asks, waits, then forces. Whether asking was enough."""
        self.signal(signal.SIGTERM)
        if until(lambda: not self.is_alive(), seconds=patience):
            return True
        self.kill()
        return False

    def kill(self) -> None:
        """Ends it without asking and waits until it is gone."""
        self.signal(signal.SIGKILL)
        until(lambda: not self.is_alive(), seconds=KILL_SECONDS)


def start(command: Sequence[str], *, environment: Mapping[str, str], folder: Path, log: Path) -> Process:
    """Starts a process in a session of its own; what it says is added to the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    pid = os.posix_spawn(
        "/bin/sh",
        ["sh", "-c", _IN_FOLDER, str(folder), *command],
        dict(environment),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],  # Python ignores them; its children should not
    )
    return Process(pid=pid, began=began(pid) or "")


def began(pid: int) -> str | None:
    """When the process began, in a form that no other process of this machine ever has; None once it has ended."""
    if _PROC.joinpath("self", "stat").exists():
        return _began_in_proc(pid)
    return _began_by_ps(pid)


def reap(pid: int) -> None:
    """Takes note of the end of a child of ours, so that it does not linger as a zombie."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _began_in_proc(pid: int) -> str | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    if fields[_STATE] in "ZX" and int(fields[_THREADS]) <= 1:  # with threads left it still holds ports and files
        return None
    return f"{_boot()}:{fields[_START_TICKS]}"


def _boot() -> str:
    return (_PROC / "sys/kernel/random/boot_id").read_text().strip()


def _began_by_ps(pid: int) -> str | None:
    answer = subprocess.run(  # noqa: S603 - a fixed program and a number
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, moment = answer.stdout.strip().partition(" ")
    return moment.strip() if moment and not state.startswith("Z") else None
