"""`Idempotency-Key`: six minutes, refusals included."""

import asyncio
from typing import Any

import pytest

KEY = {"Idempotency-Key": "k-1"}


async def put(xero: Any, name: str = "Ada Ltd", **options: Any) -> Any:
    return await xero.call("PUT", "/Contacts", {"Name": name}, headers=KEY, **options)


async def test_the_same_request_gets_the_same_answer_and_counts(xero: Any) -> None:
    first = await put(xero)

    second = await put(xero)

    assert second.body == first.body
    assert second.headers["x-minlimit-remaining"] == "58"
    assert len(xero.ledger.contacts) == 1


async def test_refusals_are_replayed_even_after_the_cause_is_gone(xero: Any) -> None:
    contact_id = await xero.contact("Ada Ltd")
    first = await put(xero)
    await xero.call("POST", "/Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})

    second = await put(xero)

    assert (second.status, second.body) == (400, first.body)


@pytest.mark.parametrize(("seconds", "status"), [(359, 200), (360, 400)])
async def test_six_minutes(xero: Any, seconds: int, status: int) -> None:
    await put(xero)
    xero.advance(seconds=seconds)

    assert (await put(xero)).status == status


@pytest.mark.parametrize("change", [{"name": "Bob Ltd"}, {"summarizeErrors": "false"}])
async def test_another_request_with_the_key_is_refused(xero: Any, change: dict[str, str]) -> None:
    await put(xero)

    answer = await put(xero, **change)

    assert (answer.status, answer.body["Message"]) == (
        400,
        "Idempotency Key: k-1 is used with a different request.",
    )


async def test_a_twin_waits_for_the_first(xero: Any) -> None:
    await xero.control("PUT", "/limits", {"latency_seconds": 0.05})

    answers = await asyncio.gather(*(put(xero) for _ in range(4)))

    assert {one.body["Id"] for one in answers} == {answers[0].body["Id"]}
    assert len(xero.ledger.contacts) == 1


async def test_a_refusal_for_limits_is_not_remembered(xero: Any) -> None:
    await xero.control("PUT", "/limits", {"per_minute": 1})
    await xero.call("GET", "/Organisation")
    assert (await put(xero)).status == 429
    xero.advance(minutes=1)

    assert (await put(xero)).status == 200


async def test_reads_ignore_keys(xero: Any) -> None:
    await xero.call("GET", "/Contacts", headers=KEY)
    await xero.contact()

    assert len((await xero.call("GET", "/Contacts", headers=KEY)).body["Contacts"]) == 1


async def test_long_keys_are_refused(xero: Any) -> None:
    answer = await xero.call("PUT", "/Contacts", {"Name": "Ada"}, headers={"Idempotency-Key": "k" * 129})

    assert answer.status == 400


async def test_an_answer_lost_after_the_write_comes_back_on_repeat(xero: Any) -> None:
    await xero.control("POST", "/faults", {"kind": "status", "status": 502, "carried_out": True, "count": 1})

    lost = await put(xero)
    found = await put(xero)

    assert (lost.status, found.status) == (502, 200)
    assert len(xero.ledger.contacts) == 1
