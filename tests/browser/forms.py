"""Every button of every form, filled in as far as a form insists, and pressed without scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

REASON = "tried without scripts"
SAID = {"number": "1", "date": "2026-11-01"}
"""What fits into a field of that type."""
IDS = re.compile(r"[0-9a-f]{8,}(?:-[0-9a-f]+)*|(?<=/)\d+(?=/|$)")
BUTTONS = "button:not([type=button]):not([disabled]), input[type=submit]"


@dataclass(frozen=True, slots=True)
class Button:
    """One that sends a form."""

    page: str
    action: str
    says: str
    form: int
    place: int

    @property
    def kind(self) -> tuple[str, str]:
        """The same for forms that differ in ids alone."""
        return IDS.sub("…", self.action), self.says


def buttons(page: Page, path: str) -> Iterator[Button]:
    """All that stand on this page."""
    page.goto(path)
    for number, form in enumerate(page.locator("form").all()):
        action = form.get_attribute("action") or path
        for place, one in enumerate(form.locator(BUTTONS).all()):
            says = " ".join((one.text_content() or one.get_attribute("value") or "").split())
            yield Button(path, one.get_attribute("formaction") or action, says, number, place)


def press(page: Page, button: Button) -> int | None:
    """Fill in what its form insists on and send it; the status of the page on which that ends.

    None where what was pressed before left nothing for it to do.
    """
    there = next((one for one in buttons(page, button.page) if one.kind == button.kind), None)
    if there is None:
        return None
    form = page.locator("form").nth(there.form)
    closed = form.locator("xpath=(ancestor::details|.//details)[not(@open)]/summary")
    while closed.count():
        closed.first.click()
    for field in form.locator("input, textarea").all():
        _fill(field)
    with page.expect_navigation() as ended:
        form.locator(BUTTONS).nth(there.place).click()
    return ended.value.status


def _fill(field: Locator) -> None:
    kind = field.get_attribute("type") or "text"
    if field.get_attribute("required") is None or kind in {"hidden", "submit"}:
        return
    if kind in {"checkbox", "radio"}:
        field.check()
    elif not field.input_value():
        field.fill(SAID.get(kind, REASON))
