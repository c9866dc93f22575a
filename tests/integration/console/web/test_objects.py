"""Objects: found by state, number or id; one with its history."""

import pytest

from services.console.web.access import Place, Visitor
from services.console.web.pages import acting
from services.console.web.parts import Parts
from shared.contracts.envelope import Category
from shared.contracts.sync import ObjectWanted
from shared.store.actions import ACTIONS, Action, Via
from shared.store.changes import CHANGES
from shared.store.database import Session
from shared.store.outcomes import Result
from shared.store.people import Person, Role
from shared.store.records import ObjectKey, State
from tests.integration.console.parts import ACME, SAID, Scene
from tests.integration.console.web.browsing import Browser, Sent


async def test_each_state_has_its_list(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    pages = {
        state: (await browser.get(f"/c/{ACME}/objects?category=invoices&state={state}")).text
        for state in ("all", "in_sync", "left_out", "attention", "waiting", "nonsense")
    }

    numbers = {
        state: {number for number in ("1001", "1002", "1003", "1005", "1007") if number in text}
        for state, text in pages.items()
    }
    assert numbers["all"] == numbers["nonsense"] == {"1001", "1002", "1003", "1005", "1007"}
    assert numbers["in_sync"] == {"1001", "1005"}
    assert (numbers["left_out"], numbers["attention"], numbers["waiting"]) == ({"1002"}, {"1003", "1007"}, set())
    assert "There are none." in pages["waiting"]


@pytest.mark.parametrize("q", ["1001", " 1001 ", "xero-1001"])
async def test_one_is_found_by_number_and_by_either_id(browser: Browser, scene: Scene, q: str) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.http.get(f"/c/{ACME}/objects", params={"category": "invoices", "q": q})

    assert page.text.count('scope="row"') == 1
    assert ">1001</a>" in page.text


async def test_only_the_newest_version_of_an_object_counts(given: Parts, scene: Scene) -> None:
    await scene.connect()
    for number in ("A", "B", "1001"):
        scene.clock.advance(1)
        await scene.written(await scene.entry(Category.INVOICES, "1001", number))
    last = await scene.entry(Category.INVOICES, "1002", "1002")
    await scene.refused(last, "unknown_account", SAID, "10.00")

    synced = await given.store.objects.page(ACME, Category.INVOICES, [State.SYNCED], limit=10)
    first = await given.store.objects.page(ACME, Category.INVOICES, [State.SYNCED, State.FAILED], limit=1)
    second = await given.store.objects.page(
        ACME, Category.INVOICES, [State.SYNCED, State.FAILED], limit=1, before=first.before
    )

    assert [one.number for one in synced.entries] == ["1001"]
    assert ([one.number for one in first.entries], [one.number for one in second.entries]) == (["1002"], ["1001"])


async def test_an_object_that_is_no_longer_left_out_is_not_counted_as_such(given: Parts, scene: Scene) -> None:
    await scene.connect()
    for number in ("1001", "1002", "1003"):
        await scene.end(
            Result(await scene.entry(Category.INVOICES, number, number), State.LEFT_OUT, reason="before_start_date")
        )
    scene.clock.advance(1)
    await scene.written(await scene.entry(Category.INVOICES, "1001", "1001, dated later"))
    await scene.end(
        Result(
            await scene.entry(Category.INVOICES, "1002", "1002, named anew"), State.LEFT_OUT, reason="not_in_bookmark"
        )
    )

    left_out = await given.store.counts.left_out(ACME)

    assert left_out == {("invoices", "before_start_date"): 1, ("invoices", "not_in_bookmark"): 1}


async def test_no_list_reads_the_whole_log(given: Parts, scene: Scene) -> None:
    await scene.a_day()
    changes = given.store.database.collection(CHANGES)
    same = {"connection_id": ACME, "category": "invoices"}

    plans = [
        await changes.find({**same, **match}).sort("_id", -1).limit(5).explain()
        for match in (
            {"state": {"$in": ["synced", "failed"]}},
            {"number": "1001"},
            {"system": "scoro", "object_id": "7"},
        )
    ]

    assert not [plan for plan in plans if "COLLSCAN" in str(plan["queryPlanner"]["winningPlan"])]


async def test_no_page_scans_what_grows_and_what_is_counted_comes_from_an_index_alone(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    """What the pages really asked, as MongoDB carried it out."""
    run_id = await scene.a_day()
    await scene.another("Beta")
    await browser.visits_as("Mari", Role.OPERATOR)
    asked = given.store.database.collection("system.profile")
    await asked.database.command("profile", 2)

    of = f"/c/{ACME}"
    for path in ("/", of, f"{of}/runs", f"{of}/runs/{run_id}", f"{of}/settings", "/state"):
        assert (await browser.get(path)).status == 200
    await asked.database.command("profile", 0)

    grows = [f"{asked.database.name}.{name}" for name in ("changes", "links", "heads", "problems", "runs", "calls")]
    rows = [row async for row in asked.find({"ns": {"$in": grows}, "op": {"$in": ["query", "command"]}})]
    assert len(rows) > len(grows)
    assert not [row["command"] for row in rows if "COLLSCAN" in row.get("planSummary", "")]
    counted = [row for row in rows if row["command"].get("hint") in {"left_out", "by_scoro"}]
    assert [row["docsExamined"] for row in counted] == [0] * len(counted) != []


async def test_one_object_tells_everything_that_happened_to_it(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    fine = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1001")
    troubled = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003")
    nothing = await browser.get(f"/c/{ACME}/objects/invoices/scoro/4711")
    nonsense = await browser.get(f"/c/{ACME}/objects/quotes/scoro/1001")

    assert fine.headings[0] == "Invoice 1001"
    assert "In sync: written." in fine.text
    assert "PUT Invoices to Xero: answered 200" in fine.text
    assert "Scoro 1001 ↔ Xero xero-1001" in fine.text
    assert SAID in troubled.text
    assert (nothing.status, nonsense.status) == (404, 400)


async def test_a_problem_is_tried_again_from_its_object(browser: Browser, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    troubled = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003")
    fine = troubled.form("Retry").action.replace("1003", "1001")

    done = await browser.send(troubled, "Retry")
    mended = await browser.post(fine, **troubled.form("Retry").fields)

    assert (done.path, mended.path) == (f"/c/{ACME}/objects/invoices/scoro/1003", fine)
    assert "It will be tried again now." in done.text
    assert "It is mended already." in mended.text
    assert [one.object_id for one in sent.messages if isinstance(one, ObjectWanted)] == ["1003"]


async def test_a_viewer_has_no_buttons(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003")

    buttons = {button for form in page.forms for button in form.buttons}
    assert SAID in page.text
    assert not buttons & {"Retry", "Send to Xero", "Pull receipts"}


async def test_both_sides_of_an_object_and_its_page_in_scoro(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    fine = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1001")
    troubled = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003")
    listed = await browser.get(f"/c/{ACME}/objects?category=invoices")
    contact = await browser.get(f"/c/{ACME}/objects/contacts/scoro/7")

    where = "https://acme.example/invoices/view/1001"
    assert "Number 1001 INV-1001" in fine.text
    assert "Xero as last sent" in fine.text
    assert "Number 1003 –" in troubled.text
    assert "nothing was sent to Xero" in troubled.text
    assert where in fine.answer.text
    assert where in listed.answer.text
    assert "Open in Scoro" not in contact.text


async def test_an_object_leads_to_its_page_in_xero_where_the_organisation_is_known(
    browser: Browser, scene: Scene
) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    nameless = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1001")
    await scene.store.connections.change(ACME, organisation={"name": "Acme Nordic Ltd", "short_code": "!AcmUK"})
    invoice = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1001")
    contact = await browser.get(f"/c/{ACME}/objects/contacts/scoro/7")
    unsent = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003")

    where = "https://go.xero.com/organisationlogin/default.aspx?shortcode=%21AcmUK&amp;redirecturl="
    assert f"{where}%2FAccountsReceivable%2FView.aspx%3FInvoiceID%3Dxero-1001" in invoice.answer.text
    assert f"{where}%2FContacts%2FView%2Fxero-7" in contact.answer.text
    assert "Open in Xero" not in nameless.text + unsent.text


async def test_what_is_waited_for_is_one_click_away(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    entry = await scene.entry(Category.INVOICES, "1009", "1009")
    await scene.end(Result(entry, State.WAITING, waits_for=("contacts:scoro:7",)))
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1009")

    assert "Waiting for: contacts scoro 7." in page.text
    assert f'href="/c/{ACME}/objects/contacts/scoro/7"' in page.answer.text


async def test_what_the_connector_says_is_shown(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    away = await browser.send(await browser.get(f"/c/{ACME}/objects/invoices/scoro/1001"), "Send to Xero")

    assert (away.status, away.headings) == (503, ["Something is away"])
    assert "The connector does not answer" in away.text


async def test_what_takes_longer_is_watched_until_it_is_over(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    key = ObjectKey(ACME, Category.INVOICES, "scoro", "1003")
    action = Action("action-1", key, "invoice", "1003", Via.BUTTON, "Mari", scene.clock.now())
    read = scene.clock.now()

    async def begun(session: Session) -> None:
        await given.store.actions.begin(action, read, session)

    await given.store.database.transaction(begun)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    page = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003?action=action-1")
    await given.store.database.collection(ACTIONS).update_one({"_id": "action-1"}, {"$set": {"ended": "created"}})
    place = Place(Visitor(Person("Mari", Role.OPERATOR), ""), await scene.store.connections.get(ACME))
    told = [event async for event in acting._events(given, place, "action-1")]
    after = await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003?action=action-1")

    assert "It is on its way. Look again" in page.text
    assert f'hx-sse:connect="/c/{ACME}/actions/action-1/live"' in page.answer.text
    assert len(told) == 1
    assert "It ended: created." in told[0]
    assert "hx-sse:connect" not in after.answer.text
    assert (await browser.get(f"/c/{ACME}/objects/invoices/scoro/1003?action=nothing")).status == 200
    assert (await browser.get(f"/c/{ACME}/actions/nothing/live")).status == 404
