"""Tracking categories and options: limits, names, and what may be archived, restored or deleted."""

from typing import Any

import pytest

CATEGORY = "Tracking Category"
OPTION = "Tracking Option"


async def a_category(xero: Any, name: str = "Department", *options: str) -> dict[str, Any]:
    answer = await xero.call("PUT", "/TrackingCategories", {"Name": name})
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.body["TrackingCategories"][0]
    for option in options:
        added = await xero.call("PUT", f"{path(found)}/Options", {"Name": option})
        found["Options"] += added.body["Options"]
    return found


def path(category: dict[str, Any], option: int | None = None) -> str:
    below = "" if option is None else f"/Options/{category['Options'][option]['TrackingOptionID']}"
    return f"/TrackingCategories/{category['TrackingCategoryID']}{below}"


async def used(xero: Any, category: dict[str, Any], option: int = 0) -> dict[str, Any]:
    """A draft whose line is tracked."""
    tracking = [{"Name": category["Name"], "Option": category["Options"][option]["Name"]}]
    invoice: dict[str, Any] = await xero.invoice(
        Status="DRAFT", LineItems=[{"Description": "x", "UnitAmount": 1, "Tracking": tracking}]
    )
    return invoice


async def names(xero: Any, **options: Any) -> list[tuple[str, list[str]]]:
    answer = await xero.call("GET", "/TrackingCategories", **options)
    return [(one["Name"], [o["Name"] for o in one["Options"]]) for one in answer.body["TrackingCategories"]]


async def test_a_category_and_its_options(xero: Any) -> None:
    category = await a_category(xero, "Department", "Design", "Build")

    assert category["Status"] == "ACTIVE"
    assert category["Options"][0] == {
        "TrackingOptionID": category["Options"][0]["TrackingOptionID"],
        "Name": "Design",
        "Status": "ACTIVE",
        "HasValidationErrors": False,
        "IsDeleted": False,
        "IsArchived": False,
        "IsActive": True,
    }
    assert await names(xero) == [("Department", ["Design", "Build"])]


async def test_several_options_in_one_call(xero: Any) -> None:
    category = await a_category(xero)
    body = {"Options": [{"Name": "Design"}, {"Name": "Build"}]}

    answer = await xero.call("PUT", f"{path(category)}/Options", body)

    assert [one["Name"] for one in answer.body["Options"]] == ["Design", "Build"]
    assert await names(xero) == [("Department", ["Design", "Build"])]


async def test_two_are_active_at_most(xero: Any) -> None:
    await a_category(xero, "Department")
    await a_category(xero, "Project")

    answer = await xero.call("PUT", "/TrackingCategories", {"Name": "Region"})

    assert answer.messages == ["An organisation can have a maximum of 2 active tracking categories"]


async def test_four_with_the_archived_ones(xero: Any) -> None:
    for name in ("One", "Two", "Three"):
        category = await a_category(xero, name, "a")
        await used(xero, category)
        await xero.call("POST", path(category), {"Status": "ARCHIVED"})
    await a_category(xero, "Four")

    answer = await xero.call("PUT", "/TrackingCategories", {"Name": "Five"})

    assert answer.messages == ["An organisation can have a maximum of 4 tracking categories"]


async def test_a_category_comes_back_only_where_there_is_room(xero: Any) -> None:
    old = await a_category(xero, "Old", "a")
    await used(xero, old)
    await xero.call("POST", path(old), {"Status": "ARCHIVED"})
    first = await a_category(xero, "Department")
    await a_category(xero, "Project")

    full = await xero.call("POST", path(old), {"Status": "ACTIVE"})
    await xero.call("DELETE", path(first))
    back = await xero.call("POST", path(old), {"Status": "ACTIVE"})

    assert full.messages == ["An organisation can have a maximum of 2 active tracking categories"]
    assert back.body["TrackingCategories"][0]["Status"] == "ACTIVE"


async def test_a_hundred_options_at_most(xero: Any) -> None:
    category = await a_category(xero)
    body = {"Options": [{"Name": f"Option {number}"} for number in range(100)]}
    await xero.call("PUT", f"{path(category)}/Options", body)

    answer = await xero.call("PUT", f"{path(category)}/Options", {"Name": "One more"})

    assert answer.messages == ["A tracking category can have a maximum of 100 options"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "{} Name must be specified"),
        ("design", "A {} with the name 'design' already exists"),
        ("Build ", "The {} Name must not begin or end with a space"),
        ("x" * 101, "The {} Name must not be longer than 100 characters"),
    ],
)
async def test_names_are_refused(xero: Any, name: str, message: str) -> None:
    category = await a_category(xero, "Design", "Design")

    as_category = await xero.call("PUT", "/TrackingCategories", {"Name": name})
    as_option = await xero.call("PUT", f"{path(category)}/Options", {"Name": name})

    assert as_category.messages == [message.format(CATEGORY)]
    assert as_option.messages == [message.format(OPTION)]


async def test_renaming(xero: Any) -> None:
    category = await a_category(xero, "Department", "Design", "Build")

    await xero.call("POST", path(category), {"Name": "Team"})
    await xero.call("POST", path(category, 1), {"Name": "Engineering"})
    taken = await xero.call("POST", path(category, 1), {"Name": "design"})

    assert await names(xero) == [("Team", ["Design", "Engineering"])]
    assert taken.messages == [f"A {OPTION} with the name 'design' already exists"]


async def test_unused_ones_are_deleted_not_archived(xero: Any) -> None:
    category = await a_category(xero, "Department", "Design", "Build")

    refused = await xero.call("POST", path(category, 0), {"Status": "ARCHIVED"})
    option = await xero.call("DELETE", path(category, 0))
    whole = await xero.call("POST", path(category), {"Status": "ARCHIVED"})
    gone = await xero.call("DELETE", path(category))

    assert refused.messages == ["Tracking Option cannot be archived because it is not in use."]
    assert whole.messages == ["Tracking Category cannot be archived because it is not in use."]
    assert (option.body["Options"][0]["Status"], option.body["Options"][0]["IsDeleted"]) == ("DELETED", True)
    assert (gone.body["TrackingCategories"][0]["Status"], gone.body["TrackingCategories"][0]["Options"]) == (
        "DELETED", [],
    )  # fmt: skip
    assert await names(xero, includeArchived="true") == []
    assert (await xero.call("GET", path(category))).body["TrackingCategories"][0]["Status"] == "DELETED"


async def test_used_ones_are_archived_not_deleted(xero: Any) -> None:
    category = await a_category(xero, "Department", "Design", "Build")
    await used(xero, category)

    answers = [await xero.call("DELETE", path(category)), await xero.call("DELETE", path(category, 0))]
    archived = await xero.call("POST", path(category, 0), {"Status": "ARCHIVED"})

    assert [answer.messages[0] for answer in answers] == [
        "Tracking Category cannot be deleted because it is in use.",
        "Tracking Option cannot be deleted because it is in use.",
    ]
    assert archived.body["Options"][0]["IsArchived"] is True
    assert await names(xero) == [("Department", ["Build"])]
    assert await names(xero, includeArchived="true") == [("Department", ["Design", "Build"])]


@pytest.mark.parametrize("change", [{"Name": "Other", "Status": "ARCHIVED"}, {"Status": "DELETED"}])
async def test_one_change_at_a_time_and_no_deleting_by_post(xero: Any, change: dict[str, str]) -> None:
    category = await a_category(xero, "Department", "Design")
    await used(xero, category)

    answers = [await xero.call("POST", path(category), change), await xero.call("POST", path(category, 0), change)]

    assert [answer.status for answer in answers] == [400, 400]


async def test_an_archived_one_keeps_its_name_until_it_is_back(xero: Any) -> None:
    category = await a_category(xero, "Department", "Design")
    await used(xero, category)
    await xero.call("POST", path(category, 0), {"Status": "ARCHIVED"})

    refused = await xero.call("POST", path(category, 0), {"Name": "Other"})
    back = await xero.call("POST", path(category, 0), {"Status": "ACTIVE"})

    assert refused.messages == ["Tracking Option not of valid status for modification"]
    assert back.body["Options"][0]["Status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("verb", "below"),
    [
        ("GET", ""),
        ("POST", ""),
        ("DELETE", ""),
        ("PUT", "/Options"),
        ("POST", "/Options/{}"),
        ("DELETE", "/Options/{}"),
    ],
)
async def test_unknown_ids_are_not_found(xero: Any, verb: str, below: str) -> None:
    nobody = "11111111-2222-3333-4444-555555555555"
    category = await a_category(xero)

    unknown = await xero.call(verb, f"/TrackingCategories/{nobody}{below.format(nobody)}", {"Name": "x"})

    assert unknown.status == 404
    assert "{}" not in below or (await xero.call(verb, path(category) + below.format(nobody), {})).status == 404


async def test_categories_are_filtered_and_ordered(xero: Any) -> None:
    await a_category(xero, "Project")
    await a_category(xero, "Department")

    assert await names(xero, order="Name ASC") == [("Department", []), ("Project", [])]
    assert await names(xero, where='Name=="project"') == [("Project", [])]
