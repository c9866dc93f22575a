"""Scenarios are played in two systems side by side: most of the time each waits for something to heal."""

import io
import multiprocessing
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import IO, TextIO, cast

from rich.console import Console

from deploy.demo.consent import ConsentFailedError
from deploy.demo.operator import CommandFailedError
from deploy.faults import report
from deploy.faults.play import Row, Scenario, played
from deploy.faults.scenarios.everything import BY_NAME
from deploy.faults.world import opened
from deploy.local.errors import LocalError
from deploy.local.places import Places

ENDING_SECONDS = 120.0
UNREACHABLE = 3
LEAST_WIDTH = 60

Tasks = SimpleQueue[tuple[str, str] | None]
"""Names of scenarios and the marks of what is written meanwhile; `None` where there are no more."""


class Labelled(io.TextIOBase):
    """Begins every line with the lane that it comes from."""

    def __init__(self, to: TextIO, label: str) -> None:
        self._to = to
        self._label = label
        self._begun = ""

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._to.write(f"{self._label}{line}\n")
        self._to.flush()
        return len(text)


def side_by_side(seed: int, scenarios: Sequence[Scenario], lanes: int) -> Iterator[Row]:
    """Each row as soon as it is known.

    `scenarios` are begun in their order. The last lane plays first what needs clusters, in one system of its own.
    Raises LocalError where a lane ended before its time.
    """
    spawn = multiprocessing.get_context("spawn")
    lanes = min(lanes, len(scenarios))
    single, clustered = spawn.SimpleQueue(), spawn.SimpleQueue()
    for number, scenario in enumerate(scenarios, start=1):
        (clustered if scenario.clustered else single).put((scenario.name, f"F{number}"))
    clustered.put(None)
    for _ in range(lanes):
        single.put(None)
    with _begun(spawn, seed, [[single]] * (lanes - 1) + [[clustered, single]]) as (processes, pipes):
        while pipes:
            ready = wait(pipes)
            for pipe in [one for one in pipes if one in ready]:
                try:
                    yield pipe.recv()
                except EOFError:
                    pipes.remove(pipe)
        for process in processes:
            process.join(ENDING_SECONDS)
            if process.exitcode != 0:
                raise LocalError("a part of the suite ended before its time; what it said stands above")


@contextmanager
def _begun(
    spawn: multiprocessing.context.SpawnContext, seed: int, tasks: Sequence[Sequence[Tasks]]
) -> Iterator[tuple[list[SpawnProcess], list[Connection]]]:
    """Whatever comes, no lane and nothing that it started stays."""
    processes: list[SpawnProcess] = []
    pipes: list[Connection] = []
    try:
        for number, queues in enumerate(tasks, start=1):
            mine, its = spawn.Pipe(duplex=False)
            process = spawn.Process(target=_lane, args=(number, seed, queues, its), name=f"lane {number}")
            process.start()
            its.close()
            processes.append(process)
            pipes.append(mine)
        yield processes, pipes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(ENDING_SECONDS)


def _lane(number: int, seed: int, queues: Sequence[Tasks], rows: Connection) -> None:
    """One after the other; its servers and processes are its own."""
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, told_to_end)
    words = _console(f"{number} ")
    try:
        for queue in queues:
            for row in play_all(seed, iter(queue.get, None), words, Places(name=f"faults-{number}")):
                rows.send(row)
    except (CommandFailedError, ConsentFailedError, LocalError) as error:
        words.print(f"[red]{error}[/]")
        sys.exit(UNREACHABLE)


def _console(label: str) -> Console:
    width = max(LEAST_WIDTH, shutil.get_terminal_size().columns - len(label))
    return Console(file=cast("IO[str]", Labelled(sys.stderr, label)), width=width, force_terminal=sys.stderr.isatty())


def play_all(seed: int, tasks: Iterable[tuple[str, str]], words: Console, places: Places) -> Iterator[Row]:
    """In one system; after a breach the rest goes on in a fresh one."""
    left = iter(tasks)
    while (first := next(left, None)) is not None:
        with opened(words, places, clustered=BY_NAME[first[0]].clustered) as world:
            for name, mark in chain([first], left):
                words.print(f"[bold]{name}[/]: {BY_NAME[name].says}")
                row = played(world, BY_NAME[name], seed, mark)
                report.say(row, words)
                yield row
                if not row.is_clean:
                    break
        if not row.is_clean:
            _keep_traces(places.run, row.name, words)


def _keep_traces(run: Path, name: str, words: Console) -> None:
    """Logs and database of a breach, for whoever looks into it; those of an earlier one of the same name go."""
    kept = run.with_name(f"{run.name}-{name}")
    shutil.rmtree(kept, ignore_errors=True)
    run.rename(kept)
    words.print(f"    its logs and its database are kept in {kept}", soft_wrap=True)


def told_to_end(number: int, _: object) -> None:
    """What was started is ended too."""
    raise SystemExit(128 + number)
