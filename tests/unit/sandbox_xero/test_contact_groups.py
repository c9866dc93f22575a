"""Contact groups: made, renamed, ended, and who is in them."""

from typing import Any

import pytest

NOBODY = "11111111-2222-3333-4444-555555555555"


async def a_group(xero: Any, name: str = "VIPs", *contact_ids: str) -> str:
    answer = await xero.call("PUT", "/ContactGroups", {"Name": name})
    assert answer.status == 200, answer.body
    group_id = str(answer.body["ContactGroups"][0]["ContactGroupID"])
    for contact_id in contact_ids:
        await xero.call("PUT", f"/ContactGroups/{group_id}/Contacts", {"ContactID": contact_id})
    return group_id


async def names(xero: Any, **options: str) -> list[str]:
    return [one["Name"] for one in (await xero.call("GET", "/ContactGroups", **options)).body["ContactGroups"]]


async def test_contacts_are_put_into_a_group_and_say_so(xero: Any) -> None:
    ada, bob = await xero.contact("Ada"), await xero.contact("Bob")
    group_id = await a_group(xero)
    both = {"Contacts": [{"ContactID": ada}, {"ContactID": bob}]}

    added = await xero.call("PUT", f"/ContactGroups/{group_id}/Contacts", both)
    await xero.call("PUT", f"/ContactGroups/{group_id}/Contacts", {"ContactID": ada})

    group = await xero.read("ContactGroups", group_id)
    listed = (await xero.call("GET", "/ContactGroups")).body["ContactGroups"][0]
    contact = await xero.read("Contacts", ada)
    assert [one["ContactID"] for one in added.body["Contacts"]] == [ada, bob]
    assert [one["Name"] for one in group["Contacts"]] == ["Ada", "Bob"]
    assert listed["Contacts"] == []
    assert contact["ContactGroups"] == [
        {"ContactGroupID": group_id, "Name": "VIPs", "Status": "ACTIVE", "Contacts": [], "HasValidationErrors": False}
    ]


async def test_one_leaves_and_then_all(xero: Any) -> None:
    ada, bob = await xero.contact("Ada"), await xero.contact("Bob")
    group_id = await a_group(xero, "VIPs", ada, bob)

    left = await xero.call("DELETE", f"/ContactGroups/{group_id}/Contacts/{ada}")
    again = await xero.call("DELETE", f"/ContactGroups/{group_id}/Contacts/{ada}")
    between = [one["Name"] for one in (await xero.read("ContactGroups", group_id))["Contacts"]]
    cleared = await xero.call("DELETE", f"/ContactGroups/{group_id}/Contacts")

    assert (left.status, again.status, cleared.status) == (204, 404, 204)
    assert (between, (await xero.read("ContactGroups", group_id))["Contacts"]) == (["Bob"], [])


async def test_renamed_and_ended(xero: Any) -> None:
    group_id = await a_group(xero)
    await a_group(xero, "Suppliers")

    await xero.call("POST", f"/ContactGroups/{group_id}", {"Name": "Best"})
    by_body = {"ContactGroupID": group_id, "Name": "Very best"}
    await xero.call("POST", "/ContactGroups", by_body)
    renamed = await names(xero, order="Name DESC")
    ended = await xero.call("POST", f"/ContactGroups/{group_id}", {"Status": "DELETED"})

    assert renamed == ["Very best", "Suppliers"]
    assert ended.body["ContactGroups"][0]["Status"] == "DELETED"
    assert await names(xero) == ["Suppliers"]
    assert (await xero.call("GET", f"/ContactGroups/{group_id}")).status == 404


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Contact group Name must be specified"),
        ("vips", "A contact group with the name 'vips' already exists"),
    ],
)
async def test_names_are_refused(xero: Any, name: str, message: str) -> None:
    await a_group(xero)
    other = await a_group(xero, "Other")

    new = await xero.call("PUT", "/ContactGroups", {"Name": name})
    renamed = await xero.call("POST", f"/ContactGroups/{other}", {"Name": name or "VIPs"})

    assert new.messages == [message]
    assert renamed.status == 400


async def test_a_hundred_at_most(xero: Any) -> None:
    body = {"ContactGroups": [{"Name": f"Group {number}"} for number in range(100)]}
    await xero.call("PUT", "/ContactGroups", body)

    answer = await xero.call("PUT", "/ContactGroups", {"Name": "One more"})

    assert answer.messages == ["You’ve reached the limit of 100 contact groups."]
    assert answer.body["Elements"][0]["ContactGroupID"] == "00000000-0000-0000-0000-000000000000"


async def test_archived_contacts_join_no_group(xero: Any) -> None:
    ada = await xero.contact("Ada")
    group_id = await a_group(xero)
    await xero.person("archive", contact="Ada")

    archived = await xero.call("PUT", f"/ContactGroups/{group_id}/Contacts", {"ContactID": ada})
    unknown = await xero.call("PUT", f"/ContactGroups/{group_id}/Contacts", {"ContactID": NOBODY})

    assert archived.messages[0].startswith("The specified contact details matched an archived contact.")
    assert unknown.status == 404
