"""Figures have few labels, and only who may read them does."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from shared import metrics
from shared.budget import Lane as BudgetLane
from shared.contracts.envelope import Category, Lane
from shared.health import WithMetrics, health_app
from shared.messaging.measuring import MOST_DESTINATIONS, destination_label
from shared.pacing import window_left
from shared.store.outcomes import Result
from shared.store.records import Entry, ObjectKey, Problem, State
from shared.sync import measuring
from shared.version import VERSION
from tests.unit.shared_budget.caller import XERO, Caller

NOW = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
EARLIER = NOW - dt.timedelta(seconds=8)
KEY = ObjectKey("measured", Category.BILLS, "scoro", "7")
AN_ENTRY = Entry(1, KEY, State.SYNCED, Lane.CHANGED, "{}", EARLIER, EARLIER, modified_at=NOW - dt.timedelta(seconds=9))
WRITTEN = Result(AN_ENTRY, State.SYNCED, wrote=True)


async def healthy() -> bool:
    return True


async def answer_to(key: str = "", peer: str = "127.0.0.1", **headers: str) -> httpx.Response:
    app = WithMetrics(health_app(healthy), SecretStr(key))
    transport = httpx.ASGITransport(app=app, client=(peer, 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.get("/metrics", headers={name.replace("_", "-"): text for name, text in headers.items()})


async def test_a_program_on_the_same_machine_reads_them() -> None:
    answer = await answer_to()

    assert answer.status_code == 200
    assert "scoro_xero_api_answers_total" in answer.text
    assert "process_resident_memory_bytes" in answer.text


@pytest.mark.parametrize(
    ("key", "peer", "headers"),
    [
        pytest.param("", "10.0.0.7", {}, id="another machine"),
        pytest.param("", "127.0.0.1", {"x_forwarded_for": "203.0.113.9"}, id="through a proxy"),
        pytest.param("k3y", "127.0.0.1", {}, id="without the key"),
        pytest.param("k3y", "127.0.0.1", {"authorization": "Bearer other"}, id="another key"),
    ],
)
async def test_others_find_nothing(key: str, peer: str, headers: dict[str, str]) -> None:
    assert (await answer_to(key, peer, **headers)).status_code == 404


async def test_the_key_opens_them_from_anywhere() -> None:
    answer = await answer_to("k3y", "10.0.0.7", authorization="Bearer k3y", x_forwarded_for="10.1.1.1")

    assert answer.status_code == 200


async def test_what_is_behind_answers_all_else() -> None:
    transport = httpx.ASGITransport(app=WithMetrics(Starlette(), SecretStr("")))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        assert (await client.get("/metrics/x")).status_code == 404
        assert (await client.post("/metrics")).status_code == 404


def test_the_version_is_the_one_of_the_package() -> None:
    assert f'version = "{VERSION}"' in (Path(__file__).parents[3] / "pyproject.toml").read_text()


def test_values_from_outside_cannot_grow_without_end() -> None:
    label = metrics.Bounded(2)

    told = [label(value) for value in ("a", "b", "c", "a")]

    assert told == ["a", "b", metrics.OTHER, "a"]
    assert len({destination_label(f"announcements.x{number}") for number in range(500)}) <= MOST_DESTINATIONS + 1


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("/Invoices/0d3b2f0e-6a5c-4a8b-9c2e-1f2a3b4c5d6e", "Invoices"),
        ("/invoices/list", "invoices"),
        ("/a1b2", "other"),
        ("/", "other"),
    ],
)
def test_a_resource_is_a_word_of_the_path(path: str, resource: str) -> None:
    assert metrics.resource(path) == resource


def seen(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(f"scoro_xero_{name}", labels) or 0.0


def freshness() -> float:
    return seen("change_to_visible_seconds_count", connection="measured", category="bills")


def test_news_that_were_written_tell_how_fresh_the_other_side_is() -> None:
    before = freshness()

    measuring.outcomes([WRITTEN], NOW)

    assert freshness() == before + 1
    assert seen("change_to_visible_seconds_sum", connection="measured", category="bills") >= 9


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(replace(WRITTEN, wrote=False), id="was equal already"),
        pytest.param(replace(WRITTEN, state=State.LEFT_OUT), id="left out"),
        pytest.param(replace(WRITTEN, entry=replace(AN_ENTRY, asked="person")), id="asked for"),
        pytest.param(replace(WRITTEN, entry=replace(AN_ENTRY, lane=Lane.BULK)), id="backfill"),
        pytest.param(replace(WRITTEN, entry=replace(AN_ENTRY, modified_at=None)), id="no time"),
        pytest.param(
            replace(WRITTEN, entry=replace(AN_ENTRY, modified_at=NOW - dt.timedelta(days=3))), id="first reading"
        ),
    ],
)
def test_what_is_no_news_says_nothing_of_freshness(result: Result) -> None:
    before = freshness()

    measuring.outcomes([result], NOW)

    assert freshness() == before


def test_a_failure_is_counted_by_its_problem() -> None:
    before = seen("failures_total", category="bills", code="locked_period")
    problem = Problem(KEY, "locked_period", "locked_period", "said so", 1)

    measuring.outcomes([Result(AN_ENTRY, State.FAILED, problem=problem)], NOW)

    assert seen("failures_total", category="bills", code="locked_period") == before + 1


def test_what_is_left_of_a_window_is_what_the_lane_would_be_granted() -> None:
    """The figure and the grants agree."""
    for lane in BudgetLane:
        caller = Caller(replace(XERO, at_once=None))
        told = window_left(caller.state, caller.limits, now=caller.now, lane=lane)
        granted = 0
        while type(caller.ask(lane)).__name__ == "Granted":
            granted += 1

        assert told == granted, lane
