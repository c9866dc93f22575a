"""Projects, and the projects of documents and their lines."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.receiver import Receiver, subscribe
from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice

WORK = {"comment": "Work", "price": 10}
A_PROJECT = {
    "project_id": 71,
    "no": "1",
    "project_name": "Website &amp; shop",
    "description": "",
    "retainer_id": 0,
    "local_price_list_id": 0,
    "is_personal": 0,
    "is_private": 0,
    "is_role_based": 0,
    "color": "",
    "status": "pending",
    "status_name": "Pending",
    "duration": "",
    "revenue_calc_model": "",
    "date": "0000-00-00",
    "deadline": "0000-00-00",
    "budget_type": "quote",
    "project_type": "regular",
    "project_users": None,
    "project_customer_portal_users": [],
    "project_accounts": [{"id": "acme_uk"}],
    "phases": [],
    "account_id": "acme_uk",
    "custom_fields": [],
    "modified_date": "2026-03-09T12:00:00+00:00",
    "is_deleted": 0,
    "deleted_date": None,
}


async def a_project(scoro: Scoro, name: str = "Website & shop", **fields: Any) -> int:
    return int((await scoro.create("projects", project_name=name, **fields))["project_id"])


async def a_bill(scoro: Scoro, **fields: Any) -> dict[str, Any]:
    supplier = await scoro.create("contacts", name="X", is_supplier=1)
    return await scoro.create("bills", company_id=supplier["contact_id"], **fields)


async def test_a_project_has_the_documented_form(scoro: Scoro, client_id: int) -> None:
    project = await scoro.create(
        "projects",
        project_name="Website & shop",
        company_id=client_id,
        manager_email="user2@acme.example",
        tags=["a&b"],
    )

    assert project == A_PROJECT | {
        "company_id": client_id,
        "manager_id": 2,
        "manager_email": "user2@acme.example",
        "tags": ["a&amp;b"],
    }


async def test_slim_lists_leave_out_what_only_a_view_tells(scoro: Scoro) -> None:
    project = await scoro.data(f"projects/view/{await a_project(scoro)}")

    (slim,) = await scoro.data("projects/list")

    assert project.keys() - slim.keys() == {
        "status_name", "phases", "tags", "project_users", "project_customer_portal_users", "custom_fields"
    }  # fmt: skip


async def test_each_entity_sees_the_projects_it_shares(scoro: Scoro) -> None:
    await a_project(scoro, "Mine")
    await a_project(scoro, "Ours", project_accounts=[{"id": "acme_uk"}, {"id": "acme_ee"}])
    theirs = await a_project(scoro, "Theirs", project_accounts=[{"id": "acme_ee"}])

    mine = [row["project_name"] for row in await scoro.data("projects/list")]
    assert (await scoro.post(f"projects/view/{theirs}")).status_code == 404
    scoro.entity = "acme_ee"
    assert mine == ["Mine", "Ours"]
    assert [row["project_name"] for row in await scoro.data("projects/list")] == ["Ours", "Theirs"]


async def test_names_need_not_be_unique_and_can_be_searched(scoro: Scoro) -> None:
    same = [await a_project(scoro, "Retainer") for _ in range(2)]
    await a_project(scoro, "Other")

    found = await scoro.data("projects/list", filter={"project_name": "retain%"})

    assert [row["project_id"] for row in found] == same


async def test_what_kind_of_project_it_is_cannot_be_changed_later(scoro: Scoro) -> None:
    project_id = await a_project(scoro, budget_type="simple", project_type="internal")

    await scoro.data(
        f"projects/modify/{project_id}",
        request={"budget_type": "quote", "project_type": "retainer", "status": "completed"},
    )

    project = await scoro.data(f"projects/view/{project_id}")
    assert (project["budget_type"], project["project_type"], project["status"]) == ("simple", "internal", "completed")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        pytest.param({}, "project_name is required", id="no name"),
        pytest.param({"project_name": "x", "status": "asleep"}, "'status'", id="unknown status"),
        pytest.param({"project_name": "x", "company_id": 99}, "'company_id'", id="unknown client"),
        pytest.param({"project_name": "x", "manager_id": 99}, "'manager_id'", id="unknown manager"),
        pytest.param({"project_name": "x", "budget_type": "free"}, "'budget_type'", id="unknown budget"),
        pytest.param({"project_name": "x", "project_accounts": [{"id": "x"}]}, "'project_accounts'", id="no entity"),
    ],
)
async def test_a_project_that_does_not_fit_is_refused(scoro: Scoro, fields: dict[str, Any], named: str) -> None:
    assert named in await scoro.refusal("projects/modify", request=fields)


async def test_a_deleted_project_is_marked_and_takes_no_documents(scoro: Scoro, client_id: int) -> None:
    project_id = await a_project(scoro)
    before = await an_invoice(scoro, client_id, project_id=project_id)
    await scoro.data(f"projects/delete/{project_id}")

    refusal = await scoro.refusal("invoices/modify", request={"company_id": client_id, "project_id": project_id})

    (deleted,) = await scoro.data("projects/list", include_deleted="1")
    assert deleted["is_deleted"] == 1
    assert "project_id" in refusal
    assert (await scoro.data(f"invoices/view/{before['id']}"))["project_name"] == "Website &amp; shop"


async def test_lines_without_project_take_the_headers(scoro: Scoro, client_id: int) -> None:
    first, second = await a_project(scoro, "First"), await a_project(scoro, "Second")

    invoice = await an_invoice(scoro, client_id, project_id=first, lines=[WORK, WORK | {"project_id": second}])
    moved = await scoro.data(f"invoices/modify/{invoice['id']}", request={"project_id": second}, return_data=1)

    assert [line["project_name"] for line in invoice["lines"]] == ["First", "Second"]
    assert [line["project_name"] for line in moved["lines"]] == ["Second", "Second"]
    assert (invoice["project_name"], moved["project_name"]) == ("First", "Second")


@pytest.mark.parametrize(
    ("header", "lines", "shown"),
    [
        pytest.param(0, [0], 0, id="no project at all"),
        pytest.param("a", [0, "a"], "a", id="all in the header's"),
        pytest.param(-1, ["a", "b"], -1, id="each its own, said"),
        pytest.param(0, ["a"], -1, id="each its own, not said"),
        pytest.param("a", ["a", "b"], -1, id="one elsewhere"),
    ],
)
async def test_a_bills_header_says_when_each_line_has_its_own_project(
    scoro: Scoro, header: Any, lines: list[Any], shown: Any
) -> None:
    ids = {"a": await a_project(scoro), "b": await a_project(scoro)}
    wanted = [WORK | {"project_id": ids.get(name, 0)} for name in lines]

    bill = await a_bill(scoro, project_id=ids.get(header, header), lines=wanted)

    assert bill["project_id"] == ids.get(shown, shown)


async def test_minus_one_means_none_on_an_invoice(scoro: Scoro, client_id: int) -> None:
    invoice = await an_invoice(scoro, client_id, project_id=-1, lines=[WORK | {"project_id": -1}])

    assert (invoice["project_id"], invoice["lines"][0]["project_id"]) == (0, 0)


@pytest.mark.parametrize("where", ["header", "line"])
async def test_a_project_the_entity_does_not_share_is_refused(scoro: Scoro, client_id: int, where: str) -> None:
    project = {"project_id": await a_project(scoro, project_accounts=[{"id": "acme_ee"}])}
    request = project if where == "header" else {"lines": [project]}

    assert "'project_id'" in await scoro.refusal("invoices/modify", request={"company_id": client_id} | request)


async def test_subscribers_of_every_sharing_entity_hear_of_a_project(live: Scoro, receiver: Receiver) -> None:
    live.entity = "acme_ee"
    await subscribe(live, receiver, module="projects")
    live.entity = "acme_uk"

    await a_project(live, "Mine")
    ours = await a_project(live, "Ours", project_accounts=[{"id": "acme_uk"}, {"id": "acme_ee"}])
    await live.control("POST", "webhooks/settle")

    assert [(told["entityType"], told["entityId"]) for told in receiver.got] == [("project", ours)]
