"""What the processes of a stack use, as the kernel counts it."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from deploy.local import settings, state
from deploy.local.places import Places
from deploy.local.servers import Servers

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1024 * 1024
USER, SYSTEM, PARENT, RESIDENT = 11, 12, 1, 21
"""Places in `/proc/<pid>/stat` after the closing bracket of the name."""
SANDBOXES = ("scoro-sandbox", "scoro-sandbox-studio", "xero-sandbox")
SERVERS = ("MongoDB", "RabbitMQ")
Usage = dict[str, float]


def cpu_seconds() -> Usage:
    """Name of a process → seconds of CPU that it and its children ever used."""
    return {name: sum(_stat(one, USER) + _stat(one, SYSTEM) for one in ids) / TICKS for name, ids in _ids().items()}


def memory() -> Usage:
    """Name of a process → megabytes that it and its children hold."""
    return {name: sum(_stat(one, RESIDENT) for one in ids) * PAGE / MEGABYTE for name, ids in _ids().items()}


def used(before: Mapping[str, float], after: Mapping[str, float]) -> Usage:
    """What was used between; a process that began meanwhile counts from its beginning."""
    return {name: value - before.get(name, 0.0) for name, value in after.items()}


def ours(usage: Mapping[str, float]) -> Usage:
    """Only of the product's own processes."""
    return {name: value for name, value in usage.items() if name not in {*SANDBOXES, *SERVERS}}


def _ids() -> dict[str, list[int]]:
    places = Places(name="demo")
    servers = Servers(places, settings.load(places.checkout))
    found = {member.name: [member.process.pid] for member in state.load(places).members}
    for name, record in zip(SERVERS, (servers.mongo.record(), servers.rabbit.record()), strict=True):
        found[name] = [one.pid for one in record.processes] if record else []
    parents = _parents()
    return {name: [*ids, *_below(ids, parents)] for name, ids in found.items()}


def _below(ids: Iterable[int], parents: Mapping[int, int]) -> list[int]:
    children = [child for child, parent in parents.items() if parent in set(ids)]
    return [*children, *_below(children, parents)] if children else []


def _parents() -> dict[int, int]:
    ids = [int(path.name) for path in PROC.iterdir() if path.name.isdecimal()]
    return {one: _stat(one, PARENT) for one in ids}


def _stat(process_id: int, place: int) -> int:
    """0 once it has ended."""
    try:
        text = (PROC / str(process_id) / "stat").read_text()
    except OSError:
        return 0
    return int(text.rpartition(")")[2].split()[place])
