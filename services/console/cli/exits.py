"""How commands end."""

from enum import IntEnum


class Exit(IntEnum):
    DONE = 0
    PROBLEMS = 1
    WRONG_USE = 2
    UNREACHABLE = 3
