"""The closing line of the browser tests counts what ran, and only that."""

import json
from typing import Any

import pytest

from tests.browser.tally import AXE, CONSOLE, Tally


def report(name: str, when: str, outcome: str = "passed", found: tuple[int, int] = (0, 0)) -> pytest.TestReport:
    said: dict[str, Any] = {"user_properties": [(AXE, found[0]), (CONSOLE, found[1])]}
    return pytest.TestReport(name, ("", 0, ""), {}, outcome, None, when, **said)  # type: ignore[arg-type]


def test_what_ran_what_failed_and_what_was_complained_of_is_counted_once() -> None:
    tally = Tally()
    for when in ("setup", "call", "teardown"):
        tally.pytest_runtest_logreport(report("tests/browser/a.py::one", when, found=(2, 1)))
        tally.pytest_runtest_logreport(report("tests/other/b.py::two", when, found=(9, 9)))
    tally.pytest_runtest_logreport(report("tests/browser/a.py::three", "call", "failed"))
    tally.pytest_runtest_logreport(report("tests/browser/a.py::three", "teardown", "failed"))

    assert json.loads(tally.line()) == {"journeys": 2, "failed": 1, AXE: 2, CONSOLE: 1}


def test_what_was_skipped_is_no_journey() -> None:
    tally = Tally()
    tally.pytest_runtest_logreport(report("tests/browser/a.py::one", "setup", "skipped"))

    assert json.loads(tally.line()) == {"journeys": 0, "failed": 0, AXE: 0, CONSOLE: 0, "skipped": 1}
