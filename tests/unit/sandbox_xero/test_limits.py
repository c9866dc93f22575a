"""The four limits, on a clock that is moved."""

import asyncio
from typing import Any

import pytest


async def limit(xero: Any, **limits: Any) -> None:
    await xero.control("PUT", "/limits", {"organisation": "Kiwi Ltd"} | limits)


async def get(xero: Any) -> Any:
    return await xero.call("GET", "/Organisation")


async def test_every_answer_says_what_is_left(xero: Any) -> None:
    answer = await get(xero)

    assert answer.headers["x-daylimit-remaining"] == "4999"
    assert answer.headers["x-minlimit-remaining"] == "59"
    assert answer.headers["x-appminlimit-remaining"] == "9999"


async def test_the_61st_call_of_a_minute_is_refused_as_recorded(xero: Any) -> None:
    for _ in range(60):
        assert (await get(xero)).status == 200
    xero.advance(seconds=34)

    answer = await get(xero)

    assert (answer.status, answer.body) == (429, "")
    assert "content-type" not in answer.headers
    assert answer.headers["retry-after"] == "26"
    assert answer.headers["x-rate-limit-problem"] == "minute"
    assert answer.headers["x-minlimit-remaining"] == "0"
    assert answer.headers["x-daylimit-remaining"] == "4940"


@pytest.mark.parametrize(("seconds", "status"), [(59, 429), (60, 200)])
async def test_the_window_is_fixed(xero: Any, seconds: int, status: int) -> None:
    await limit(xero, per_minute=1)
    await get(xero)
    xero.advance(seconds=seconds)

    assert (await get(xero)).status == status


async def test_the_day(xero: Any) -> None:
    await limit(xero, per_day=1)
    await get(xero)
    xero.advance(minutes=10)

    answer = await get(xero)

    assert (answer.headers["x-rate-limit-problem"], answer.headers["retry-after"]) == ("day", "85800")


async def test_the_app_over_all_organisations(xero: Any) -> None:
    await xero.control("PUT", "/limits", {"app_per_minute": 1})
    await get(xero)

    answer = await get(xero)

    assert (answer.status, answer.headers["x-rate-limit-problem"]) == (429, "appminute")


async def test_five_at_once(xero: Any) -> None:
    await limit(xero, latency_seconds=0.05)

    answers = await asyncio.gather(*(get(xero) for _ in range(7)))

    refused = [one for one in answers if one.status == 429]
    assert len(refused) == 2
    assert {one.headers["x-rate-limit-problem"] for one in refused} == {"concurrent"}
    assert "retry-after" not in refused[0].headers
    counters = (await xero.control("GET", "/counters")).json()["organisations"][xero.ledger.organisation.id]
    assert (counters["max_in_flight"], counters["too_many_requests"]) == (5, 2)


async def test_refused_calls_do_not_count(xero: Any) -> None:
    await limit(xero, per_minute=1)
    await get(xero)
    await get(xero)

    answer = await get(xero)

    assert answer.headers["x-daylimit-remaining"] == "4999"
