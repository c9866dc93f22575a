"""Differences between both books: found, decided about and gone, in a real browser."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.local.waiting import until
from tests.browser.people import Console, is_too_wide, violations
from tests.browser.test_console import LINE, SMALL, take_number
from tests.e2e.conftest import System


@pytest.fixture(scope="module")
def differences(console: Console) -> list[str]:
    """What somebody changed in Xero behind the sync's back, and a number that somebody took there."""
    system = console.system
    client = system.contact(name="Different Ltd")
    numbers = ["DIF-1", "DIF-2", "DIF-3"]
    for number in numbers:
        system.invoice(client, number)
    take_number(system, "DIF-4")
    system.invoice(client, "DIF-4")
    system.operator.command("sync", "--follow", "--json")
    assert system.settled()
    there = {one["InvoiceNumber"]: one["InvoiceID"] for one in system.live_invoices()}
    for number in numbers:
        body = {"LineItems": [{**LINE, "UnitAmount": 7}]}
        person = {"action": "call", "method": "POST", "path": f"/Invoices/{there[number]}", "body": body}
        system.xero.post(f"organisations/{system.organisation}/person", person)
    return [*numbers, "DIF-4"]


def test_a_difference_is_found_decided_about_and_gone(
    console: Console, plain: Page, differences: Sequence[str]
) -> None:
    """Without scripts: each form of the page once."""
    plain.goto(f"{console.of}/reconcile")
    again, left, stays, unsent = (_difference(plain, number) for number in differences)
    _read_both_books(plain)
    expect(again).to_contain_text("Gross (GBP)")

    again.get_by_role("button", name="Write").click()
    expect(plain.get_by_role("status")).to_contain_text("written again")
    left.get_by_label("Why it may stay so").fill("agreed with the client")
    left.get_by_role("button", name="Leave DIF-2 so").click()
    expect(plain.get_by_role("status")).to_contain_text("left so until either side changes")
    unsent.get_by_role("button", name="Send DIF-4 again").click()
    expect(plain.get_by_role("status")).to_contain_text("read again")
    assert until(lambda: _worth(console.system, "DIF-1") == Decimal(120), seconds=60)
    assert console.system.settled()
    assert until(lambda: _is_gone(plain, again), seconds=120)

    expect(left).to_contain_text("agreed with the client")
    expect(stays.get_by_role("button", name="Leave DIF-3 so")).to_be_visible()
    plain.get_by_role("link", name="Audit").click()
    expect(plain.get_by_role("row").filter(has_text="DIF-2").first).to_contain_text("agreed with the client")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_differences_keep_to_the_rules_of_accessibility_and_fit_a_telephone(
    console: Console, differences: Sequence[str], scheme: Literal["light", "dark"]
) -> None:
    with console.visit(color_scheme=scheme, viewport=SMALL, bypass_csp=True) as page:
        page.goto(f"{console.of}/reconcile")
        _read_both_books(page)

        expect(_difference(page, differences[2])).to_be_visible()
        assert violations(page) == []
        assert not is_too_wide(page)


def _difference(page: Page, number: str) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=re.compile(rf"Invoices {number}:")))


def _read_both_books(page: Page) -> None:
    """Now, and looked at until it is done."""
    with page.expect_navigation(url="**/reconcile?done=*"):
        page.get_by_role("button", name="Read both books now").click()
    asked = page.get_by_role("link", name="Look again")

    def is_done() -> bool:
        page.reload()
        return asked.count() == 0

    assert until(is_done, seconds=120, pause=0.5)


def _is_gone(page: Page, difference: Locator) -> bool:
    """Once both books are read again: news of what was written may still be on its way."""
    _read_both_books(page)
    return difference.count() == 0


def _worth(system: System, number: str) -> Decimal:
    return sum(
        (Decimal(str(one["Total"])) for one in system.live_invoices() if one["InvoiceNumber"] == number), Decimal()
    )
