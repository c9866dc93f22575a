"""Somebody new, from an empty installation to books in step, by clicking only; then what goes wrong and its mending."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pymongo import MongoClient

from deploy.demo.operator import Operator
from deploy.demo.sandboxes import Sandbox
from deploy.local.places import Places
from deploy.local.services import CONSOLE, SCORO, SERVICES, STUDIO, XERO, command_line
from deploy.local.stack import Stack
from deploy.local.waiting import until
from shared.clock import SystemClock
from shared.contracts.changes import InvoiceChanged
from shared.store.letters import About, Dead, DeadLetter, Death, letter_document
from tests.browser.people import Console
from tests.e2e.conftest import System, impatient

PATIENCE = 60
SOON_SECONDS = 180
SLOW_MS = PATIENCE * 1000


@pytest.fixture(scope="module")
def system(patched_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Everything runs; nobody has connected anything."""
    del patched_environment
    with ExitStack() as ends:
        needed = tuple(impatient(one) for one in SERVICES if one.name != STUDIO)
        stack = Stack(
            Places(checkout=tmp_path_factory.mktemp("stack")), services=needed, company={"SIZE": "0", "SEED": "1"}
        )
        ends.callback(stack.down)
        around = stack.surroundings(stack.up(""))
        xero = ends.enter_context(Sandbox(around.address(XERO)))
        operator = Operator(
            environment={**os.environ, **command_line(around)},
            connector=around.public_url,
            internal_api_key=around.keys.internal_api_key,
            scoro_api=f"{around.address(SCORO)}/api/v2",
            scoro_api_key=around.keys.scoro_api_key,
        )
        client: MongoClient[dict[str, Any]] = ends.enter_context(MongoClient(around.servers.mongodb))
        yield System(
            stack=stack, keys=around.keys, scoro=ends.enter_context(Sandbox(around.address(SCORO))), xero=xero,
            organisation=str(xero.get("organisations")[0]["id"]), operator=operator, connection_id="",
            database=client[around.database],
        )  # fmt: skip


@pytest.fixture(scope="module")
def console(system: System, chrome: Browser) -> Console:
    """Its first operator has chosen a name and a password."""
    log = Path(system.member(CONSOLE).log).read_text(encoding="utf-8")
    link = re.findall(r"http://\S+/welcome/\S+", log)[-1]
    made = Console(system, link.split("/welcome/")[0], chrome)
    made.set_up(link)
    return made


def sign_in_at_xero(page: Page) -> None:
    """In a window of its own, as a person does."""
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Connect to Xero").click()
    xero = opened.value
    xero.get_by_role("button", name="Allow access").click()
    expect(xero.get_by_role("heading", level=1)).to_contain_text("Connected to", timeout=SLOW_MS)
    xero.close()
    page.get_by_role("link", name="look whether it holds").click()
    expect(page.get_by_role("status").filter(has_text="Connected.")).to_be_visible(timeout=SLOW_MS)


def change_settings(page: Page) -> None:
    """What was filled in is reviewed and saved."""
    page.get_by_role("button", name="Review the changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What will change")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


def synchronize(page: Page) -> None:
    """To its end, as the open page shows it."""
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("button", name="Synchronize now").click()
    expect(page.get_by_role("status")).to_contain_text("read,", timeout=SLOW_MS)


def shown_later(page: Page, wanted: Locator) -> None:
    """Looked at again and again, as somebody does who waits."""

    def is_there() -> bool:
        page.reload()
        return wanted.count() > 0

    assert until(is_there, seconds=PATIENCE, pause=0.5)


def test_somebody_new_reaches_the_first_synchronized_invoice_by_clicking_only(console: Console, page: Page) -> None:
    """Within three minutes, of which the set-up link took the first moments (`console`)."""
    began = time.monotonic()
    system = console.system
    page.goto(console.address)
    page.get_by_role("link", name="Connect Scoro and Xero").click()
    expect(page.get_by_label("Address of the Scoro site's API")).to_have_value(system.operator.scoro_api)
    page.get_by_role("button", name="Go on to Xero").click()
    sign_in_at_xero(page)
    system.connection_id = page.url.split("/c/")[1].split("/")[0]

    synchronize(page)
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("switch", name="Synchronize contacts").check()
    page.get_by_role("switch", name="Synchronize invoices").check()
    change_settings(page)
    system.invoice(system.contact(name="First Client Ltd"), "JRN-1")
    synchronize(page)
    page.get_by_role("link", name="Objects").click()

    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="JRN-1"))
    expect(row).to_contain_text("In sync", timeout=SLOW_MS)
    expect(row).to_contain_text("GBP")
    assert any(one["InvoiceNumber"] == "JRN-1" for one in system.live_invoices())
    assert time.monotonic() - began < SOON_SECONDS


def test_a_problem_that_is_mended_in_the_settings_clears_by_itself(console: Console, page: Page) -> None:
    system = console.system
    line = {
        "product_id": 0,
        "comment": "Work",
        "price": "10",
        "amount": "1",
        "vat_code_id": system.line_ids()["vat_code_id"],
    }
    system.invoice(system.contact(name="Second Client Ltd"), "JRN-2", lines=[line])
    page.goto(console.of)
    synchronize(page)

    page.get_by_role("link", name="Problems").click()
    problem = page.get_by_role("heading", name="No sales account for a line")
    shown_later(page, problem)
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Default sales account").select_option("200")
    change_settings(page)
    page.get_by_role("link", name="Problems").click()
    shown_later(page, page.get_by_text("Nothing needs attention."))

    assert until(lambda: any(one["InvoiceNumber"] == "JRN-2" for one in system.live_invoices()), seconds=PATIENCE)


def test_a_dead_letter_is_replayed(console: Console, page: Page) -> None:
    at = SystemClock().now()
    bell = InvoiceChanged(
        at=at, connection_id=console.system.connection_id, system="scoro", object_id="1", entry=1
    )  # fmt: skip
    dead = Dead(
        "m-1", "invoices.changed", "events", "invoice.changed.v1.changed", "", {}, {"type": "invoice.changed"},
        bell.model_dump_json().encode(),
    )  # fmt: skip
    death = Death("invoices", "InvoiceChanged v1", "error", "KeyError", "defect", "'no'", "", 3, (), at, at)
    about = About(bell.connection_id, "invoices", "scoro", "1")
    letter = DeadLetter("letter-1", "invoices/00000001", dead, death, about, kept_at=at, origin="letter-1")
    console.system.database["dead_letters"].insert_one(
        letter_document(letter) | {"open": True, "parts": False, "search": ""}
    )
    page.goto(console.address)

    page.get_by_role("link", name="Dead letters").click()
    page.get_by_role("rowheader", name="invoices").get_by_role("link").click()
    page.get_by_role("button", name="Replay").click()

    expect(page.get_by_role("status")).to_have_text("1 letter replayed.")
    expect(page.get_by_text("There are none.")).to_be_visible()


def test_what_was_disconnected_goes_on_where_it_ended_once_it_is_connected_again(console: Console, page: Page) -> None:
    system = console.system
    page.goto(console.of)
    page.get_by_role("link", name="Connection", exact=True).click()
    page.get_by_text("Disconnect…").click()
    page.get_by_label("to say that you mean it").fill("disconnect")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("status").filter(has_text="Not connected")).to_be_visible()
    system.invoice(system.contact(name="Third Client Ltd"), "JRN-3", lines=[
        {"product_id": 0, "comment": "Work", "price": "10", "amount": "1", **system.line_ids()}
    ])  # fmt: skip

    page.get_by_role("button", name="Sign in at Xero again").click()
    sign_in_at_xero(page)
    synchronize(page)

    assert until(lambda: any(one["InvoiceNumber"] == "JRN-3" for one in system.live_invoices()), seconds=PATIENCE)
    page.get_by_role("link", name="Audit").click()
    expect(page.get_by_role("cell", name="Disconnected", exact=True)).to_be_visible()
