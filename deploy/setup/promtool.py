"""Sees to it that this machine has promtool, which tries the alert rules: `python -m deploy.setup.promtool`.

Debian's package `prometheus` is unpacked and not installed: installing it would start a server nobody asked for.
Nothing but those tests needs it; where it cannot be had they are skipped, and say so.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from deploy.local.places import Places
from deploy.setup import debian
from deploy.setup.commands import run, tell

HOW = "Debian's package prometheus"


def find(packages: Path) -> Path | None:
    """On the path, or unpacked earlier."""
    if found := shutil.which("promtool"):
        return Path(found)
    ours = packages / "prometheus/usr/bin/promtool"
    return ours if ours.exists() else None


def bring(packages: Path, tell: Callable[[str], None]) -> bool:
    """Unpack it where this is Debian; True where there is one now."""
    if find(packages):
        return True
    if not debian.is_there():
        tell(f"promtool is missing: the tests of alert rules are skipped. It takes: {HOW}")
        return False
    tell("promtool: fetching Debian's package prometheus")
    said = _unpacked(packages / "prometheus")
    if said:
        tell(f"promtool could not be had: the tests of alert rules are skipped. It takes: {HOW}\n{said}")
    return find(packages) is not None


def _unpacked(folder: Path) -> str:
    """One package, as promtool needs no other. Hands out what went wrong, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    fetched = run(["sh", "-ec", 'cd "$1" && exec apt-get -qq download prometheus', "sh", folder])
    if not fetched.ok and (root := debian.becoming_root()) is not None:
        run([*root, "apt-get", "-qq", "update"])
        fetched = run(["sh", "-ec", 'cd "$1" && exec apt-get -qq download prometheus', "sh", folder])
    if not fetched.ok:
        return fetched.said
    for package in folder.glob("prometheus_*.deb"):
        unpacked = run(["dpkg", "-x", package, folder])
        package.unlink()
        if not unpacked.ok:
            return unpacked.said
    return ""


if __name__ == "__main__":
    bring(Places().packages, tell)
