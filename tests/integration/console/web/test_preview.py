"""Looking at what the next run would do, without scripts."""

from shared.contracts.envelope import Category
from shared.contracts.previews import PlanRequested
from shared.store.people import Role
from shared.store.preview_records import Line, Preview, Share, Verb
from shared.store.records import NewChange, ObjectKey, State
from shared.sync.settings import Mode
from tests.integration.console.parts import ACME, CHOSEN, Scene
from tests.integration.console.web.browsing import Browser, Sent

PATH = f"/c/{ACME}/preview"


async def recorded(scene: Scene, count: int) -> list[int]:
    """In Manual mode, nobody has said so yet."""
    await scene.connect()
    await scene.store.settings.save(ACME, CHOSEN.model_copy(update={"mode": Mode.MANUAL}), author="test")
    now = scene.clock.now()
    changes = [
        NewChange(ObjectKey(ACME, Category.INVOICES, "scoro", str(number)), "{}", now, number=f"I-{number}")
        for number in range(count)
    ]
    return list((await scene.store.changes.record(changes)).entries)


async def translated(scene: Scene, entries: list[int]) -> Preview:
    """As the service does it."""
    preview = await scene.store.previews.newest(ACME)
    assert preview is not None
    lines = [
        Line(
            preview.id, entry, ObjectKey(ACME, Category.INVOICES, "scoro", str(place)), f"I-{place}", Verb.CREATE,
            amount="120.00", currency="GBP", element='{"InvoiceNumber":"I","Total":120.00}',
            shares=(Share("200", "OUTPUT2", "100.00"),),
        )
        for place, entry in enumerate(entries)
    ]  # fmt: skip
    await scene.store.previews.add(lines)
    for category in preview.categories:
        await scene.store.previews.done(preview.id, category)
    return preview


async def test_a_preview_is_asked_for_looked_at_and_let_happen(browser: Browser, scene: Scene, sent: Sent) -> None:
    entries = await recorded(scene, 3)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    asked = await browser.send(await browser.get(PATH), "Work it out", of=["invoices"])
    await translated(scene, entries)
    shown = await browser.get(PATH)
    done = await browser.send(shown, "Let this happen", without=[str(entries[2])])

    [message] = [one for one in sent.messages if isinstance(one, PlanRequested)]
    assert (message.category, message.after) == (Category.INVOICES, 0)
    assert "Being worked out: invoices" in asked.text
    assert "3 objects would change something, in about 1 call of Xero" in shown.text
    assert "Invoices Create 3 360.00 GBP" in shown.text
    assert "Invoices 200 OUTPUT2 300.00 GBP" in shown.text
    assert "2 objects on the way" in done.text
    found = [await scene.store.changes.get(entry) for entry in entries]
    assert [entry.state for entry in found if entry] == [State.OPEN, State.OPEN, State.RECORDED]
    assert "Applied by Mari" in (await browser.get(PATH)).text


async def test_what_cannot_be_applied_says_why(browser: Browser, scene: Scene) -> None:
    entries = await recorded(scene, 1)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    await browser.send(await browser.get(PATH), "Work it out", of=["invoices"])
    await translated(scene, entries)
    shown = await browser.get(PATH)
    settings = await scene.store.settings.get(ACME)
    await scene.store.settings.save(ACME, settings.model_copy(update={"default_sales_account": "429"}), author="test")

    refused = await browser.send(shown, "Let this happen")
    nonsense = await browser.send(shown, "Work it out", days="soon")
    off = await browser.send(shown, "Work it out", of=["bills"])

    assert (refused.status, "settings were changed since" in refused.text.lower()) == (409, True)
    assert (nonsense.status, off.status) == (400, 400)
    assert "switched off" in off.text.lower()


async def test_whoever_only_looks_has_no_buttons(browser: Browser, scene: Scene) -> None:
    await recorded(scene, 1)
    await browser.visits_as("Jaan", Role.VIEWER, ACME)

    page = await browser.get(PATH)

    assert (page.status, [form for form in page.forms if "preview" in form.action]) == (200, [])
