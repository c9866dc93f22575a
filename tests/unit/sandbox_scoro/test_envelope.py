"""What comes back before any module is reached, and in which wrapping."""

import httpx
import pytest

from tests.unit.sandbox_scoro.scoro import KEY, Scoro


async def test_a_good_answer_carries_no_messages(scoro: Scoro) -> None:
    answer = await scoro.post("vatCodes/list", per_page=1)

    envelope = answer.json()
    assert envelope.pop("data")[0]["vat_code"] == "OUTPUT2"
    assert envelope == {"status": "OK", "statusCode": 200, "messages": None}


async def test_reading_by_get_is_refused_in_plain_text(scoro: Scoro) -> None:
    answer = await scoro.http.get("/api/v2/invoices/list")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert not answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        pytest.param({}, 401, "API key is missing", id="no key"),
        pytest.param({"apiKey": "wrong"}, 403, "API key is not valid", id="wrong key"),
        pytest.param({"user_token": "x"}, 403, "User token is not valid", id="a token we never gave"),
        pytest.param(
            {"apiKey": KEY, "company_account_id": "acme_xx"}, 403, "Company account not found", id="unknown entity"
        ),
        pytest.param({"apiKey": KEY}, 200, "company_account_id is required", id="no entity"),
    ],
)
async def test_who_may_not_ask_is_told_so(scoro: Scoro, body: dict[str, str], status: int, text: str) -> None:
    answer = await scoro.http.post("/api/v2/invoices/list", json=body)

    assert answer.status_code == status
    assert (answer.json()["status"], answer.json()["messages"]) == ("ERROR", {"error": [text]})


async def test_the_site_can_be_asked_without_an_entity(scoro: Scoro) -> None:
    answer = await scoro.http.post("/api/v2/companyAccount/list", json={"apiKey": KEY})

    (site,) = answer.json()["data"]
    assert site["active_currencies"] == ["GBP", "EUR", "USD"]
    assert [entity["entity_id"] for entity in site["active_entities"]] == ["acme_uk", "acme_ee"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("receiptsX/list", id="unknown module"),
        pytest.param("invoices/explode/1", id="unknown action"),
        pytest.param("invoices/view/one", id="an id that is no number"),
        pytest.param("invoices/batchModify", id="batches exist for the calendar only"),
        pytest.param("bookmarks/modify/1", id="bookmarks cannot be written"),
        pytest.param("companyAccount/view/1", id="has one action"),
    ],
)
async def test_unknown_paths_answer_404_in_the_envelope(scoro: Scoro, path: str) -> None:
    answer = await scoro.post(path)

    assert (answer.status_code, answer.json()["statusCode"]) == (404, 404)


async def test_a_module_without_action_lists(scoro: Scoro) -> None:
    assert await scoro.data("vatCodes") == await scoro.data("vatCodes/list")


async def test_php_empty_objects_are_accepted(scoro: Scoro) -> None:
    assert await scoro.data("vatCodes/list", request=[], filter=[]) == await scoro.data("vatCodes/list")


async def test_a_validation_error_comes_with_http_200(scoro: Scoro) -> None:
    answer = await scoro.post("invoices/modify", request={})

    assert (answer.status_code, answer.json()["statusCode"]) == (200, 400)
    assert answer.json()["messages"] == {"error": ["company_id is required"]}


async def test_a_body_that_is_no_json_is_refused(scoro: Scoro) -> None:
    answer = await scoro.http.post("/api/v2/invoices/list", content=b'{"apiKey":')

    assert (answer.status_code, answer.json()["status"]) == (400, "ERROR")


async def test_some_modules_spell_the_status_code_as_text(scoro: Scoro) -> None:
    answer = await scoro.post("users/list")

    assert answer.json()["statusCode"] == "200"


async def test_the_edge_turns_away_who_does_not_name_himself(live: Scoro) -> None:
    request = live.http.build_request("POST", "/api/v2/users/list", json={"apiKey": KEY})
    del request.headers["user-agent"]

    answer = await live.http.send(request)

    assert (answer.status_code, answer.text) == (403, "error code: 1010")


async def test_the_edge_can_be_told_to_refuse_library_names(scoro: Scoro) -> None:
    await scoro.control("PATCH", "settings", user_agent_check="library")

    refused = await scoro.post("users/list")
    scoro.http.headers["user-agent"] = "ScoroXeroSync/1.0"
    accepted = await scoro.post("users/list")

    assert (refused.status_code, accepted.status_code) == (403, 200)


async def test_what_is_not_the_sites_api_is_a_web_page(scoro: Scoro) -> None:
    answer: httpx.Response = await scoro.http.post("/api/v3/invoices/list", json={"apiKey": KEY})

    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


async def test_switches_are_checked_when_they_are_changed(scoro: Scoro) -> None:
    unknown = await scoro.http.patch("/_sandbox/settings", json={"odd_formatz": False})
    at_start = await scoro.http.patch("/_sandbox/settings", json={"size": 9})

    assert (unknown.status_code, at_start.status_code) == (422, 422)
