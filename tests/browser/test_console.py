"""The console in a real browser: its journeys, its manners, and that everybody can use it."""

from dataclasses import replace
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from deploy.local.waiting import until
from services.console.web.menu import OF_A_CONNECTION, OF_THE_HOUSE
from tests.browser.forms import Button, buttons, press
from tests.browser.people import NAME, PASSWORD, PATIENCE_MS, Console, is_too_wide, violations
from tests.e2e.conftest import System

PAGES = [f"/c/{{}}{path}" for _, path in OF_A_CONNECTION] + [path for _, path, _ in OF_THE_HOUSE] + ["/c/{}/history"]
ENDS = frozenset({"Sign out", "Disconnect", "Pause"})
"""After these nothing else could be pressed; the journey presses them."""
REFUSED = {"Save the key": 409, "Undo this run…": 400, "Pull receipts": 400}
"""The key is no key of Scoro, nothing of the run can be undone, nothing was paid: each page says so."""
GONE = {"It is wrong: leave them out"}
"""What the same form let go leaves nothing to leave out."""
MANY_FORMS = 20
LINE = {"Description": "Work", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200", "TaxType": "OUTPUT2"}
INVOICE = {"Date": "2026-11-01", "DueDate": "2026-12-01", "Status": "AUTHORISED", "LineItems": [LINE]}
SMALL = {"width": 390, "height": 800}


def test_synchronize_now_is_followed_to_its_end_without_a_click(console: Console, page: Page) -> None:
    client = console.system.contact(name="Browser Ltd")
    console.system.invoice(client, "WEB-1")
    page.goto(console.of)

    page.get_by_role("button", name="Synchronize now").click()

    expect(page.get_by_role("status")).to_contain_text("read,", timeout=PATIENCE_MS)
    page.get_by_role("link", name="Overview").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Invoices"))
    expect(row).to_contain_text("1", timeout=PATIENCE_MS)
    assert any(one["InvoiceNumber"] == "WEB-1" for one in console.system.live_invoices())


def test_an_open_overview_tells_by_itself_what_crossed(console: Console, page: Page) -> None:
    page.goto(console.of)
    contacts = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Contacts"))
    before = int(contacts.get_by_role("cell").nth(3).inner_text())

    console.system.contact(name="Lively Ltd")
    came_to = console.system.operator.command("sync", "--follow", "--json")

    crossed = until(lambda: "Lively Ltd" in {one["Name"] for one in console.system.books()["Contacts"]}, seconds=60)
    assert crossed, came_to
    assert console.system.settled(), came_to
    expect(contacts.get_by_role("cell").nth(3)).to_have_text(str(before + 1), timeout=PATIENCE_MS)


def test_a_page_is_live_however_late_the_half_of_its_scripts_comes(console: Console, page: Page) -> None:
    def late(route: Route) -> None:
        assert until(lambda: page.evaluate("!!window.htmx"), seconds=60)  # what waits in a page would need `eval` there
        page.evaluate("new Promise(done => setTimeout(done))")  # whatever htmx does by itself, it has begun
        route.continue_()

    page.route("**/static/hx-sse*", late)

    with page.expect_request("**/live"):
        page.goto(console.of)


def test_everything_works_without_scripts(console: Console, plain: Page) -> None:
    plain.goto(console.address)
    plain.get_by_role("button", name="Sign out").click()
    plain.get_by_label("Name").fill(NAME)
    plain.get_by_label("Password").fill("not the right one")
    plain.get_by_role("button", name="Sign in").click()
    expect(plain.get_by_role("alert")).to_have_text("Name and password do not fit together.")

    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Sign in").click()
    plain.get_by_role("button", name="Synchronize now").click()

    expect(plain.get_by_role("heading", level=1)).to_contain_text("Synchronization")
    console.state = plain.context.storage_state()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_to_the_rules_of_accessibility_and_fits_a_telephone(
    console: Console, path: str, scheme: Literal["light", "dark"]
) -> None:
    with console.visit(color_scheme=scheme, viewport=SMALL, bypass_csp=True) as page:
        page.goto(console.address + path.format(console.system.connection_id))

        assert violations(page) == []
        assert not is_too_wide(page)


def test_one_object_shows_both_sides_of_what_crossed(console: Console) -> None:
    console.system.invoice(console.system.contact(name="Both Sides Ltd"), "WEB-2")
    console.system.operator.command("sync", "--follow", "--json")
    with console.visit(viewport=SMALL, bypass_csp=True) as page:
        page.goto(f"{console.of}/objects?category=invoices&q=WEB-2")
        page.get_by_role("link", name="WEB-2").click()

        number = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Number"))
        expect(number.get_by_role("cell")).to_have_text(["WEB-2", "WEB-2"])
        assert violations(page) == []
        assert not is_too_wide(page)


def test_whoever_uses_the_keyboard_gets_past_the_menu_at_once(console: Console, page: Page) -> None:
    page.goto(console.of)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_each_form_once_without_scripts(console: Console, plain: Page) -> None:
    system = console.system
    client = system.contact(name="Plain Ltd")
    system.invoice(client, "WEB-3")
    system.invoice(client, "WEB-4", currency="EUR")  # held until somebody looked at its rate
    take_number(system, "WEB-5")
    system.invoice(client, "WEB-5")
    run_id = system.operator.command("sync", "--follow", "--json")["run_id"]
    found: dict[tuple[str, str], Button] = {}
    for path in [*PAGES, f"/c/{{}}/runs/{run_id}", "/c/{}/objects?category=invoices&q=WEB-3", *_of(plain, console)]:
        for one in buttons(plain, console.address + path.format(system.connection_id)):
            found.setdefault(one.kind, one)
    status = {kind: press(plain, one) for kind, one in found.items() if one.says not in ENDS}
    pause = Button(f"{console.of}/connection", f"/c/{system.connection_id}/connection/pause", "Pause", 0, 0)
    go_on = replace(pause, action=pause.action.replace("pause", "resume"), says="Resume everything")
    status |= {one.kind: press(plain, one) for one in (pause, go_on)}
    console.state = plain.context.storage_state()

    unexpected = {of: came_to for of, came_to in status.items() if came_to not in _expected(of[1])}
    assert unexpected == {}
    assert len(status) >= MANY_FORMS


def _expected(says: str) -> set[int | None]:
    return {None} if says in GONE else {REFUSED.get(says, 200)}


def take_number(system: System, number: str) -> None:
    """Somebody in Xero has an invoice with it."""
    body = {"Invoices": [{"Type": "ACCREC", "Contact": {"Name": "Somebody"}, "InvoiceNumber": number, **INVOICE}]}
    path = f"organisations/{system.organisation}/person"
    system.xero.post(path, {"action": "call", "method": "PUT", "path": "/Invoices", "body": body})


def _of(page: Page, console: Console) -> list[str]:
    """The pages of an object and of a cause."""
    page.goto(f"{console.of}/problems")
    cause = page.locator('a[href*="/problems/cause"]').first.get_attribute("href")
    page.goto(f"{console.of}/objects?category=invoices&q=WEB-3")
    one = page.get_by_role("link", name="WEB-3").get_attribute("href")
    return [path for path in (cause, one) if path]
