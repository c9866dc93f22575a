"""User tokens, and what a user may not do."""

from typing import Any

import httpx
import pytest

from tests.unit.sandbox_scoro.receiver import Receiver, subscribe
from tests.unit.sandbox_scoro.scoro import KEY, Scoro

SIGN_IN = {
    "username": "priya",
    "password": "sandbox",
    "device_type": "windows",
    "device_name": "Sync",
    "device_id": "1",
    "lang": "eng",
    "company_account_id": "acme_uk",
    "request": {},
}


async def a_token(scoro: Scoro, username: str = "priya") -> str:
    answer = await scoro.http.post("/api/v2/userAuth/modify", json=SIGN_IN | {"username": username})
    return str(answer.json()["data"]["token"])


async def ask(scoro: Scoro, token: str, path: str, **body: Any) -> httpx.Response:
    keys = {"user_token": token, "company_account_id": scoro.entity}
    return await scoro.http.post(f"/api/v2/{path}", json=keys | body)


async def test_a_user_signs_in_and_may_read(scoro: Scoro) -> None:
    answer = await scoro.http.post("/api/v2/userAuth/modify", json=SIGN_IN)

    data = answer.json()["data"]
    assert data["user_id"] == 3
    assert (await ask(scoro, data["token"], "contacts/list")).json()["status"] == "OK"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"password": "wrong"}, 403, id="wrong password"),
        pytest.param({"username": "nobody"}, 403, id="unknown user"),
        pytest.param({"username": None}, 400, id="no name"),
        pytest.param({"device_id": None}, 400, id="no device"),
    ],
)
async def test_signing_in_is_refused(scoro: Scoro, changes: dict[str, Any], code: int) -> None:
    answer = await scoro.http.post("/api/v2/userAuth/modify", json=SIGN_IN | changes)

    assert (answer.json()["status"], answer.json()["statusCode"]) == ("ERROR", code)


async def test_a_token_nobody_gave_out_is_refused_even_beside_the_right_key(scoro: Scoro) -> None:
    alone = await ask(scoro, "made-up", "contacts/list")
    beside = await ask(scoro, "made-up", "contacts/list", apiKey=KEY)

    assert (alone.status_code, beside.status_code) == (403, 403)


async def test_a_wrong_key_is_refused_even_beside_a_right_token(scoro: Scoro) -> None:
    token = await a_token(scoro)

    assert (await ask(scoro, token, "contacts/list", apiKey="wrong")).status_code == 403


async def test_a_user_who_was_deactivated_is_shut_out(scoro: Scoro) -> None:
    token = await a_token(scoro)

    await scoro.control("PATCH", "users/3", status="inactive")

    assert (await ask(scoro, token, "contacts/list")).status_code == 403
    user = await scoro.data("users/view/3")
    assert (user["status"], user["is_active"]) == ("inactive", 0)


@pytest.mark.parametrize(
    ("right", "path", "status"),
    [
        pytest.param("none", "bills/list", 403, id="may not read, lists"),
        pytest.param("none", "bills/view/1", 403, id="may not read, views what does not exist"),
        pytest.param("none", "bills/modify", 403, id="may not read, writes"),
        pytest.param("read", "bills/list", 200, id="may read, lists"),
        pytest.param("read", "bills/modify", 403, id="may read, writes"),
        pytest.param("read", "bills/delete/1", 403, id="may read, deletes"),
        pytest.param("write", "bills/modify", 200, id="may write, is told what is missing"),
    ],
)
async def test_a_user_without_the_right_is_refused(scoro: Scoro, right: str, path: str, status: int) -> None:
    token = await a_token(scoro)
    await scoro.control("PATCH", "users/3", rights={"bills": right})

    answer = await ask(scoro, token, path, request={})

    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {
            "status": "ERROR",
            "statusCode": 403,
            "messages": {"error": ["No permission for bills"]},
        }


async def test_the_company_key_may_do_everything_all_the_same(scoro: Scoro) -> None:
    await scoro.control("PATCH", "users/3", rights={"bills": "none"})

    assert await scoro.data("bills/list") == []


async def test_a_user_works_only_in_the_entities_he_is_given(scoro: Scoro) -> None:
    token = await a_token(scoro)
    await scoro.control("PATCH", "users/3", entities=["acme_ee"])

    refused = await ask(scoro, token, "contacts/list")
    settings = (await ask(scoro, token, "users/settings/3", company_account_id="acme_ee")).json()["data"]

    assert refused.status_code == 403
    assert settings["master_company_account"] == "acme_ee"
    assert settings["company_accounts"] == [{"account_id": "acme_ee"}]


async def test_objects_tell_a_user_what_he_may_do_with_them(scoro: Scoro, client_id: int) -> None:
    token = await a_token(scoro)
    await scoro.control("PATCH", "users/3", rights={"contacts": "read"})

    (contact,) = (await ask(scoro, token, "contacts/list")).json()["data"]

    assert contact["permissions"] == {"view": 1, "modify": 0, "delete": 0}
    assert "permissions" not in await scoro.data(f"contacts/view/{client_id}")


async def test_projects_name_their_client_to_users_only(scoro: Scoro, client_id: int) -> None:
    token = await a_token(scoro)
    made = await scoro.create("projects", project_name="x", company_id=client_id)

    seen = (await ask(scoro, token, f"projects/view/{made['project_id']}")).json()["data"]

    assert seen["company_name"] == "Client"
    assert "company_name" not in made


async def test_what_a_user_makes_is_his(scoro: Scoro, client_id: int) -> None:
    token = await a_token(scoro)

    answer = await ask(scoro, token, "invoices/modify", request={"company_id": client_id}, return_data=1)

    assert answer.json()["data"]["owner_id"] == 3


async def test_a_user_applies_his_own_bookmarks_and_shared_ones(scoro: Scoro) -> None:
    """Bookmark 114 is Maria's and not shared."""
    statuses = {
        name: [
            (
                await ask(scoro, await a_token(scoro, name), "contacts/list", bookmark={"bookmark_id": number})
            ).status_code
            for number in ("113", "114")
        ]
        for name in ("maria", "priya")
    }

    assert statuses == {"maria": [200, 200], "priya": [200, 403]}


async def test_me_is_whoever_subscribed(live: Scoro, receiver: Receiver) -> None:
    token = await a_token(live)
    request = {"module": "companies", "action": "any", "url": receiver.url, "actors": ["me"]}
    await ask(live, token, "webhooks/subscribe", apiKey=KEY, request=request)

    await live.create("contacts", name="By the key")
    await ask(live, await a_token(live, "maria"), "contacts/modify", request={"name": "By Maria"})
    await ask(live, token, "contacts/modify", request={"name": "By Priya"})
    await live.control("POST", "webhooks/settle")

    assert [told["entity"]["name"] for told in receiver.got] == ["By Priya"]


@pytest.mark.parametrize(
    ("relation", "wanted"),
    [
        pytest.param("created_by", "Made by James", id="who made it"),
        pytest.param("managed_by", "Managed by James", id="who manages it"),
        pytest.param("assigned_to", "Assigned to James", id="who is assigned to it"),
    ],
)
async def test_a_subscriptions_owners_are_meant_in_some_relation(
    live: Scoro, receiver: Receiver, relation: str, wanted: str
) -> None:
    await subscribe(live, receiver, module="companies", owners=[2], relation_type=relation)

    await ask(live, await a_token(live, "james"), "contacts/modify", request={"name": "Made by James"})
    await live.create("contacts", name="Managed by James", manager_id=2)
    await live.create("contacts", name="Assigned to James", contact_users=[1, 2])
    await live.control("POST", "webhooks/settle")

    assert [told["entity"]["name"] for told in receiver.got] == [wanted]
