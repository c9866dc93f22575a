"""Options that Xero does not take: the document goes without, and its history says why (R134)."""

import pytest

from shared.sync.settings import TrackingCategory
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole import mending
from tests.integration.whole.test_tracking_options import attached, creations, from_scoro, options, path_of
from tests.integration.whole.test_tracking_projects import a_project, notices
from tests.integration.whole.world import Whole


async def test_r134_an_archived_option_is_not_made_again_and_is_told(whole: Whole) -> None:
    client, category = await from_scoro(whole, "Harbour")
    harbour = await a_project(whole, "Harbour")
    before = await mending.invoice(whole, client, project_id=harbour)
    await whole.sync()
    assert await attached(whole, before) == [("Project", "Harbour")]
    await archive(whole, category)
    await whole.desk.scoro_time()
    await whole.desk.forget_calls()
    made = await mending.invoice(whole, client, project_id=harbour)

    await whole.sync()

    assert (await attached(whole, made), await creations(whole)) == ([], 0)
    assert await options(whole) == [("Harbour", "ARCHIVED")]
    [notice] = await notices(whole, made)
    assert notice.startswith(f"Tracking: line 1: project {harbour} is no active option in Xero. ")
    assert "archived in Xero. Restore the option in Xero" in notice


async def archive(whole: Whole, category: TrackingCategory) -> None:
    answer = await whole.in_xero("GET", f"/TrackingCategories/{category.id}", {})
    [option] = answer["TrackingCategories"][0]["Options"]
    path = f"/TrackingCategories/{category.id}/Options/{option['TrackingOptionID']}"
    await whole.in_xero("POST", path, {"Options": [{"Status": "ARCHIVED"}]})


async def test_r134_where_xero_takes_no_more_options_the_document_goes_without_and_says_so(whole: Whole) -> None:
    client, category = await from_scoro(whole, "Option 0")
    path = f"/TrackingCategories/{category.id}/Options"
    await whole.in_xero("PUT", path, {"Options": [{"Name": f"Option {number}"} for number in range(1, 99)]})
    found = [await a_project(whole, name) for name in ("Harbour", "Bridge", "Tower")]
    await whole.desk.forget_calls()
    made = [await mending.invoice(whole, client, project_id=one) for one in found]

    await whole.sync()

    assert await creations(whole) == 1
    assert sorted([await attached(whole, one) for one in made], key=len) == [[], [], [("Project", "Harbour")]]
    told = [notice for one in made for notice in await notices(whole, one)]
    assert len(told) == 2
    assert all("Xero takes no more options of this tracking category. Archive or delete" in one for one in told)
    assert await whole.desk.store.problems.causes(CONNECTION) == []


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        pytest.param(
            400,
            '{"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred", '
            '"Elements": [{"ValidationErrors": [{"Message": "No more of these"}]}]}',
            "No more of these",
            id="the option",
        ),
        pytest.param(
            401,
            '{"Title": "Unauthorized", "Status": 401, "Detail": "AuthorizationUnsuccessful"}',
            "accounting.settings",
            id="the right is missing",
        ),
    ],
)
async def test_r134_what_xero_refuses_is_told_in_its_words_and_the_document_goes_without(
    whole: Whole, status: int, body: str, said: str
) -> None:
    client, category = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour")
    made = await mending.invoice(whole, client, project_id=harbour)
    fault = {"kind": "status", "status": status, "body": body, "method": "PUT", "path": path_of(category)}
    await whole.desk.xero.post("faults", fault)

    await whole.sync()

    assert (await attached(whole, made), await creations(whole)) == ([], 1)
    [notice] = await notices(whole, made)
    assert said in notice
    assert "Add the option in Xero by hand" in notice
    assert (await whole.desk.store.connections.get(CONNECTION)).gates == ()


async def test_r134_a_name_that_is_too_long_for_xero_is_never_sent(whole: Whole) -> None:
    client, _ = await from_scoro(whole)
    made = await mending.invoice(whole, client, project_id=await a_project(whole, "H" * 101))

    await whole.sync()

    assert (await attached(whole, made), await creations(whole)) == ([], 0)
    assert "Shorten the project's name in Scoro" in (await notices(whole, made))[0]


async def test_r134_a_category_that_is_gone_is_told(whole: Whole) -> None:
    client, category = await from_scoro(whole)
    harbour = await a_project(whole, "Harbour")
    await whole.in_xero("DELETE", f"/TrackingCategories/{category.id}", {})
    made = await mending.invoice(whole, client, project_id=harbour)

    await whole.sync()

    assert (await attached(whole, made), await creations(whole)) == ([], 0)
    assert "choose another one" in (await notices(whole, made))[0]
