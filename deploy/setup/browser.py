"""Sees to it that this machine has a Chromium for the tests of the console: `python -m deploy.setup.browser`.

Nothing but those tests needs it; where it cannot be installed they are skipped, and say so.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from deploy.setup import debian
from deploy.setup.commands import tell

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = "sudo apt-get install chromium"


def find() -> Path | None:
    """The first that is on the path."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def bring(tell: Callable[[str], None]) -> bool:
    """Install it where that is allowed; True where there is one now."""
    if find():
        return True
    root = debian.becoming_root() if debian.is_there() else None
    if root is None:
        tell(f"Chromium is missing and this user may not install it: tests of pages are skipped. It takes: {HOW}")
        return False
    tell("Chromium: installing the package chromium with apt-get")
    done = debian.install(["chromium"], root)
    if not done.ok:
        tell(f"Chromium could not be installed: tests of pages are skipped. It takes: {HOW}\n{done.said}")
    return done.ok and find() is not None


if __name__ == "__main__":
    bring(tell)
