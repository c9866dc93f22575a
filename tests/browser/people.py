"""What a person does in the console, by role and name of what stands there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.tally import found
from tests.e2e.conftest import System

NAME, PASSWORD = "Mari", "a long sentence is good"
PATIENCE_MS = 20_000
AXE = Path(__file__).with_name("axe-4.14.1.min.js")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass
class Console:
    """The pages of a running system."""

    system: System
    address: str
    browser: Browser
    state: StorageState | None = None
    complaints: list[str] = field(default_factory=list)

    @property
    def of(self) -> str:
        """Where the pages of the connection are."""
        return f"{self.address}/c/{self.system.connection_id}"

    def set_up(self, link: str) -> None:
        """The first operator chooses a name and a password."""
        with self.visit() as page:
            page.goto(link)
            page.get_by_label("Your name").fill(NAME)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_label("The same again").fill(PASSWORD)
            page.get_by_role("button", name="Begin").click()
            expect(page.get_by_role("button", name="Sign out")).to_be_visible()
            self.state = page.context.storage_state()

    @contextmanager
    def visit(self, *, expects: str = "", **options: Any) -> Iterator[Page]:
        """A browser of one's own; what it complains of is an error, but for what a test `expects`."""
        complaints: list[str] = []
        context = self.browser.new_context(storage_state=self.state, **options)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            yield page
        finally:
            context.close()
            unexpected = [one for one in complaints if not expects or expects not in one]
            found.console_errors += len(unexpected)
        assert not unexpected, unexpected


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    judged = page.evaluate("rules => axe.run(document, rules)", RULES)
    wrong = [f"{one['id']}: {node['html']}" for one in judged["violations"] for node in one["nodes"]]
    found.axe_violations += len(wrong)
    return wrong


def is_too_wide(page: Page) -> bool:
    """Whether the page, not a table on it, has to be moved sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
