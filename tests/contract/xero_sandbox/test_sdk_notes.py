"""Xero's own Python SDK groups contacts and leaves notes."""

from typing import Any

import pytest
from xero_python import accounting as models
from xero_python.exceptions import AccountingBadRequestException

from tests.contract.xero_sandbox.sdk import a_bank_transaction, a_contact, a_credit_note, a_payment, paid, saved_invoice

A_NOTE = models.HistoryRecords(history_records=[models.HistoryRecord(details="From Scoro")])


def test_contact_groups(xero: Any) -> None:
    ada, bob = a_contact(xero, "Ada"), a_contact(xero, "Bob")
    new = models.ContactGroups(contact_groups=[models.ContactGroup(name="VIPs")])
    group_id = xero.accounting.create_contact_group(xero.tenant, new).contact_groups[0].contact_group_id
    members = models.Contacts(contacts=[models.Contact(contact_id=one.contact_id) for one in (ada, bob)])

    xero.accounting.create_contact_group_contacts(xero.tenant, group_id, members)
    xero.accounting.delete_contact_group_contact(xero.tenant, group_id, ada.contact_id)
    change = models.ContactGroups(contact_groups=[models.ContactGroup(name="Best")])
    xero.accounting.update_contact_group(xero.tenant, group_id, change)
    group = xero.accounting.get_contact_group(xero.tenant, group_id).contact_groups[0]
    contact = xero.accounting.get_contact(xero.tenant, bob.contact_id).contacts[0]
    xero.accounting.delete_contact_group_contacts(xero.tenant, group_id)
    listed = xero.accounting.get_contact_groups(xero.tenant, where='Name=="best"').contact_groups

    assert (group.name, [one.name for one in group.contacts]) == ("Best", ["Bob"])
    assert [one.name for one in contact.contact_groups] == ["Best"]
    assert len(listed) == 1


# what has a history, and the SDK's names for adding to it and reading it
HISTORIES = (
    ("invoice", "create_invoice_history", "get_invoice_history"),
    ("credit_note", "create_credit_note_history", "get_credit_note_history"),
    ("contact", "create_contact_history", "get_contact_history"),
    ("payment", "create_payment_history", "get_payment_history"),
    ("bank_transaction", "create_bank_transaction_history_record", "get_bank_transactions_history"),
    ("prepayment", "create_prepayment_history", "get_prepayment_history"),
    ("item", "create_item_history", "get_item_history"),
)


def one_of(xero: Any, noun: str) -> Any:
    contact = a_contact(xero)
    match noun:
        case "contact":
            return contact
        case "credit_note":
            return a_credit_note(xero, contact)
        case "item":
            return xero.accounting.create_items(xero.tenant, models.Items(items=[models.Item(code="BOX")])).items[0]
        case "bank_transaction" | "prepayment":
            return a_bank_transaction(xero, "RECEIVE-PREPAYMENT", contact=contact)
    invoice = saved_invoice(xero, contact=contact)
    return invoice if noun == "invoice" else paid(xero, a_payment(invoice, 5))[0]


@pytest.mark.parametrize(("noun", "create", "read"), HISTORIES, ids=[row[0] for row in HISTORIES])
def test_notes(xero: Any, noun: str, create: str, read: str) -> None:
    object_id = getattr(one_of(xero, noun), f"{noun}_id")

    getattr(xero.accounting, create)(xero.tenant, object_id, A_NOTE)
    records = getattr(xero.accounting, read)(xero.tenant, object_id).history_records

    assert (records[0].changes, records[0].details, records[0].user) == ("Note", "From Scoro", "System Generated")


def test_a_note_on_nothing(xero: Any) -> None:
    with pytest.raises(AccountingBadRequestException) as refused:
        xero.accounting.create_invoice_history(xero.tenant, "11111111-2222-3333-4444-555555555555", A_NOTE)

    [element] = refused.value.error_data["Elements"]
    assert element["ValidationErrors"][0]["Message"].startswith("The document with the supplied id was not found")
