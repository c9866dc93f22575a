"""Who comes in, who sees what, and who may do what."""

import datetime as dt
import re

import httpx
import pytest
from pydantic import SecretStr

from services.console.inviting import first_link
from services.console.web.app import create_app
from services.console.web.news import News
from services.console.web.parts import Parts, parts
from services.console.web.settings import WebSettings
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import PASSWORD, Browser, Page, Sent, add_person
from tests.integration.console.web.conftest import well


async def test_the_first_operator_comes_in_by_the_one_time_link(browser: Browser, given: Parts) -> None:
    link = await first_link(given.store.people, "http://console")
    assert link is not None

    page = await browser.get(link)
    short = await browser.send(page, "Begin", name="Mari", password="short", again="short")
    done = await browser.send(short, "Begin", name="Mari", password=PASSWORD, again=PASSWORD)
    used = await browser.get(link)

    assert "takes 12 characters or more" in short.text
    assert (done.status, done.path, done.headings) == (200, "/", ["Connections"])
    assert (used.status, used.headings) == (404, ["This link does not work"])
    assert await first_link(given.store.people, "http://console") is None
    person = await given.store.people.get("mari")
    assert person is not None
    assert (person.role, PASSWORD in str(person)) == (Role.OPERATOR, False)


async def test_a_new_link_ends_the_one_before_and_none_is_good_after_a_day(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    old = await first_link(given.store.people, "http://console")
    new = await first_link(given.store.people, "http://console")
    assert old is not None
    assert new is not None

    assert [(await browser.get(one)).status for one in (old, new)] == [404, 200]
    scene.clock.advance(dt.timedelta(days=1, seconds=1).total_seconds())
    assert (await browser.get(new)).status == 404


async def test_whoever_signs_in_comes_back_to_the_page_that_was_wanted(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    await add_person(given, "Jaan", Role.VIEWER, ACME)

    asked = await browser.get(f"/c/{ACME}?x=1")
    done = await browser.send(asked, "Sign in", name=" jaan ", password=PASSWORD)
    out = await browser.send(done, "Sign out")
    after = await browser.get(f"/c/{ACME}")

    assert (asked.path, asked.headings) == ("/sign-in", ["Sign in"])
    assert str(done.answer.url).endswith(f"/c/{ACME}?x=1")
    assert (out.path, after.path) == ("/sign-in", "/sign-in")


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
async def test_nobody_is_led_to_another_site(browser: Browser, given: Parts, to: str) -> None:
    await add_person(given, "Jaan", Role.VIEWER)

    done = Page(await browser.http.post("/sign-in", data={"name": "Jaan", "password": PASSWORD, "to": to}))

    assert (done.answer.url.host, done.path) == ("console", "/")


async def test_wrong_passwords_are_told_alike_and_make_one_wait(browser: Browser, given: Parts, scene: Scene) -> None:
    await add_person(given, "Jaan", Role.VIEWER)

    nobody = await browser.sign_in("Nobody")
    wrong = [await browser.sign_in("Jaan", "not the right one") for _ in range(5)]
    locked = await browser.sign_in("Jaan")
    scene.clock.advance(61)
    late = await browser.sign_in("Jaan")

    words = "Name and password do not fit together."
    assert all(words in page.text and page.status == 403 for page in (nobody, *wrong))
    assert "Too many wrong passwords. Try again at " in locked.text
    assert late.path == "/"


async def test_nobody_sees_anothers_connection(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await scene.another("other")
    await browser.visits_as("Jaan", Role.ADMINISTRATOR, "other")

    foreign, unknown = await browser.get(f"/c/{ACME}"), await browser.get("/c/nothing")
    own = await browser.get("/")

    assert (foreign.status, unknown.status, own.path) == (404, 404, "/c/other")
    assert foreign.text.replace(ACME, "") == unknown.text.replace("nothing", "")


async def test_a_viewer_looks_and_changes_nothing(browser: Browser, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}")
    [token] = page.form("Sign out").fields["token"]
    tried = await browser.post(f"/c/{ACME}/synchronize", token=token)

    assert "Synchronize now" not in page.text
    assert (tried.status, sent.messages) == (403, [])


@pytest.mark.parametrize("token", [None, "", "another"])
async def test_a_form_from_elsewhere_does_nothing(
    browser: Browser, scene: Scene, sent: Sent, token: str | None
) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.OPERATOR)

    tried = await browser.post(f"/c/{ACME}/synchronize", **({} if token is None else {"token": token}))

    assert (tried.status, sent.messages) == (403, [])


async def test_an_operator_adds_people_who_choose_their_password(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.connect()
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/people")
    added = await browser.send(page, "Add", name="Jaan Tamm", role="administrator", of=ACME)
    link = re.search(r"http://\S+/welcome/\S+", added.text)
    assert link
    browser.http.cookies.clear()
    path = httpx.URL(link[0]).path
    done = await browser.send(await browser.get(path), "Save and sign in", password=PASSWORD, again=PASSWORD)

    person = await given.store.people.get("jaan tamm")
    assert person is not None
    assert (person.role, person.connections, person.created_by) == (Role.ADMINISTRATOR, (ACME,), "Mari")
    assert done.path == f"/c/{ACME}"
    assert (await browser.get("/people")).status == 404


async def test_whoever_may_not_come_in_any_more_is_out_at_once(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.connect()
    await add_person(given, "Jaan", Role.VIEWER, ACME)
    await browser.sign_in("Jaan")
    theirs = dict(browser.http.cookies)
    browser.http.cookies.clear()
    await browser.visits_as("Mari", Role.OPERATOR)

    await browser.send(await browser.get("/people"), "End access of Jaan")
    myself = await browser.post(
        "/people/end", name="mari", token=(await browser.get("/people")).forms[0].fields["token"]
    )
    browser.http.cookies.clear()
    for name, value in theirs.items():
        browser.http.cookies.set(name, value)

    assert myself.status == 400
    assert (await browser.get(f"/c/{ACME}")).path == "/sign-in"
    assert "do not fit together" in (await browser.sign_in("Jaan")).text


async def test_a_visit_ends_after_a_night_without_clicks(browser: Browser, scene: Scene) -> None:
    await scene.connect()
    await browser.visits_as("Mari", Role.OPERATOR)

    scene.clock.advance(7 * 3600)
    awake = await browser.get(f"/c/{ACME}")
    scene.clock.advance(7 * 3600)
    still = await browser.get(f"/c/{ACME}")
    scene.clock.advance(9 * 3600)
    gone = await browser.get(f"/c/{ACME}")

    assert (awake.status, still.path, gone.path) == (200, f"/c/{ACME}", "/sign-in")


async def test_a_trusted_proxy_says_who_it_is_and_nobody_else_can(scene: Scene, sent: Sent) -> None:
    await scene.connect()
    settings = WebSettings(
        _env_file=None, internal_api_key=SecretStr("key"), console_proxy_header="X-Forwarded-User",
        console_proxies="10.0.0.1", console_url="https://console.example",
    )  # fmt: skip
    given = parts(settings, scene.store, sent, scene.clock, News())
    await given.store.people.add("Jaan", Role.VIEWER, [ACME], author="test")
    app = create_app(given, well)

    async def ask(host: str, name: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url="https://console.example") as http:
            return await http.get(f"/c/{ACME}", headers={"X-Forwarded-User": name})

    trusted, stranger, elsewhere = (
        await ask("10.0.0.1", "jaan"),
        await ask("10.0.0.1", "Eve"),
        await ask("10.0.0.2", "jaan"),
    )

    assert (trusted.status_code, stranger.status_code, elsewhere.status_code) == (200, 403, 303)
    cookie = trusted.headers["set-cookie"]
    assert cookie.startswith("__Host-visit=")
    assert {"HttpOnly", "Secure", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}


async def test_nothing_comes_from_elsewhere_and_nothing_is_kept(browser: Browser) -> None:
    page, style = await browser.get("/sign-in"), await browser.get("/static/console-3.css")

    policy = page.answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert page.answer.headers["cache-control"] == "no-store"
    assert "immutable" in style.answer.headers["cache-control"]
    assert "http://" not in page.answer.text.replace("http://www.w3.org", "")


async def test_what_is_not_there_and_what_is_away_are_pages_too(browser: Browser, given: Parts) -> None:
    lost = await browser.get("/nowhere")
    await given.store.database._client.close()
    away = await browser.get("/people")

    assert (lost.status, lost.headings) == (404, ["There is no such page"])
    assert (away.status, away.headings) in [(503, ["Something is away"]), (200, ["Sign in"])]
