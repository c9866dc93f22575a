"""Problems: grouped by cause, with the button that does something about it; what brakes hold."""

from services.console.web.parts import Parts
from shared.contracts.sync import ObjectWanted
from shared.store.people import Role
from tests.integration.console.parts import ACME, SAID, Scene
from tests.integration.console.web.browsing import Browser, Sent


async def test_a_cause_says_what_why_and_what_to_do(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/problems")
    one = await browser.get(f"/c/{ACME}/problems/cause?name=unknown_account")

    assert "2 objects of invoices" in page.text
    assert "holds back 1,550.50 EUR" in page.text
    assert SAID in page.text
    assert "Retry" not in page.text
    assert "1003 invoices 1,240.00 EUR" in one.text
    assert (await browser.get(f"/c/{ACME}/problems/cause?name=nothing")).status == 404


async def test_a_cause_or_one_object_is_tried_again(browser: Browser, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    both = await browser.send(await browser.get(f"/c/{ACME}/problems"), "Retry 2")
    first = [one.object_id for one in sent.messages if isinstance(one, ObjectWanted)]
    page = await browser.get(f"/c/{ACME}/problems/cause?name=unknown_account")
    form = next(one for one in page.forms if one.action.endswith("/retry-one"))
    await browser.http.post(form.action, data=form.fields)

    wanted = [one.object_id for one in sent.messages if isinstance(one, ObjectWanted)]
    assert (sorted(first), wanted[2:]) == (["1003", "1007"], [form.fields["object_id"][0]])
    assert "2 objects will be tried again now." in both.text


async def test_ignoring_wants_a_reason_and_can_be_seen(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/problems")

    without = await browser.send(page, "Ignore 2 until they change", why=" ")
    done = await browser.send(page, "Ignore 2 until they change", why="paid by hand")

    assert (without.status, "Say why" in without.text) == (400, True)
    assert "Nothing needs attention." in done.text
    assert "2 objects of invoices" in (await browser.get(f"/c/{ACME}/problems?ignored=true")).text
    [first, _] = await given.store.problems.of_cause(ACME, "unknown_account")
    assert first.ignored


async def test_a_problem_that_is_mended_meanwhile_is_no_error(browser: Browser, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    [token] = (await browser.get(f"/c/{ACME}/problems")).form("Sign out").fields["token"]

    done = await browser.post(
        f"/c/{ACME}/problems/retry-one", token=token, name="x", category="invoices", system="scoro", object_id="1001"
    )
    nonsense = await browser.post(
        f"/c/{ACME}/problems/retry-one", token=token, name="x", category="quotes", system="scoro", object_id="1"
    )
    gone = await browser.post(f"/c/{ACME}/problems/release", token=token, hold="nothing", why="x")

    assert "It is mended already." in done.text
    assert nonsense.status == 400
    assert "Somebody else decided meanwhile." in gone.text
    assert sent.messages == []
