"""Each fault as a client on a real socket meets it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.sandbox.common.control import Controls
from services.sandbox.common.server import running
from services.sandbox.common.snapshots import Snapshots


class Till:
    """A sandbox with one number in it."""

    name = "till"

    def __init__(self) -> None:
        self.sales: list[int] = []

    def state(self) -> object:
        return self.sales

    def put_state(self, state: object) -> None:
        assert isinstance(state, list)
        self.sales = state

    async def reset(self) -> None:
        self.sales = []


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture
async def client(till: Till) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.post("/sell/{amount}")
    async def sell(amount: int) -> dict[str, Any]:
        till.sales.append(amount)
        return {"sales": till.sales, "filler": "x" * 200}

    Controls(snapshots=Snapshots()).attach(app, till)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=5) as client:
        yield client


async def arm(client: httpx.AsyncClient, **rule: Any) -> None:
    answer = await client.post("/_sandbox/faults", json={"path": "/sell/*", "count": 1} | rule)
    assert answer.status_code == 201


async def test_a_reset_before_the_work_leaves_nothing_behind(client: httpx.AsyncClient, till: Till) -> None:
    await arm(client, kind="reset")

    with pytest.raises(httpx.ReadError):
        await client.post("/sell/1")

    assert till.sales == []


async def test_a_reset_after_the_work_loses_only_the_answer(client: httpx.AsyncClient, till: Till) -> None:
    await arm(client, kind="reset", carried_out=True)

    with pytest.raises(httpx.ReadError):
        await client.post("/sell/1")

    assert till.sales == [1]


async def test_a_cut_off_answer_ends_in_the_middle_of_its_body(client: httpx.AsyncClient, till: Till) -> None:
    await arm(client, kind="cut_off")

    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await client.post("/sell/1")

    assert till.sales == [1]


async def test_a_hanging_request_runs_into_the_clients_timeout(client: httpx.AsyncClient, till: Till) -> None:
    await arm(client, kind="hang", carried_out=True)

    with pytest.raises(httpx.ReadTimeout):
        await client.post("/sell/1", timeout=0.1)

    assert till.sales == [1]


async def test_a_hang_with_an_end_resets_the_connection(client: httpx.AsyncClient) -> None:
    await arm(client, kind="hang", seconds=0.05)

    with pytest.raises(httpx.ReadError):
        await client.post("/sell/1")


async def test_truncated_json_is_complete_http_and_broken_json(client: httpx.AsyncClient) -> None:
    await arm(client, kind="truncated")

    answer = await client.post("/sell/1")

    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Unterminated string"):
        answer.json()


async def test_a_status_carries_its_headers_and_body(client: httpx.AsyncClient, till: Till) -> None:
    await arm(client, kind="status", status=503, headers={"Retry-After": "7"}, body='{"Detail":"down"}')

    answer = await client.post("/sell/1")

    assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (503, "7", {"Detail": "down"})
    assert till.sales == []


async def test_an_html_page_comes_where_json_was_expected(client: httpx.AsyncClient) -> None:
    await arm(client, kind="html", status=200)

    answer = await client.post("/sell/1")

    assert answer.headers["content-type"].startswith("text/html")


async def test_a_delayed_answer_is_the_right_one(client: httpx.AsyncClient) -> None:
    await arm(client, kind="delay", seconds=0.05)

    answer = await client.post("/sell/1")

    assert answer.json()["sales"] == [1]
    assert answer.elapsed.total_seconds() >= 0.05


async def test_the_connection_of_others_survives_a_reset(client: httpx.AsyncClient, till: Till) -> None:
    await arm(client, kind="reset", contains="poison")

    with pytest.raises(httpx.ReadError):
        await client.post("/sell/1", content=b"poison")
    await client.post("/sell/2", content=b"plain")

    assert till.sales == [2]


async def test_the_log_names_the_fault_and_what_the_client_saw(client: httpx.AsyncClient) -> None:
    await arm(client, kind="reset", carried_out=True)
    with pytest.raises(httpx.ReadError):
        await client.post("/sell/1", content=b"poison")
    await client.post("/sell/2")

    newest, struck = (await client.get("/_sandbox/requests")).json()

    assert (newest["status"], newest["fault"]) == (200, None)
    assert (struck["status"], struck["fault"], struck["body"]) == (0, 1, "poison")


async def test_counters_group_paths_and_count_what_was_refused(client: httpx.AsyncClient) -> None:
    await arm(client, kind="status", status=429)
    for amount in (1, 2, 3):
        await client.post(f"/sell/{amount}")

    counters = (await client.get("/_sandbox/counters")).json()

    assert counters["calls"] == [
        {"method": "POST", "path": "/sell/{id}", "status": 200, "count": 2},
        {"method": "POST", "path": "/sell/{id}", "status": 429, "count": 1},
    ]
    assert counters["too_many_requests"] == 1
    assert counters["max_in_flight"] == 1


async def test_a_snapshot_can_be_restored_again_and_again(client: httpx.AsyncClient, till: Till) -> None:
    await client.post("/sell/1")
    await client.post("/_sandbox/snapshot/morning")

    for amount in (2, 3):
        await client.post(f"/sell/{amount}")
        await client.post("/_sandbox/snapshot/morning/restore")

    assert till.sales == [1]
    assert (await client.post("/_sandbox/snapshot/evening/restore")).status_code == 404


async def test_the_clock_is_set_and_advanced_over_http(client: httpx.AsyncClient) -> None:
    await client.put("/_sandbox/clock", json={"at": "2026-03-01T12:00:00+02:00", "frozen": True})

    advanced = await client.post("/_sandbox/clock/advance", json={"seconds": 90})

    assert advanced.json() == {"now": "2026-03-01T10:01:30+00:00", "frozen": True}


async def test_a_reset_sandbox_is_as_after_its_start(client: httpx.AsyncClient, till: Till) -> None:
    await arm(client, kind="html")
    await client.post("/sell/1")

    await client.post("/_sandbox/reset")

    assert till.sales == []
    assert (await client.get("/_sandbox/faults")).json() == []
    assert (await client.get("/_sandbox/counters")).json()["total"] == 0
