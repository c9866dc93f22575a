"""Contacts: names, numbers, slots, archiving."""

from typing import Any

import pytest

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)


async def archive(xero: Any, contact_id: str) -> Any:
    return await xero.call("POST", "/Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})


async def test_names_are_unique_among_active_contacts_ignoring_case(xero: Any) -> None:
    await xero.contact("Ada Ltd")

    answer = await xero.call("PUT", "/Contacts", {"Name": "ADA LTD"})

    assert answer.messages == [
        (
            "The contact name ADA LTD is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        )
    ]
    assert answer.body["Elements"][0]["HasValidationErrors"] is True


async def test_an_archived_name_can_be_used_again_but_not_its_number(xero: Any) -> None:
    old = await xero.contact("Ada Ltd", ContactNumber="7")
    await archive(xero, old)

    again = await xero.call("PUT", "/Contacts", {"Name": "Ada Ltd"})
    number = await xero.call("PUT", "/Contacts", {"Name": "Bob Ltd", "ContactNumber": "7"})

    assert again.status == 200
    assert number.messages[0].startswith("Another contact has this contact number.")


async def test_post_finds_by_id_then_number_then_name(xero: Any) -> None:
    by_number = await xero.contact("Ada Ltd", ContactNumber="7")

    answer = await xero.call("POST", "/Contacts", {"ContactNumber": "7", "Name": "Ada Limited"})

    contact = answer.body["Contacts"][0]
    assert (contact["ContactID"], contact["Name"]) == (by_number, "Ada Limited")


async def test_a_post_cannot_take_another_contacts_name(xero: Any) -> None:
    await xero.contact("Ada Ltd")
    bob = await xero.contact("Bob Ltd")

    answer = await xero.call("POST", "/Contacts", {"ContactID": bob, "Name": "Ada Ltd"})

    assert answer.messages[0].startswith("The contact name Ada Ltd is already assigned")


@pytest.mark.parametrize("body", [{"ContactStatus": "ARCHIVED"}, {"ContactStatus": "ACTIVE"}, {"FirstName": "Ada"}])
async def test_archived_contacts_cannot_be_written(xero: Any, body: dict[str, Any]) -> None:
    contact_id = await xero.contact()
    await archive(xero, contact_id)

    answer = await xero.call("POST", "/Contacts", {"ContactID": contact_id, **body})

    assert answer.messages == [ARCHIVED]


async def test_documents_cannot_name_archived_contacts(xero: Any, an_invoice: dict[str, Any]) -> None:
    contact_id = await xero.contact()
    await archive(xero, contact_id)

    answer = await xero.call("PUT", "/Invoices", an_invoice | {"Contact": {"ContactID": contact_id}})

    assert answer.messages == [
        (
            "The contact with the specified contact details has been archived. "
            "The contact must be un-archived before creating new invoices or credit notes."
        )
    ]


async def test_an_unknown_id_in_a_write_is_a_404_for_all(xero: Any) -> None:
    unknown = {"ContactID": "11111111-2222-3333-4444-555555555555", "Name": "Nobody"}

    answer = await xero.call("POST", "/Contacts", {"Contacts": [{"Name": "Ada Ltd"}, unknown]})

    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert not xero.ledger.contacts


async def test_slots_always_come_back(xero: Any) -> None:
    phones = [{"PhoneType": "MOBILE", "PhoneNumber": "555"}]
    written = await xero.call("PUT", "/Contacts", {"Name": "Ada Ltd", "Phones": phones})
    contact_id = written.body["Contacts"][0]["ContactID"]

    read = await xero.call("GET", f"/Contacts/{contact_id}")

    assert written.body["Contacts"][0]["Addresses"][0] == {
        "AddressType": "STREET",
        "City": "",
        "Region": "",
        "PostalCode": "",
        "Country": "",
    }
    assert read.body["Contacts"][0]["Addresses"] == [{"AddressType": "STREET"}, {"AddressType": "POBOX"}]
    assert read.body["Contacts"][0]["Phones"] == [
        {"PhoneType": "DDI"},
        {"PhoneType": "DEFAULT"},
        {"PhoneType": "FAX"},
        {"PhoneType": "MOBILE", "PhoneNumber": "555"},
    ]


async def test_the_first_sales_document_makes_a_customer_silently(xero: Any, an_invoice: dict[str, Any]) -> None:
    written = await xero.call("PUT", "/Contacts", {"Name": "Ada Ltd", "IsCustomer": True})
    before = written.body["Contacts"][0]
    xero.advance(minutes=1)

    await xero.call("PUT", "/Invoices", an_invoice | {"Contact": {"ContactID": before["ContactID"]}})

    after = (await xero.call("GET", f"/Contacts/{before['ContactID']}")).body["Contacts"][0]
    assert (before["IsCustomer"], after["IsCustomer"], after["IsSupplier"]) == (False, True, False)
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


async def test_more_than_an_id_in_a_document_overwrites_the_contact(xero: Any, an_invoice: dict[str, Any]) -> None:
    contact_id = await xero.contact(ContactPersons=[{"FirstName": "Pat", "IncludeInEmails": True}])

    await xero.call("PUT", "/Invoices", an_invoice | {"Contact": {"ContactID": contact_id, "TaxNumber": "9"}})

    after = (await xero.call("GET", f"/Contacts/{contact_id}")).body["Contacts"][0]
    assert (after["TaxNumber"], after["ContactPersons"]) == ("9", [])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"Name": ""}, "Contact name cannot be empty"),
        ({"Name": "A <b>"}, "The contact name must not contain angle brackets"),
        ({"Name": " Ada"}, "The contact name must not contain leading, trailing or doubled spaces"),
        ({"Name": "Ada  Ltd"}, "The contact name must not contain leading, trailing or doubled spaces"),
        ({"Name": "Ada", "EmailAddress": "ada@"}, "Email address must be valid."),
        ({"Name": "Ada", "EmailAddress": "ädä@example.com"}, "Email address must be valid."),
    ],
)
async def test_contacts_are_refused(xero: Any, body: dict[str, Any], message: str) -> None:
    answer = await xero.call("PUT", "/Contacts", body)

    assert (answer.status, answer.messages) == (400, [message])


async def test_lists_leave_out_archived_contacts_unless_asked(xero: Any) -> None:
    await archive(xero, await xero.contact())

    plain = await xero.call("GET", "/Contacts")
    all_of_them = await xero.call("GET", "/Contacts", includeArchived="True")

    assert (len(plain.body["Contacts"]), len(all_of_them.body["Contacts"])) == (0, 1)


async def test_a_person_can_do_what_the_api_cannot(xero: Any) -> None:
    contact_id = await xero.contact()
    await archive(xero, contact_id)
    bob = await xero.contact("Bob Ltd")
    person = f"/organisations/{xero.ledger.organisation.id}/person"

    await xero.control("POST", person, {"action": "restore", "contact": contact_id})
    await xero.control("POST", person, {"action": "merge", "contact": "Bob Ltd", "into": contact_id})

    merged = (await xero.call("GET", f"/Contacts/{bob}")).body["Contacts"][0]
    assert (merged["ContactStatus"], merged["MergedToContactID"]) == ("ARCHIVED", contact_id)
    assert xero.ledger.contacts[contact_id].status == "ACTIVE"
