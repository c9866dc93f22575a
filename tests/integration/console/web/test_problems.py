"""Problems: grouped by cause, with the button that does something about it; what brakes hold."""

from decimal import Decimal

from services.console.web.parts import Parts
from shared.contracts.envelope import Category
from shared.contracts.sync import ObjectWanted
from shared.store.brakes import Load
from shared.store.outcomes import Result
from shared.store.people import Role
from shared.store.records import Brake, Entry, Rates, State
from shared.store.volume import Above
from shared.store.waits import weighed
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
    assert "1003 Invoices 1,240.00 EUR" in one.text
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


async def test_only_what_the_page_showed_is_ignored(browser: Browser, given: Parts, scene: Scene) -> None:
    """Not what needs a person since, nor what other categories have of the same cause."""
    await scene.a_day()
    await scene.refused(await scene.entry(Category.BILLS, "31", "31"), "unknown_account", SAID, "99.00")
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/problems")
    scene.clock.advance(1)
    await scene.refused(await scene.entry(Category.INVOICES, "1009", "1009"), "unknown_account", SAID, "5000.00")

    done = await browser.send(page, "Ignore 2 until they change", why="paid by hand")

    assert "2 objects hidden until they change." in done.text
    left = [one for one in await given.store.problems.of_cause(ACME, "unknown_account") if not one.ignored]
    assert sorted(one.key.object_id for one in left) == ["1009", "31"]


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


async def holds_two(scene: Scene) -> list[Entry]:
    """Two changes of approved documents, one more than may go by themselves."""
    await scene.a_day()
    entries = [await scene.entry(Category.INVOICES, number, number) for number in ("2001", "2002")]
    await held(scene, entries, "1240.00", "60.5")
    return entries


async def held(scene: Scene, entries: list[Entry], *amounts: str) -> None:
    """These join what is held."""
    for entry, amount in zip(entries, amounts, strict=True):
        wait = weighed(Brake.APPROVED_UPDATES)
        await scene.end(Result(entry, State.WAITING, waits_for=(wait,), amount=amount, currency="EUR"))
    await scene.store.brakes.weigh(
        Load(ACME, Category.INVOICES, Brake.APPROVED_UPDATES), {Brake.DELETIONS: 1, Brake.APPROVED_UPDATES: 1}
    )


async def test_what_joined_since_the_page_was_made_is_shown_before_anything_goes(
    browser: Browser, scene: Scene
) -> None:
    entries = await holds_two(scene)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/problems")
    entries.append(await scene.entry(Category.INVOICES, "2003", "2003"))
    await held(scene, entries[2:], "7.00")

    stale = await browser.send(page, "Let it go", why="new price list")
    left = await scene.states(entries)
    done = await browser.send(stale, "Let it go", why="new price list")

    assert (stale.status, "More of it is held by now; look again" in stale.text) == (400, True)
    assert "3 changes of approved documents of invoices" in stale.text
    assert left == [State.WAITING] * 3
    assert "3 objects let go." in done.text


async def test_what_is_held_is_let_go_with_a_reason(browser: Browser, scene: Scene) -> None:
    entries = await holds_two(scene)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/problems")

    without = await browser.send(page, "Let it go", why=" ")
    done = await browser.send(page, "Let it go", why="new price list")

    assert "2 changes of approved documents of invoices" in page.text
    assert "1,300.50 EUR" in page.text
    assert (without.status, "Say why" in without.text) == (400, True)
    assert "2 objects let go." in done.text
    assert await scene.states(entries) == [State.OPEN, State.OPEN]
    assert "Mari Let go: invoices, 2 objects new price list" in (await browser.get(f"/c/{ACME}/audit")).text


async def test_what_is_held_is_left_out_with_a_reason(browser: Browser, scene: Scene) -> None:
    entries = await holds_two(scene)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/problems")
    form = page.form("Let it go")

    done = await browser.post(f"/c/{ACME}/problems/leave-out", **form.fields | {"why": ["wrong price list"]})

    assert "Leave it out" in form.buttons
    assert "2 objects left out." in done.text
    assert await scene.states(entries) == [State.LEFT_OUT, State.LEFT_OUT]


async def asks_above(scene: Scene) -> list[Entry]:
    """Two invoices of one run, where somebody wants to be asked above one or above 1,000.00."""
    await scene.a_day()
    entries = [await scene.entry(Category.INVOICES, number, number) for number in ("4001", "4002")]
    for entry, amount in zip(entries, ("1240.00", "60.5"), strict=True):
        wait = (weighed(Brake.VOLUME),)
        await scene.end(Result(entry, State.WAITING, waits_for=wait, amount=amount, currency="EUR"))
    await scene.store.brakes.weigh(Load(ACME, Category.INVOICES, Brake.VOLUME), {}, Above(1, Decimal(1000)))
    return entries


async def test_a_run_above_what_goes_unasked_leads_to_its_preview_and_is_decided(
    browser: Browser, scene: Scene
) -> None:
    entries = await asks_above(scene)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    overview = await browser.get(f"/c/{ACME}")
    page = await browser.get(f"/c/{ACME}/problems")
    preview = await browser.get(f"/c/{ACME}/preview?of=invoices")
    done = await browser.send(page, "Let it go", why="looked at it")

    for one in (overview, page, preview):
        assert "2 objects of invoices" in one.text
        assert "1,300.50 EUR" in one.text
        assert "you are asked above 1 object or 1,000.00" in one.text
    for one in (overview, page):
        assert f"/c/{ACME}/preview?of=invoices" in one.answer.text
    assert preview.form("Work it out").fields["of"] == ["invoices"]
    assert "2 objects let go." in done.text
    assert await scene.states(entries) == [State.OPEN, State.OPEN]


async def test_r57_rates_are_confirmed_beside_the_document_that_shows_them(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    entry = await scene.entry(Category.INVOICES, "3001", "3001")
    stated = Rates("EUR", scoro="0.8", xero="1.25")
    wait = (weighed(Brake.RATES),)
    await scene.end(Result(entry, State.WAITING, waits_for=wait, amount="120.00", currency="USD", rates=stated))
    await scene.store.brakes.weigh(Load(ACME, Category.INVOICES, Brake.RATES), {})
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/problems")

    done = await browser.send(page, "The rate is right: let them go", why="as our bank says")

    assert "3001 of invoices, 120.00 USD" in page.text
    assert "Scoro 1 USD = 0.8 EUR Xero 1 EUR = 1.25 USD" in page.text
    assert "1 object let go." in done.text
    assert await scene.states([entry]) == [State.OPEN]


async def test_the_other_systems_own_words_stand_behind_a_cause(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    other = await scene.entry(Category.INVOICES, "1009", "1009")
    await scene.refused(other, "unknown_account", "Account code '777' is not valid.", "5.00")
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    one = await browser.get(f"/c/{ACME}/problems/cause?name=unknown_account")

    assert one.answer.text.count("<summary>What was said</summary>") == 1
    assert one.answer.text.count("<summary>Its own words</summary>") >= 1
    assert (SAID in one.text, "Account code '777'" in one.text) == (True, True)
