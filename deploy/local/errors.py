"""
What can go wrong with things that run on this machine. Each message says what to do.

    LocalError
    ├── WrongUseError       what was asked for does not exist
    ├── NotInstalledError   a program is missing
    ├── DidNotStartError    a process ended, or was not ready in time
    └── NotRunningError     nothing is up where something should be
"""


class LocalError(Exception):
    """Something on this machine stands in the way; the text is for people."""


def plainly(error: OSError) -> str:
    """What the system says of a file, and where to look."""
    what = error.filename or "A file"
    return f"{what}: {error.strerror or error}. Is the disk full, or does it belong to another user?"


class WrongUseError(LocalError):
    """What was asked for does not exist or does not fit."""


class NotInstalledError(LocalError):
    """A server's program is not on this machine and could not be brought here."""


class DidNotStartError(LocalError):
    """A process ended before it was ready, or took too long."""


class NotRunningError(LocalError):
    """Nothing is running where something should be."""
