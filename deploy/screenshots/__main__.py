"""Seeds a company, lets it cross, and takes a picture of each page."""

import re
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page, ViewportSize, sync_playwright
from rich.console import Console

from deploy.demo.life import ENTITY, HOME, without_receipts
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
WHOLE = {"Overview", "One object", "Health"}
"""Of these the picture is as long as the page."""
LATIN = 0x250
"""Letters from here on a machine may have no font for."""
READABLE = ("Sakura Design Ltd", "Northern Wind LLP", "Tōkyō Studio Ltd", "Ivanova & Co", "Yamada Films Ltd")
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
    yield from _decided(page, of)
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


def _decided(page: Page, of: str) -> Iterator[str]:
    """One difference, and what can be decided about it."""
    page.goto(f"{of}/reconcile")
    one = page.get_by_role("article").filter(has=page.get_by_role("button", name="Leave"))
    if one.count():
        one.first.screenshot(path=FOLDER / "difference.png")
        yield "difference.png"


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
    without_receipts(stage.scoro)
    _named_readably(stage)
    connection_id = stage.operator.connect()
    stage.operator.command("sync", "--follow", "--json")
    stage.operator.command("settings", "set", *CHOICES)
    stage.operator.command("sync", "--follow", "--json")
    _changed_behind(stage)
    stage.operator.command("reconcile", "--now", "--json")
    return connection_id


def _named_readably(stage: Stage) -> None:
    """Contacts whose names a machine may have no font for get others: pictures are taken anywhere."""
    names = cycle(READABLE)
    for row in stage.scoro.get(f"dump/{ENTITY}", module="contacts")["contacts"]:
        if any(ord(letter) >= LATIN for letter in f"{row['name']}{row.get('lastname') or ''}"):
            is_person = row["contact_type"] == "person"
            given = {"name": "Mari", "lastname": "Tamm"} if is_person else {"name": next(names)}
            stage.scoro.post(f"ui/{ENTITY}/contacts/{row['contact_id']}", given, method="PATCH")


def _changed_behind(stage: Stage) -> None:
    """A bookkeeper changes three documents in Xero: one costs more, one has another number, one is void."""
    rows = stage.xero.get("dump", organisation=stage.organisation)["Invoices"]
    sales = [one for one in rows if one["Type"] == "ACCREC" and one["Status"] == "AUTHORISED"]
    dearer, renamed, void = [one for one in sales if one["CurrencyCode"] == HOME and not one["AmountPaid"]][:3]
    line = {"Description": "Work", "Quantity": 1, "UnitAmount": 990, "AccountCode": "200", "TaxType": "OUTPUT2"}
    _person(stage, "call", method="POST", path=f"/Invoices/{dearer['InvoiceID']}", body={"LineItems": [line]})
    number = {"InvoiceNumber": f"{renamed['InvoiceNumber']}-B"}
    _person(stage, "call", method="POST", path=f"/Invoices/{renamed['InvoiceID']}", body=number)
    _person(stage, "void", invoice=void["InvoiceID"])


def _person(stage: Stage, action: str, **what: Any) -> None:
    stage.xero.post(f"organisations/{stage.organisation}/person", {"action": action, **what})


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
