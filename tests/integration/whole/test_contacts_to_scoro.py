"""Contacts of Xero on their whole way to Scoro (R65–R73)."""

import datetime as dt
from typing import Any

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole

HARBOUR: dict[str, Any] = {
    "Name": "Harbour & Sons",
    "CompanyNumber": "08123456",
    "TaxNumber": "GB123456789",
    "EmailAddress": "ap@harbour.example",
    "Phones": [{"PhoneType": "DEFAULT", "PhoneCountryCode": "44", "PhoneAreaCode": "113", "PhoneNumber": "496 0000"}],
    "Addresses": [
        {"AddressType": "POBOX", "AddressLine1": "4 Quay St", "City": "Leeds", "PostalCode": "LS1 4AB", "Country": "UK"}
    ],
}


async def to_scoro(whole: Whole) -> None:
    await whole.choose(Category.CONTACTS, direction=Direction.TO_SCORO)


async def test_a_contact_of_xero_becomes_a_company_in_scoro_with_all_that_both_know(whole: Whole) -> None:
    await to_scoro(whole)
    made = await whole.put_in_xero("Contacts", **HARBOUR)

    await whole.sync()

    [row] = await whole.scoro_rows("contacts")
    assert (row["name"], row["contact_type"]) == ("Harbour &amp; Sons", "company")  # R67
    assert (row["id_code"], row["vatno"]) == ("08123456", "GB123456789")
    assert row["means_of_contact"] == {"email": ["ap@harbour.example"], "phone": ["+44 113 496 0000"]}
    [address] = row["addresses"]
    assert (address["street"], address["city"], address["country"]) == ("4 Quay St", "Leeds", "gbr")
    entry = await whole.newest(Category.CONTACTS, "xero", made["ContactID"])
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(row["contact_id"]))


async def test_a_website_that_xero_takes_from_nobody_but_a_person_comes_to_scoro_ahead_of_those_there(
    whole: Whole,
) -> None:
    await to_scoro(whole)
    made = await whole.put_in_xero("Contacts", **HARBOUR, Website="https://ignored.example")
    await whole.sync()
    [row] = await whole.scoro_rows("contacts")
    assert "website" not in row["means_of_contact"]
    known = {**row["means_of_contact"], "website": ["https://old.example", "https://shop.example"]}
    await whole.desk.edit("contacts", row["contact_id"], means_of_contact=known)

    await whole.person("note_website", contact=made["ContactID"], name="https://harbour.example")
    await whole.sync()

    [row] = await whole.scoro_rows("contacts")
    assert row["means_of_contact"]["website"] == ["https://harbour.example", "https://shop.example"]
    assert row["means_of_contact"]["email"] == ["ap@harbour.example"]


async def test_running_again_writes_nothing_on_either_side(whole: Whole) -> None:
    await to_scoro(whole)
    await whole.put_in_xero("Contacts", **HARBOUR)
    await whole.sync()
    await whole.desk.forget_calls()

    for _ in range(10):
        await whole.sync("tick")

    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_an_edit_in_xero_changes_the_company_and_keeps_what_people_added_in_scoro(whole: Whole) -> None:
    await to_scoro(whole)
    made = await whole.put_in_xero("Contacts", **HARBOUR)
    await whole.sync()
    [row] = await whole.scoro_rows("contacts")
    more = {"email": ["ap@harbour.example", "boss@harbour.example"], "mobile": ["+44 7700 900000"]}
    await whole.desk.edit("contacts", row["contact_id"], means_of_contact=more, comments="pays late", is_client=1)

    edited = {"ContactID": made["ContactID"], "Name": "Harbour and Sons Ltd", "EmailAddress": "new@harbour.example"}
    await whole.in_xero("POST", "/Contacts", {"Contacts": [edited]})
    await whole.sync()

    [row] = await whole.scoro_rows("contacts")
    assert row["name"] == "Harbour and Sons Ltd"
    assert row["means_of_contact"]["email"] == ["new@harbour.example", "boss@harbour.example"]
    assert row["means_of_contact"]["mobile"] == ["+44 7700 900000"]
    assert row["comments"] == "pays late"
    assert row["is_client"] in {1, "1"}  # R70: never cleared
    assert len(row["addresses"]) == 1


async def test_a_contact_that_scoro_has_already_is_linked_and_not_created_again(whole: Whole) -> None:
    await to_scoro(whole)
    known = await whole.desk.make("contacts", name="harbour  AND Sons limited", id_code="08123456", is_client=1)

    made = await whole.put_in_xero("Contacts", **HARBOUR)
    await whole.sync()

    links = await whole.desk.store.links.by_xero(CONNECTION, Category.CONTACTS, [made["ContactID"]])
    link = links[made["ContactID"]]
    assert (link.scoro_id, link.evidence) == (str(known["contact_id"]), "registration number")  # R71
    assert len(await whole.scoro_rows("contacts")) == 1


async def test_several_that_may_be_the_one_need_a_person(whole: Whole) -> None:
    await to_scoro(whole)
    for _ in range(2):
        await whole.desk.make("contacts", name="Harbour & Sons", is_client=1)

    made = await whole.put_in_xero("Contacts", Name="Harbour & Sons")
    await whole.sync()

    entry = await whole.newest(Category.CONTACTS, "xero", made["ContactID"])
    assert (entry.state, entry.reason) == (State.FAILED, "ambiguous_contact")
    assert len(await whole.scoro_rows("contacts")) == 2


async def test_what_was_not_changed_since_the_start_date_is_not_read_and_archived_ones_stay_away(whole: Whole) -> None:
    await to_scoro(whole)
    made = await whole.put_in_xero("Contacts", Name="Gone Ltd")
    await whole.person("archive", contact=made["ContactID"])

    await whole.sync()

    entry = await whole.newest(Category.CONTACTS, "xero", made["ContactID"])
    assert (entry.state, entry.reason) == (State.LEFT_OUT, "archived_before_it_crossed")  # R73
    assert await whole.scoro_rows("contacts") == []


async def test_a_created_company_whose_answer_got_lost_is_found_and_not_made_twice(whole: Whole) -> None:
    await to_scoro(whole)
    await whole.desk.scoro.post(
        "faults", {"path": "*/contacts/modify", "kind": "reset", "carried_out": True, "count": 1}
    )
    made = await whole.put_in_xero("Contacts", Name="Once Ltd")
    await whole.sync()
    entry = await whole.newest(Category.CONTACTS, "xero", made["ContactID"])
    assert entry.state is State.UNCLEAR

    store = whole.desk.store
    past = whole.desk.clock.now() - dt.timedelta(minutes=10)
    await store.database.collection("calls").update_many(
        {"pending": True}, {"$set": {"sent_at": past, "retry_at": past}}
    )
    await whole.workers[Category.CONTACTS].bell(entry.id)
    await whole.settle()

    entry = await whole.newest(Category.CONTACTS, "xero", made["ContactID"])
    assert entry.state is State.SYNCED
    assert [row["name"] for row in await whole.scoro_rows("contacts")] == ["Once Ltd"]


async def test_a_linked_contact_that_is_archived_in_xero_is_left_as_it_is(whole: Whole) -> None:  # R73
    await to_scoro(whole)
    made = await whole.put_in_xero("Contacts", **HARBOUR)
    await whole.sync()
    before = await whole.scoro_rows("contacts")
    await whole.person("archive", contact=made["ContactID"])

    await whole.sync()

    entry = await whole.newest(Category.CONTACTS, "xero", made["ContactID"])
    assert (entry.state, entry.reason) == (State.LEFT_OUT, "archived_in_xero")
    assert await whole.scoro_rows("contacts") == before
