"""A real browser in front of the whole system."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.local.services import CONSOLE
from deploy.setup import browser as chromium
from tests.browser import tally
from tests.browser.people import Console
from tests.browser.tally import counted as counted  # noqa: PLC0414 the same fixture
from tests.e2e.conftest import System
from tests.e2e.conftest import patched_environment as patched_environment  # noqa: PLC0414 the same fixture
from tests.e2e.conftest import start as start  # noqa: PLC0414 the same fixture

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

TALLY = "tally of the browser tests"


def pytest_configure(config: pytest.Config) -> None:
    """In the process that tells; its workers only count."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(tally.Tally(), TALLY)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line of all."""
    told = config.pluginmanager.get_plugin(TALLY)
    if isinstance(told, tally.Tally) and not config.option.collectonly:
        sys.stdout.write(told.line() + "\n")


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One worker of each category, contacts and invoices on."""
    return start("")


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """Debian's Chromium; without one these tests are skipped."""
    path = chromium.find()
    if path is None:
        pytest.skip(f"there is no Chromium: {chromium.HOW}")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def console(system: System, chrome: Browser) -> Console:
    """Its first operator has signed in; the visit is kept for every test."""
    log = Path(system.member(CONSOLE).log).read_text(encoding="utf-8")
    link = re.findall(r"http://\S+/welcome/\S+", log)[-1]
    made = Console(system, link.split("/welcome/")[0], chrome)
    made.set_up(link)
    return made


@pytest.fixture
def page(console: Console) -> Iterator[Page]:
    """Signed in; whatever the browser complains of fails the test."""
    with console.visit() as found:
        yield found


@pytest.fixture
def plain(console: Console) -> Iterator[Page]:
    """Signed in, without scripts; what is refused is answered by 4xx, which browsers write down."""
    with console.visit(java_script_enabled=False, expects="status of 4") as found:
        yield found
