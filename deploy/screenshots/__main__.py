"""Seeds a company, lets it cross, and takes a picture of each page."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, ViewportSize, sync_playwright
from rich.console import Console

from deploy.demo.stage import Stage, on_own_stack
from deploy.local.places import Places
from deploy.local.services import CONSOLE
from deploy.local.stack import Stack
from deploy.setup import browser
from services.console.web.menu import OF_A_CONNECTION, OF_THE_HOUSE

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SEED = {"seed": 1, "size": 80}
CHOICES = (
    "default_sales_account=200", "default_expense_account=429", "contacts.enabled=true", "products.enabled=true",
    "invoices.enabled=true", "bills.enabled=true", "receipts.enabled=true",
)  # fmt: skip
WHOLE = {"Overview", "One object"}
"""Of these the picture is as long as the page."""
NAME, PASSWORD = "Mari", "a password for pictures alone"
VIEW: ViewportSize = {"width": 1280, "height": 800}


def taken(page: Page, address: str, connection_id: str) -> Iterator[str]:
    """One picture a page; hands out their names."""
    pages = [(words, f"/c/{connection_id}{path}") for words, path in OF_A_CONNECTION]
    pages += [(words, path) for words, path, _ in OF_THE_HOUSE]
    for words, path in [*pages, ("Historic data", f"/c/{connection_id}/history")]:
        yield _taken(page, address + path, words)
    of = f"{address}/c/{connection_id}"
    yield _taken(page, f"{address}/connect", "Connect")
    yield from _behind(page, f"{of}/problems", 'a[href*="/problems/cause"]', "Problem")
    yield from _reviewed(page, of)
    yield from _undoing(page, of)
    page.goto(f"{address}/c/{connection_id}/runs")
    if (link := page.get_by_role("table").get_by_role("link")).count():
        yield _taken(page, address + str(link.first.get_attribute("href")), "Run")
    page.goto(f"{address}/c/{connection_id}/objects?category=invoices&state=in_sync")
    if (link := page.get_by_role("table").get_by_role("link")).count():
        yield _taken(page, address + str(link.first.get_attribute("href")), "One object")


def _behind(page: Page, address: str, link: str, words: str) -> Iterator[str]:
    """The page to which the first such link leads."""
    page.goto(address)
    if (found := page.locator(link)).count():
        yield _taken(page, urljoin(address, str(found.first.get_attribute("href"))), words)


def _reviewed(page: Page, of: str) -> Iterator[str]:
    """What a change of settings comes to, before it is saved."""
    page.goto(f"{of}/settings")
    page.locator('input[name="invoices.ask_above_documents"]').fill("50")
    page.get_by_role("button", name="Review the changes").click()
    yield _pictured(page, "Settings review")


def _undoing(page: Page, of: str) -> Iterator[str]:
    """What it would take to take back one invoice, and all that were asked for."""
    page.goto(f"{of}/objects?category=invoices&state=in_sync")
    page.get_by_role("table").get_by_role("link").first.click()
    if (button := page.get_by_role("button", name="Undo in Xero")).count():
        button.click()
        yield _pictured(page, "Undo")
        yield _taken(page, f"{of}/undo", "Undoings")


def _taken(page: Page, address: str, words: str) -> str:
    page.goto(address)
    return _pictured(page, words)


def _pictured(page: Page, words: str) -> str:
    """As it stands now."""
    name = f"{words.lower().replace(' ', '-')}.png"
    page.screenshot(path=FOLDER / name, full_page=words in WHOLE)
    return name


def played(stage: Stage) -> str:
    """A company crosses; what is foreign waits for a person. Hands out the connection's id."""
    stage.scoro.post("seed", SEED)
    connection_id = stage.operator.connect()
    stage.operator.command("sync", "--follow", "--json")
    stage.operator.command("settings", "set", *CHOICES)
    stage.operator.command("sync", "--follow", "--json")
    return connection_id


def first_operator() -> tuple[str, str]:
    """The console's address, and the link by which its first operator begins."""
    state = Stack(Places(name="demo")).state()
    log = next(one.log for one in state.members if one.name == CONSOLE)
    link = re.findall(r"http://\S+/welcome/\S+", Path(log).read_text(encoding="utf-8"))[-1]
    return link.split("/welcome/")[0], link


def main() -> int:
    """0 where all were taken."""
    words = Console(stderr=True, highlight=False)
    program = browser.find()
    if program is None:
        words.print(f"There is no Chromium. It takes: {browser.HOW}")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with on_own_stack(words) as stage, sync_playwright() as playwright:
        connection_id = played(stage)
        address, link = first_operator()
        chrome = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = chrome.new_page(viewport=VIEW)
        _taken(page, address, "Sign in")
        page.goto(link)
        page.screenshot(path=FOLDER / "set-up.png")
        page.get_by_label("Your name").fill(NAME)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The same again").fill(PASSWORD)
        page.get_by_role("button", name="Begin").click()
        for name in taken(page, address, connection_id):
            words.print(f"docs/screenshots/{name}")
        chrome.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
