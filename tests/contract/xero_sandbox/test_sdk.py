"""Xero's own Python SDK, which nobody here wrote, works with every resource of the sandbox."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from xero_python import accounting as models
from xero_python.exceptions import (
    AccountingBadRequestException,
)

from tests.contract.xero_sandbox.sdk import (
    DUE,
    TODAY,
    a_contact,
    a_credit_note,
    a_line,
    a_payment,
    an_invoice,
    saved_invoice,
)


def test_organisation_and_actions(xero: Any) -> None:
    organisation = xero.accounting.get_organisations(xero.tenant).organisations[0]
    actions = xero.accounting.get_organisation_actions(xero.tenant).actions

    assert (organisation.name, organisation.base_currency.value) == ("Acme Agency UK", "GBP")
    assert {action.name for action in actions} >= {"CreateApprovedInvoice", "UseMulticurrency"}


def test_accounts(xero: Any) -> None:
    new = models.Account(code="205", name="Licences", type=models.AccountType.REVENUE, tax_type="OUTPUT2")

    created = xero.accounting.create_account(xero.tenant, new).accounts[0]
    one = xero.accounting.get_account(xero.tenant, created.account_id).accounts[0]
    change = models.Accounts(accounts=[models.Account(account_id=created.account_id, description="Of software")])
    updated = xero.accounting.update_account(xero.tenant, created.account_id, change).accounts[0]
    revenue = xero.accounting.get_accounts(xero.tenant, where='Class=="REVENUE"', order="Code ASC").accounts
    deleted = xero.accounting.delete_account(xero.tenant, created.account_id).accounts[0]

    assert one.tax_type == "OUTPUT2"
    assert updated.description == "Of software"
    assert [account.code for account in revenue] == ["200", "205", "260", "270"]
    assert deleted.status == "DELETED"


def test_tax_rates(xero: Any) -> None:
    component = models.TaxComponent(name="VAT", rate=12.5)
    new = models.TaxRates(tax_rates=[models.TaxRate(name="12.5% reduced", tax_components=[component])])

    created = xero.accounting.create_tax_rates(xero.tenant, new).tax_rates[0]
    found = xero.accounting.get_tax_rate_by_tax_type(xero.tenant, created.tax_type).tax_rates[0]
    gone = models.TaxRate(name="12.5% reduced", tax_type=created.tax_type, status="DELETED")
    deleted = xero.accounting.update_tax_rate(xero.tenant, models.TaxRates(tax_rates=[gone])).tax_rates[0]
    listed = xero.accounting.get_tax_rates(xero.tenant, where='Status=="ACTIVE" AND CanApplyToRevenue==true').tax_rates

    assert (created.tax_type, found.effective_rate, deleted.status) == ("TAX001", Decimal("12.5"), "DELETED")
    assert "OUTPUT2" in {rate.tax_type for rate in listed}
    assert "INPUT2" not in {rate.tax_type for rate in listed}


def test_currencies(xero: Any) -> None:
    xero.accounting.create_currency(xero.tenant, models.Currency(code=models.CurrencyCode.SEK))

    currencies = xero.accounting.get_currencies(xero.tenant).currencies

    assert [currency.code.value for currency in currencies] == ["GBP", "EUR", "USD", "SEK"]


def test_items(xero: Any) -> None:
    details = models.Purchase(unit_price=12.3456, account_code="200", tax_type="OUTPUT2")
    new = models.Item(code="BOX", name="Box", description="A box", sales_details=details)

    created = xero.accounting.create_items(xero.tenant, models.Items(items=[new]), unitdp=4).items[0]
    read = xero.accounting.get_item(xero.tenant, created.item_id, unitdp=2).items[0]
    change = models.Items(items=[models.Item(code="BOX", name="Big box")])
    updated = xero.accounting.update_or_create_items(xero.tenant, change).items[0]
    listed = xero.accounting.get_items(xero.tenant, where='Code=="box"').items
    xero.accounting.delete_item(xero.tenant, created.item_id)

    assert (created.sales_details.unit_price, read.sales_details.unit_price) == (Decimal("12.3456"), Decimal("12.35"))
    assert (updated.item_id, updated.name, len(listed)) == (created.item_id, "Big box", 1)
    assert xero.accounting.get_items(xero.tenant).items == []


def test_contacts(xero: Any) -> None:
    person = models.ContactPerson(first_name="Pat", last_name="Lee", email_address="pat@ada.example")
    address = models.Address(address_type="STREET", address_line1="1 Road", city="Tartu", country="Estonia")
    created = a_contact(
        xero, email_address="hi@ada.example", contact_persons=[person], addresses=[address], contact_number="c-17"
    )

    one = xero.accounting.get_contact(xero.tenant, created.contact_id).contacts[0]
    change = models.Contacts(contacts=[models.Contact(contact_id=created.contact_id, tax_number="GB 1")])
    xero.accounting.update_contact(xero.tenant, created.contact_id, change)
    paged = xero.accounting.get_contacts(
        xero.tenant, page=1, page_size=10, where='EmailAddress=="hi@ada.example"', include_archived=True
    )

    assert (one.contact_persons[0].last_name, one.addresses[0].city) == ("Lee", "Tartu")
    assert (paged.pagination.item_count, paged.contacts[0].tax_number) == (1, "GB 1")
    by_number = xero.accounting.get_contact_by_contact_number(xero.tenant, "c-17").contacts[0]
    assert by_number.contact_id == created.contact_id


def test_contacts_changed_since(xero: Any) -> None:
    a_contact(xero)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)  # noqa: TID251 the server runs on real time here

    assert xero.accounting.get_contacts(xero.tenant, if_modified_since=later).contacts == []


def test_invoices(xero: Any) -> None:
    created = saved_invoice(xero, invoice_number="S-1001", reference="Project 7", url="https://scoro.example/7")

    one = xero.accounting.get_invoice(xero.tenant, created.invoice_id).invoices[0]
    paged = xero.accounting.get_invoices(xero.tenant, page=1, page_size=50, statuses=["AUTHORISED"], unitdp=4)
    by_ids = xero.accounting.get_invoices(xero.tenant, i_ds=[created.invoice_id], summary_only=True).invoices

    assert (created.sub_total, created.total_tax, created.total) == (Decimal(21), Decimal("4.2"), Decimal("25.2"))
    assert (one.invoice_number, one.date, one.due_date, one.status) == ("S-1001", TODAY, DUE, "AUTHORISED")
    assert (paged.pagination.item_count, paged.invoices[0].line_items[0].quantity) == (1, Decimal(2))
    assert [invoice.invoice_id for invoice in by_ids] == [created.invoice_id]


def test_bills(xero: Any) -> None:
    bill = saved_invoice(
        xero, type="ACCPAY", invoice_number="B-7", line_items=[a_line(account_code="429", tax_type="INPUT2")]
    )

    assert (bill.type, bill.total) == ("ACCPAY", Decimal("25.2"))


def test_an_update_keeps_the_lines_whose_ids_are_echoed(xero: Any) -> None:
    draft = saved_invoice(xero, status="DRAFT")
    line = draft.line_items[0]
    line.description = "Design, phase 2"

    change = models.Invoices(
        invoices=[models.Invoice(invoice_id=draft.invoice_id, line_items=[line], status="AUTHORISED")]
    )
    updated = xero.accounting.update_invoice(xero.tenant, draft.invoice_id, change).invoices[0]

    assert updated.line_items[0].line_item_id == line.line_item_id
    assert (updated.line_items[0].description, updated.status) == ("Design, phase 2", "AUTHORISED")


def test_a_batch_reports_each_element(xero: Any) -> None:
    contact = a_contact(xero)
    good, bad = an_invoice(contact), an_invoice(contact, line_items=[a_line(account_code="999")])

    answer = xero.accounting.create_invoices(xero.tenant, models.Invoices(invoices=[good, bad]), summarize_errors=False)

    assert [invoice.status_attribute_string for invoice in answer.invoices] == ["OK", "ERROR"]
    assert answer.invoices[1].validation_errors[0].message == (
        "Account code '999' is not a valid code for this document."
    )


def test_a_refused_request_is_a_bad_request(xero: Any) -> None:
    contact = a_contact(xero)
    body = models.Invoices(invoices=[an_invoice(contact, line_items=[a_line(account_code="999")])])

    with pytest.raises(AccountingBadRequestException) as refused:
        xero.accounting.create_invoices(xero.tenant, body)

    assert refused.value.error_data["ErrorNumber"] == 10


def test_credit_notes_and_allocations(xero: Any) -> None:
    contact = a_contact(xero)
    invoice = saved_invoice(xero, contact=contact)
    note = a_credit_note(xero, contact)
    part = models.Allocation(invoice=models.Invoice(invoice_id=invoice.invoice_id), amount=20.2, date=TODAY)

    allocation = xero.accounting.create_credit_note_allocation(
        xero.tenant, note.credit_note_id, models.Allocations(allocations=[part])
    ).allocations[0]
    read = xero.accounting.get_credit_note(xero.tenant, note.credit_note_id).credit_notes[0]
    due = xero.accounting.get_invoice(xero.tenant, invoice.invoice_id).invoices[0].amount_due
    listed = xero.accounting.get_credit_notes(xero.tenant, page=1).credit_notes
    xero.accounting.delete_credit_note_allocations(xero.tenant, note.credit_note_id, allocation.allocation_id)
    after = xero.accounting.get_credit_note(xero.tenant, note.credit_note_id).credit_notes[0]

    assert (read.remaining_credit, read.allocations[0].amount, due) == (Decimal(5), Decimal("20.2"), Decimal(5))
    assert (len(listed), after.remaining_credit) == (1, Decimal("25.2"))


def test_payments(xero: Any) -> None:
    invoice = saved_invoice(xero)

    payment = xero.accounting.create_payments(
        xero.tenant, models.Payments(payments=[a_payment(invoice, 25.2)])
    ).payments[0]
    paid = xero.accounting.get_invoice(xero.tenant, invoice.invoice_id).invoices[0]
    listed = xero.accounting.get_payments(xero.tenant, page=1, where='PaymentType=="ACCRECPAYMENT"').payments
    gone = models.PaymentDelete(status="DELETED")
    deleted = xero.accounting.delete_payment(xero.tenant, payment.payment_id, gone).payments[0]
    after = xero.accounting.get_invoice(xero.tenant, invoice.invoice_id).invoices[0]
    single = xero.accounting.get_payment(xero.tenant, payment.payment_id).payments[0]

    assert (paid.status, paid.fully_paid_on_date, paid.payments[0].amount) == ("PAID", TODAY, Decimal("25.2"))
    assert [one.payment_id for one in listed] == [payment.payment_id]
    assert (deleted.status, after.status, after.amount_due) == ("DELETED", "AUTHORISED", Decimal("25.2"))
    assert single.account.code == "090"


def test_foreign_currencies(xero: Any) -> None:
    invoice = saved_invoice(xero, currency_code=models.CurrencyCode.EUR, currency_rate=1.153)

    assert (invoice.currency_code.value, invoice.currency_rate) == ("EUR", Decimal("1.153"))


def test_tracked_items(xero: Any) -> None:
    bought = models.Purchase(unit_price=10.0, cogs_account_code="310")
    new = models.Item(code="CHAIR", inventory_asset_account_code="630", purchase_details=bought)
    created = xero.accounting.create_items(xero.tenant, models.Items(items=[new])).items[0]
    line = models.LineItem(item_code="CHAIR", description="Chair", quantity=3.0)
    saved_invoice(xero, type="ACCPAY", line_items=[line])

    read = xero.accounting.get_item(xero.tenant, created.item_id).items[0]

    assert (read.is_tracked_as_inventory, read.quantity_on_hand, read.total_cost_pool) == (
        True,
        Decimal(3),
        Decimal(30),
    )
