"""The short window and the day, by a clock that is moved."""

import httpx
import pytest

from tests.unit.sandbox_scoro.scoro import Scoro

HEADERS = ("x-ratelimit-remaining", "x-ratelimit-reset", "x-daily-requests-remaining")


def shown(answer: httpx.Response) -> tuple[str, ...]:
    return tuple(answer.headers[name] for name in HEADERS)


@pytest.fixture
async def limited(live: Scoro) -> Scoro:
    await live.control("PATCH", "limits", requests_per_window=2, requests_per_day=4)
    return live


async def test_headers_count_down_and_the_window_refuses(limited: Scoro) -> None:
    answers = [await limited.post("users/list") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [shown(answer) for answer in answers] == [("1", "2", "3"), ("0", "2", "2"), ("0", "2", "2")]
    assert answers[2].json()["messages"] == {"error": ["Too many requests"]}


async def test_the_window_opens_again_after_two_seconds(limited: Scoro) -> None:
    await limited.post("users/list")
    await limited.pass_time(seconds=1.5)
    await limited.post("users/list")

    early = await limited.post("users/list")
    await limited.pass_time(seconds=0.5)
    later = await limited.post("users/list")

    assert (early.status_code, early.headers["x-ratelimit-reset"]) == (429, "1")
    assert later.status_code == 200


async def test_the_day_is_counted_until_midnight_utc(limited: Scoro) -> None:
    for _ in range(4):
        await limited.post("users/list")
        await limited.pass_time(seconds=2)

    used_up = await limited.post("users/list")
    await limited.control("PUT", "clock", at="2026-03-10T00:00:00Z", frozen=True)
    next_day = await limited.post("users/list")

    assert (used_up.status_code, used_up.headers["x-daily-requests-remaining"]) == (429, "0")
    assert (next_day.status_code, next_day.headers["x-daily-requests-remaining"]) == (200, "3")


async def test_all_entities_share_the_limits(limited: Scoro) -> None:
    await limited.post("invoices/list")
    limited.entity = "acme_ee"

    assert (await limited.post("invoices/list")).headers["x-ratelimit-remaining"] == "0"


async def test_people_and_dumps_spend_nothing(limited: Scoro) -> None:
    await limited.person("POST", "contacts", name="Someone")
    await limited.http.get("/_sandbox/dump/acme_uk")

    assert (await limited.control("GET", "limits"))["used_today"] == 0


async def test_refused_calls_are_counted_in_the_log(limited: Scoro) -> None:
    for _ in range(3):
        await limited.post("users/list")

    counters = await limited.control("GET", "counters")
    newest = (await limited.control("GET", "requests"))[0]

    assert (counters["total"], counters["too_many_requests"]) == (3, 1)
    assert (newest["path"], newest["status"]) == ("/api/v2/users/list", 429)
