from collections.abc import Mapping
from uuid import uuid4

import pytest

from tests.integration.connector.outward import INSIDE, KEY, Outward


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no key"),
        pytest.param({"Authorization": "Bearer wrong"}, id="wrong key"),
        pytest.param({"Authorization": f"Basic {KEY}"}, id="wrong scheme"),
    ],
)
async def test_without_the_internal_key_nothing_is_shown(outward: Outward, headers: Mapping[str, str]) -> None:
    answer = await outward.http.get("/connections", headers=headers)

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_allowed"


async def test_connections_are_shown_without_their_secrets(outward: Outward) -> None:
    connection = await outward.connect()

    answer = await outward.http.get("/connections", headers=INSIDE)

    [shown] = answer.json()
    assert (shown["id"], shown["works"]) == (connection.id, True)
    assert "ScoroAPI" not in answer.text
    assert (connection.hook or "no hook") not in answer.text


async def test_an_unknown_connection_is_404(outward: Outward) -> None:
    answer = await outward.http.get("/connections/none", headers=INSIDE)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_connection")


async def test_an_unfit_body_names_the_field_and_repeats_no_secret(outward: Outward) -> None:
    answer = await outward.http.post("/connections", json={"entity": "x", "api_key": ["ScoroAPI_x"]}, headers=INSIDE)

    assert answer.status_code == 422
    assert answer.json()["field"] == "site_url"
    assert "ScoroAPI_x" not in answer.text


async def test_bookmarks_are_those_of_the_category(outward: Outward) -> None:
    connection = await outward.connect()

    answer = await outward.http.get(f"/connections/{connection.id}/bookmarks/invoices", headers=INSIDE)

    assert {row["id"]: row["name"] for row in answer.json()}["111"]
    assert "113" not in {row["id"] for row in answer.json()}  # selects contacts


async def test_bookmarks_of_what_is_not_read_from_scoro_are_refused(outward: Outward) -> None:
    connection = await outward.connect()

    answer = await outward.http.get(f"/connections/{connection.id}/bookmarks/receipts", headers=INSIDE)

    assert (answer.status_code, answer.json()["field"]) == (400, "category")


async def test_what_was_never_sent_cannot_be_undone(outward: Outward) -> None:
    connection = await outward.connect()
    path = f"/connections/{connection.id}/undoings"

    closed = await outward.http.post(path, json={"by": "mari"})
    unfit = await outward.http.post(path, json={"by": "mari"}, headers=INSIDE)
    unknown = await outward.http.post(path, json={"by": "mari", "category": "invoices", "names": ["9"]}, headers=INSIDE)
    no_run = await outward.http.post(path, json={"by": "mari", "run_id": f"{uuid4()}"}, headers=INSIDE)

    assert closed.status_code == 401
    assert (unfit.status_code, unfit.json()["field"]) == (400, "object")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "object_not_found")
    assert (no_run.status_code, no_run.json()["field"]) == (400, "run")


async def test_health_tells_whether_broker_and_database_answer(outward: Outward) -> None:
    well = await outward.http.get("/health")
    await outward.running.messaging.stop()

    ill = await outward.http.get("/health")

    assert (well.status_code, ill.status_code) == (204, 503)


async def test_the_description_of_the_api_says_how_one_gets_in(outward: Outward) -> None:
    described = (await outward.http.get("/openapi.json")).json()

    assert "bearer" in str(described["components"]["securitySchemes"]).lower()
    assert set(described["paths"]["/connections"]) == {"get", "post"}
