"""Real servers and a breakable line to them, for every test that asks; nothing starts before one does."""

import gc

import pytest

pytest_plugins = ["tests.servers", "tests.fault_proxy", "tests.sandboxes"]

LONG = ("tests/e2e/", "tests/browser/", "tests/integration/ending/")
"""Folders whose files take long: they come first, so that no worker has one left when all else is done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In an order that two workers can share well; within a file nothing moves."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it is not looked through for garbage again and again."""
    gc.freeze()
