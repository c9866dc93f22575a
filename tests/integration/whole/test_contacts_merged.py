"""Contacts that were merged in Xero: links follow, and no second contact is ever made."""

from typing import Any

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole


async def contacts(whole: Whole) -> dict[str, dict[str, Any]]:
    """Contacts of Xero by name; archived ones too."""
    return {one["Name"]: one for one in (await whole.xero_books())["Contacts"]}


async def linked(whole: Whole, scoro_id: str) -> str:
    """The twin of a contact."""
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.CONTACTS, [scoro_id])
    return links[scoro_id].xero_id


async def test_the_link_moves_to_the_contact_that_stayed(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(Category.CONTACTS, direction=Direction.FROM_SCORO)
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    await whole.sync()
    stays = await whole.put_in_xero("Contacts", Name="Harbour Group", ContactNumber="H-1")
    await whole.person("merge", contact=await linked(whole, client), into=stays["ContactID"])
    await whole.desk.scoro_time()

    await whole.desk.edit("contacts", client, vatno="GB123456789")
    await whole.sync()

    assert await linked(whole, client) == stays["ContactID"]
    active = {name: one for name, one in (await contacts(whole)).items() if one["ContactStatus"] == "ACTIVE"}
    [survivor] = [one for one in active.values() if one["ContactID"] == stays["ContactID"]]
    assert (survivor["TaxNumber"], survivor["ContactNumber"]) == ("GB123456789", "H-1")
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_of_two_contacts_whose_twins_were_merged_a_person_decides(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(Category.CONTACTS, direction=Direction.FROM_SCORO)
    [one] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    [other] = await whole.desk.make_contacts(1, name="Harbour Group")
    await whole.sync()
    before, stays = await linked(whole, one), await linked(whole, other)
    count = len(await contacts(whole))
    await whole.person("merge", contact=before, into=stays)
    await whole.desk.scoro_time()

    await whole.desk.edit("contacts", one, vatno="GB123456789")
    await whole.sync()

    assert (await whole.newest(Category.CONTACTS, "scoro", one)).state is State.FAILED
    assert [found.cause for found in await whole.desk.store.problems.causes(CONNECTION)] == [f"contacts_merged:{one}"]
    assert (await linked(whole, one), await linked(whole, other)) == (before, stays)
    assert len(await contacts(whole)) == count


async def test_no_second_contact_is_made_in_scoro_for_the_contact_that_stayed(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(Category.CONTACTS, direction=Direction.TO_SCORO)
    one = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    await whole.sync()
    [row] = await whole.scoro_rows("contacts")
    await whole.choose(direction=Direction.TO_SCORO)  # all off: the other contact is not linked meanwhile
    stays = await whole.put_in_xero("Contacts", Name="Harbour Group", TaxNumber="GB123456789")
    await whole.person("merge", contact=one["ContactID"], into=stays["ContactID"])
    await whole.choose(Category.CONTACTS, direction=Direction.TO_SCORO)

    await whole.sync()

    [now] = await whole.scoro_rows("contacts")
    assert (now["contact_id"], now["name"], now["vatno"]) == (row["contact_id"], "Harbour Group", "GB123456789")
    assert await linked(whole, str(row["contact_id"])) == stays["ContactID"]
