"""Debian packages: installed where that is allowed, else unpacked into a folder of our own."""

import os
import shutil
from pathlib import Path

from deploy.setup.commands import Answer, run

_QUIET = ("-qq", "-y", "--no-install-recommends")
_ERLANG_ROOT = "ROOTDIR=/usr/lib/erlang"
_ANY_ROOT = 'ROOTDIR=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd -P)'


def is_there() -> bool:
    """Whether this is a system with Debian packages."""
    return all(shutil.which(name) for name in ("apt-get", "dpkg"))


def becoming_root() -> list[str] | None:
    """What to put before a command that needs root, or None where this user may not."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and run(["sudo", "-n", "true"]).ok else None


def install(names: list[str], root: list[str]) -> Answer:
    """Package lists are only fetched when the present ones do not do."""
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    command = [*apt, *_QUIET, "install", *names]
    first = run(command)
    if first.ok or not (updated := run([*apt, "-qq", "update"])).ok:
        return first if first.ok else updated
    return run(command)


def unpack(names: list[str], folder: Path) -> Answer:
    """Fetches the packages that this machine lacks and unpacks them; changes nothing outside the folder."""
    beside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    fetched = _fetch(names, beside / "apt", options=[])
    if not fetched.ok:
        fetched = _fetch_with_own_lists(names, beside / "apt")
    if not fetched.ok:
        return fetched
    for package in sorted((beside / "apt").rglob("*.deb")):
        if not (unpacked := run(["dpkg", "-x", package, beside])).ok:
            return unpacked
    shutil.rmtree(beside / "apt")
    _let_erlang_live_anywhere(beside)
    shutil.copytree(beside, folder, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(beside)
    return Answer(ok=True, said="")


def _fetch(names: list[str], cache: Path, options: list[str]) -> Answer:
    (cache / "archives/partial").mkdir(parents=True, exist_ok=True)
    ours = ["-o", "Debug::NoLocking=true", "-o", f"Dir::Cache={cache}", *options]
    return run(["apt-get", *_QUIET, *ours, "--download-only", "install", *names])


def _fetch_with_own_lists(names: list[str], cache: Path) -> Answer:
    lists = cache / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    options = ["-o", f"Dir::State::lists={lists}"]
    ours = ["-o", "Debug::NoLocking=true", "-o", f"Dir::Cache={cache}", *options]
    updated = run(["apt-get", "-qq", *ours, "update"])
    return _fetch(names, cache, options) if updated.ok else updated


def _let_erlang_live_anywhere(root: Path) -> None:
    """Debian's `erl` has its folder written into it."""
    script = root / "usr/lib/erlang/bin/erl"
    if script.exists():
        script.write_text(script.read_text().replace(_ERLANG_ROOT, _ANY_ROOT))
