"""What the browser tests came to, in one line of JSON at the end: nothing is counted that did not run.

Each test takes what it found along in its report, because it may run in another process than the one that tells.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

FOLDER = "tests/browser/"
AXE, CONSOLE = "axe_violations", "console_errors"


@dataclass
class Found:
    """Of the test that runs now."""

    axe_violations: int = 0
    console_errors: int = 0


found = Found()


@pytest.fixture(autouse=True)
def counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """What the browser and axe complain of goes with the report of the test."""
    found.axe_violations = found.console_errors = 0
    yield
    request.node.user_properties += [(AXE, found.axe_violations), (CONSOLE, found.console_errors)]


class Tally:
    """Hears every report, and tells the sum."""

    def __init__(self) -> None:
        self.ran: set[str] = set()
        self.failed: set[str] = set()
        self.skipped: set[str] = set()
        self.complaints = {AXE: 0, CONSOLE: 0}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Set-up, call and end of each test; what was found is told with the last of them."""
        if report.failed:
            self.failed.add(report.nodeid)
        if not report.nodeid.startswith(FOLDER):
            return
        if report.skipped:
            self.skipped.add(report.nodeid)
        if report.when == "call" and not report.skipped:
            self.ran.add(report.nodeid)
        if report.when == "teardown":
            for name, count in report.user_properties:
                if name in self.complaints:
                    self.complaints[name] += int(str(count))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module that cannot be loaded is a failure."""
        if report.failed:
            self.failed.add(report.nodeid)

    def line(self) -> str:
        """For programs; tests that were skipped are named, so that nothing looks green that did not run."""
        told: dict[str, int] = {"journeys": len(self.ran), "failed": len(self.failed), **self.complaints}
        return json.dumps(told | ({"skipped": len(self.skipped)} if self.skipped else {}))
