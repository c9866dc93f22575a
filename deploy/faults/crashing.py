"""
Runs a service that kills itself with SIGKILL when it passes a point for the nth time.

    python -m deploy.faults.crashing request-left 2 marks.txt services.invoices
"""

import functools
import inspect
import os
import runpy
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from deploy.faults import noting
from deploy.faults.points import BY_NAME, Moment, Pass, Point

SENT = ".send_request_body.complete"

Die = Callable[[], None]


def armed(point: Point, nth: int, die: Die) -> None:
    """From now on the nth pass of this point is the last thing this process does."""
    kind, name = point.owner()
    original = getattr(kind, name)
    if not inspect.iscoroutinefunction(original):
        raise TypeError(f"{point.target} cannot be waited for")
    left = nth

    def passed(one: Pass) -> None:
        nonlocal left
        if point.counts(one):
            left -= 1
            if left == 0:
                die()

    wrapped = {Moment.BEFORE: _before, Moment.AFTER: _after, Moment.LEFT: _left}[point.moment](original, passed)
    setattr(kind, name, functools.wraps(original)(wrapped))


Function = Callable[..., Awaitable[Any]]
Passed = Callable[[Pass], None]


def _before(original: Function, passed: Passed) -> Function:
    async def called(*given: Any, **named: Any) -> Any:
        passed(Pass(given, named))
        return await original(*given, **named)

    return called


def _after(original: Function, passed: Passed) -> Function:
    async def called(*given: Any, **named: Any) -> Any:
        answer = await original(*given, **named)
        passed(Pass(given, named, answer))
        return answer

    return called


def _left(original: Function, passed: Passed) -> Function:
    """The transport says when the last byte of a request was handed to the network."""

    async def called(*given: Any, **named: Any) -> Any:
        async def trace(event: str, _: Any) -> None:
            if event.endswith(SENT):
                passed(Pass(given, named))

        given[1].extensions["trace"] = trace
        return await original(*given, **named)

    return called


def main() -> None:
    """Arm the point, then be the service."""
    name, nth, marks, module = sys.argv[1:]

    def die() -> None:
        with Path(marks).open("a") as file:
            file.write(f"{module} {name}\n")
        os.kill(os.getpid(), signal.SIGKILL)

    noting.noting(os.environ[noting.FILE])
    armed(BY_NAME[name], int(nth), die)
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
