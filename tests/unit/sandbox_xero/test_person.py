"""What a person can do in Xero's screens, through the control API."""

from typing import Any

import pytest

from tests.unit.sandbox_xero.purchases import A_BILL, A_COST
from tests.unit.sandbox_xero.test_tracking import a_category, names

A_CREDIT: dict[str, Any] = {
    "Type": "ACCRECCREDIT",
    "Contact": {"Name": "Ada Ltd"},
    "Status": "AUTHORISED",
    "LineItems": [{"Description": "x", "UnitAmount": 100, "AccountCode": "200"}],
}


async def test_accounts_end_and_come_back(xero: Any) -> None:
    account = xero.ledger.account_for("260")

    statuses = []
    for action in ("archive", "restore", "delete"):
        assert (await xero.person(action, account="260")).status_code == 200
        statuses.append(xero.ledger.accounts[account.id].status)

    assert statuses == ["ARCHIVED", "ACTIVE", "DELETED"]


async def test_an_account_is_renamed(xero: Any) -> None:
    await xero.person("rename", account="260", name="Licences")

    assert xero.ledger.account_for("260").name == "Licences"


async def test_even_system_tax_rates_end_and_come_back(xero: Any) -> None:
    for action, status in (("archive", "ARCHIVED"), ("delete", "DELETED"), ("restore", "ACTIVE")):
        answer = (await xero.person(action, tax_rate="ZERORATED")).json()
        assert answer["answer"]["Status"] == status


async def test_an_archived_tax_rate_fits_no_line(xero: Any, an_invoice: dict[str, Any]) -> None:
    await xero.person("archive", tax_rate="15% GST on Income")

    answer = await xero.call("PUT", "/Invoices", an_invoice)

    assert answer.messages == [
        "The TaxType code 'OUTPUT2' does not exist or cannot be used with this type of transaction."
    ]


async def test_categories_and_options(xero: Any) -> None:
    await a_category(xero, "Department", "Design", "Build")
    tracking = [{"Name": "Department", "Option": "Design"}]
    await xero.invoice(Status="DRAFT", LineItems=[{"Description": "x", "UnitAmount": 1, "Tracking": tracking}])

    await xero.person("rename", category="department", option="build", name="Engineering")
    await xero.person("archive", category="Department", option="Design")
    refused = await xero.person("archive", category="Department", option="Engineering")
    await xero.person("rename", category="Department", name="Team")

    assert await names(xero, includeArchived="true") == [("Team", ["Design", "Engineering"])]
    assert await names(xero) == [("Team", ["Engineering"])]
    assert (refused.status_code, refused.json()["status"]) == (409, 400)


async def test_credit_is_allocated_and_taken_back(xero: Any) -> None:
    invoice = await xero.invoice()
    note = (await xero.call("PUT", "/CreditNotes", A_CREDIT)).body["CreditNotes"][0]

    done = (await xero.person("allocate", credit_note="CN-0001", invoice="INV-0001", amount="15")).json()
    between = xero.ledger.invoices[invoice["InvoiceID"]].credited
    await xero.person("unallocate", allocation=done["answer"]["Allocations"][0]["AllocationID"])
    await xero.person("allocate", credit_note="CN-0001", invoice="INV-0001")

    assert between == 15
    assert xero.ledger.credit_notes[note["CreditNoteID"]].status == "PAID"


async def test_contacts_are_archived_restored_and_renamed(xero: Any) -> None:
    contact_id = await xero.contact("Ada Ltd")

    await xero.person("archive", contact="Ada Ltd")
    archived = xero.ledger.contacts[contact_id].status
    await xero.person("restore", contact="Ada Ltd")
    await xero.person("rename", contact="Ada Ltd", name="Ada Lovelace Ltd")

    assert archived == "ARCHIVED"
    assert (xero.ledger.contacts[contact_id].status, xero.ledger.contacts[contact_id].name) == (
        "ACTIVE", "Ada Lovelace Ltd",
    )  # fmt: skip


async def test_documents_follow_a_merged_contact(xero: Any) -> None:
    bill = await xero.invoice(**A_BILL)
    winner = await xero.contact("Ada Ltd")
    xero.advance(minutes=1)

    await xero.person("merge", contact="Paper Mill", into="Ada Ltd")

    after = (await xero.call("GET", f"/Invoices/{bill['InvoiceID']}")).body["Invoices"][0]
    loser = xero.ledger.contacts[bill["Contact"]["ContactID"]]
    assert after["Contact"]["ContactID"] == winner
    assert (loser.status, loser.merged_to, xero.ledger.contacts[winner].is_supplier) == ("ARCHIVED", winner, True)
    assert after["UpdatedDateUTC"] == bill["UpdatedDateUTC"]


async def test_a_merged_contact_takes_no_documents(xero: Any, an_invoice: dict[str, Any]) -> None:
    bill = await xero.invoice(**A_BILL)
    await xero.contact("Ada Ltd")
    await xero.person("merge", contact="Paper Mill", into="Ada Ltd")
    contact = {"ContactID": bill["Contact"]["ContactID"]}

    answer = await xero.call("PUT", "/Invoices", an_invoice | A_BILL | {"Contact": contact, "LineItems": [A_COST]})

    assert answer.messages[0].startswith("The contact with the specified contact details has been archived.")


async def test_a_person_pays_bills_and_refunds_notes(xero: Any) -> None:
    bill = await xero.invoice(**A_BILL)
    await xero.call("PUT", "/CreditNotes", A_CREDIT)

    paid = (await xero.person("pay", invoice=bill["InvoiceID"], amount="15", date="2026-11-19")).json()
    refunded = (await xero.person("pay", credit_note="CN-0001", account="091")).json()

    assert paid["answer"]["Payments"][0]["PaymentType"] == "ACCPAYPAYMENT"
    assert refunded["answer"]["Payments"][0]["PaymentType"] == "ARCREDITPAYMENT"


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"action": "void", "invoice": "nothing"}, 404),
        ({"action": "archive", "account": "999"}, 404),
        ({"action": "archive", "tax_rate": "XYZ"}, 404),
        ({"action": "archive", "category": "XYZ"}, 404),
        ({"action": "unallocate", "allocation": "XYZ"}, 404),
        ({"action": "merge", "contact": "XYZ", "into": "ABC"}, 404),
        ({"action": "archive"}, 422),
        ({"action": "void"}, 404),
        ({"action": "dance"}, 422),
    ],
)
async def test_wishes_nobody_can_tell(xero: Any, wish: dict[str, str], status: int) -> None:
    assert (await xero.person(**wish)).status_code == status
