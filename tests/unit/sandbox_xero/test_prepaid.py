"""Prepayments and overpayments: how they come into being, are applied, refunded, taken back and ended."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_xero.purchases import A_BILL, HAS_MONEY

SIDES = [
    pytest.param("RECEIVE-PREPAYMENT", "Prepayment", {}, id="prepaid by a customer"),
    pytest.param("SPEND-PREPAYMENT", "Prepayment", A_BILL, id="prepaid to a supplier"),
    pytest.param("RECEIVE-OVERPAYMENT", "Overpayment", {}, id="overpaid by a customer"),
    pytest.param("SPEND-OVERPAYMENT", "Overpayment", A_BILL, id="overpaid to a supplier"),
]


async def ahead(xero: Any, kind: str, noun: str, **fields: Any) -> dict[str, Any]:
    """The credit that a bank transaction over 115.00 made."""
    made_by = await xero.bank(kind, **fields)
    found: dict[str, Any] = await xero.read(f"{noun}s", made_by[f"{noun}ID"])
    return found


async def allocate(xero: Any, noun: str, credit: dict[str, Any], invoice: dict[str, Any], amount: str) -> Any:
    body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": Decimal(amount)}
    return await xero.call("PUT", f"/{noun}s/{credit[f'{noun}ID']}/Allocations", body)


async def refund(xero: Any, noun: str, credit: dict[str, Any], amount: str) -> Any:
    body = {noun: {f"{noun}ID": credit[f"{noun}ID"]}, "Account": {"Code": "090"}, "Amount": Decimal(amount)}
    return await xero.call("PUT", "/Payments", body)


async def test_a_prepayment_received_is_taxed_and_numbered_like_an_invoice(xero: Any) -> None:
    await xero.invoice()

    prepayment = await ahead(xero, "RECEIVE-PREPAYMENT", "Prepayment")
    invoice = await xero.invoice()

    assert (prepayment["Type"], prepayment["Status"], prepayment["ID"]) == (
        "RECEIVE-PREPAYMENT", "AUTHORISED", prepayment["PrepaymentID"],
    )  # fmt: skip
    assert (prepayment["SubTotal"], prepayment["TotalTax"], prepayment["RemainingCredit"]) == (100, 15, 115)
    assert (prepayment["InvoiceNumber"], prepayment["Reference"]) == ("INV-0002", "INV-0002")
    assert invoice["InvoiceNumber"] == "INV-0003"


async def test_its_reference_is_its_number(xero: Any) -> None:
    prepayment = await ahead(xero, "RECEIVE-PREPAYMENT", "Prepayment", Reference="P-7")

    assert (prepayment["InvoiceNumber"], prepayment["Reference"]) == ("P-7", "P-7")


async def test_a_prepayment_spent_has_a_reference_and_no_number(xero: Any) -> None:
    prepayment = await ahead(xero, "SPEND-PREPAYMENT", "Prepayment", Reference="P-7")

    assert prepayment["Reference"] == "P-7"
    assert "InvoiceNumber" not in prepayment


@pytest.mark.parametrize(("kind", "account"), [("RECEIVE-OVERPAYMENT", "610"), ("SPEND-OVERPAYMENT", "800")])
async def test_an_overpayment_is_untaxed_and_coded_by_xero(xero: Any, kind: str, account: str) -> None:
    overpayment = await ahead(xero, kind, "Overpayment", Reference="too much")

    [line] = overpayment["LineItems"]
    assert (line["AccountCode"], line["TaxType"], line["LineAmount"]) == (account, "NONE", 115)
    assert (overpayment["LineAmountTypes"], overpayment["TotalTax"], overpayment["Reference"]) == (
        "NoTax", 0, "too much",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"LineAmountTypes": "Inclusive"}, "Overpayments can only have the LineAmountTypes NoTax"),
        (
            {"LineItems": [{"Description": "a", "UnitAmount": 1}, {"Description": "b", "UnitAmount": 1}]},
            "Overpayments can only have a single line item",
        ),
    ],
)
async def test_overpayments_are_refused(xero: Any, change: dict[str, Any], message: str) -> None:
    body = {"Type": "RECEIVE-OVERPAYMENT", "Contact": {"Name": "Ada"}, "BankAccount": {"Code": "090"}}

    answer = await xero.call(
        "PUT", "/BankTransactions", body | {"LineItems": [{"Description": "a", "LineAmount": 1}]} | change
    )

    assert answer.messages == [message]
    assert not xero.ledger.overpayments


@pytest.mark.parametrize(("kind", "noun", "invoice_fields"), SIDES)
async def test_credit_is_applied_and_taken_back(
    xero: Any, kind: str, noun: str, invoice_fields: dict[str, Any]
) -> None:
    invoice = await xero.invoice(**invoice_fields | {"Contact": {"Name": "Ada Ltd"}})
    credit = await ahead(xero, kind, noun)
    xero.advance(minutes=1)

    allocation = (await allocate(xero, noun, credit, invoice, "100")).body["Allocations"][0]
    applied, used = await xero.read("Invoices", invoice["InvoiceID"]), await xero.read(f"{noun}s", credit["ID"])
    listed = (await xero.call("GET", "/Invoices", page=1)).body["Invoices"][0]
    xero.advance(minutes=1)
    gone = await xero.call("DELETE", f"/{noun}s/{credit['ID']}/Allocations/{allocation['AllocationID']}")
    after, unused = await xero.read("Invoices", invoice["InvoiceID"]), await xero.read(f"{noun}s", credit["ID"])

    assert allocation[noun] == {f"{noun}ID": credit["ID"], "ID": credit["ID"]}
    assert (applied["AmountCredited"], applied["AmountPaid"], applied["AmountDue"]) == (100, 0, 15)
    assert "Payments" not in applied
    assert [one["AppliedAmount"] for one in listed[f"{noun}s"]] == [100]
    assert (used["RemainingCredit"], used["Allocations"][0]["Invoice"]["InvoiceID"]) == (15, invoice["InvoiceID"])
    assert gone.body["IsDeleted"] is True
    assert (after["AmountDue"], unused["RemainingCredit"], unused["Allocations"]) == (115, 115, [])
    assert len({one["UpdatedDateUTC"] for one in (credit, used, unused)}) == 3
    assert len({one["UpdatedDateUTC"] for one in (invoice, applied, after)}) == 3


@pytest.mark.parametrize(("kind", "noun", "invoice_fields"), SIDES)
async def test_all_of_it_settles_both(xero: Any, kind: str, noun: str, invoice_fields: dict[str, Any]) -> None:
    invoice = await xero.invoice(**invoice_fields | {"Contact": {"Name": "Ada Ltd"}})
    credit = await ahead(xero, kind, noun)

    await allocate(xero, noun, credit, invoice, "115")

    assert (await xero.read("Invoices", invoice["InvoiceID"]))["Status"] == "PAID"
    assert (await xero.read(f"{noun}s", credit["ID"]))["Status"] == "PAID"


@pytest.mark.parametrize(("kind", "noun", "invoice_fields"), SIDES)
async def test_what_does_not_fit_is_refused(xero: Any, kind: str, noun: str, invoice_fields: dict[str, Any]) -> None:
    own = await xero.invoice(**invoice_fields | {"Contact": {"Name": "Ada Ltd"}})
    foreign = await xero.invoice(**invoice_fields | {"Contact": {"Name": "Bob Ltd"}})
    credit = await ahead(xero, kind, noun)

    too_much = await allocate(xero, noun, credit, own, "115.01")
    elsewhere = await allocate(xero, noun, credit, foreign, "1")

    assert too_much.messages == [f"{noun} cannot be allocated as amount is greater than amount outstanding"]
    assert elsewhere.messages == [f"The {noun.lower()} and the invoice must have the same contact"]


@pytest.mark.parametrize(
    ("kind", "noun", "payment_type", "inside"),
    [
        ("RECEIVE-PREPAYMENT", "Prepayment", "ARPREPAYMENTPAYMENT", "ARPREPAYMENT"),
        ("SPEND-PREPAYMENT", "Prepayment", "APPREPAYMENTPAYMENT", "APPREPAYMENT"),
        ("RECEIVE-OVERPAYMENT", "Overpayment", "AROVERPAYMENTPAYMENT", "AROVERPAYMENT"),
        ("SPEND-OVERPAYMENT", "Overpayment", "APOVERPAYMENTPAYMENT", "APOVERPAYMENT"),
    ],
)
async def test_refunds_and_their_end(xero: Any, kind: str, noun: str, payment_type: str, inside: str) -> None:
    credit = await ahead(xero, kind, noun)

    payment = (await refund(xero, noun, credit, "115")).body["Payments"][0]
    used = await xero.read(f"{noun}s", credit["ID"])
    listed = (await xero.call("GET", "/Payments", where=f'{noun}.{noun}ID==Guid("{credit["ID"]}")')).body["Payments"]
    await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    after = await xero.read(f"{noun}s", credit["ID"])

    assert (payment["PaymentType"], payment["Invoice"]["Type"]) == (payment_type, inside)
    assert (payment["Invoice"]["InvoiceID"], len(listed)) == (credit["ID"], 1)
    assert (used["Status"], used["RemainingCredit"], used["Payments"][0]["Amount"]) == ("PAID", 0, 115)
    assert (after["Status"], after["RemainingCredit"]) == ("AUTHORISED", 115)


async def test_more_than_remains_is_not_refunded(xero: Any) -> None:
    credit = await ahead(xero, "RECEIVE-PREPAYMENT", "Prepayment")
    await refund(xero, "Prepayment", credit, "100")

    answer = await refund(xero, "Prepayment", credit, "15.01")

    assert answer.messages == ["Payment amount exceeds the amount outstanding on this document"]


async def test_a_person_ends_what_nothing_was_taken_from(xero: Any) -> None:
    made_by = await xero.bank("RECEIVE-PREPAYMENT")
    credit = made_by["PrepaymentID"]
    payment = (await refund(xero, "Prepayment", {"PrepaymentID": credit}, "5")).body["Payments"][0]

    used = await xero.person("void", prepayment=credit)
    await xero.person("unpay", payment=payment["PaymentID"])
    done = await xero.person("void", prepayment=credit)
    again = await xero.person("void", prepayment=credit)

    assert (used.status_code, used.json()["detail"]) == (409, [HAS_MONEY])
    assert (done.json()["answer"]["Status"], done.json()["answer"]["RemainingCredit"]) == ("VOIDED", 0)
    assert xero.ledger.bank_transactions[made_by["BankTransactionID"]].status == "DELETED"
    assert again.status_code == 409


async def test_a_person_pays_too_much(xero: Any) -> None:
    invoice = await xero.invoice()

    done = (await xero.person("overpay", invoice="INV-0001", amount="150", date="2026-11-20")).json()["answer"]
    enough = await xero.person("overpay", invoice="INV-0001", amount="0")

    assert (await xero.read("Invoices", invoice["InvoiceID"]))["Status"] == "PAID"
    assert (done["Payment"]["Amount"], done["Overpayment"]["RemainingCredit"]) == (115, 35)
    assert done["Overpayment"]["Type"] == "AROVERPAYMENT"
    assert enough.status_code == 409


async def test_a_person_pays_a_supplier_too_much_and_uses_it_for_the_next_bill(xero: Any) -> None:
    first, second = await xero.invoice(**A_BILL), await xero.invoice(**A_BILL)

    done = (await xero.person("overpay", invoice=first["InvoiceID"], amount="150")).json()["answer"]
    credit = done["Overpayment"]["OverpaymentID"]
    await xero.person("allocate", overpayment=credit, invoice=second["InvoiceID"])

    assert done["Overpayment"]["Type"] == "SPEND-OVERPAYMENT"
    assert (await xero.read("Invoices", second["InvoiceID"]))["AmountDue"] == 80


async def test_a_person_reconciles_a_payment_and_undoes_it(xero: Any) -> None:
    payment = (await xero.pay(await xero.invoice(), "10")).body["Payments"][0]["PaymentID"]

    await xero.person("reconcile", payment=payment)
    refused = await xero.person("unpay", payment=payment)
    await xero.person("unreconcile", payment=payment)
    gone = await xero.person("unpay", payment=payment)
    too_late = await xero.person("reconcile", payment=payment)

    assert (refused.status_code, gone.status_code, too_late.status_code) == (409, 200, 409)


@pytest.mark.parametrize(
    ("resource", "kind", "parameters"),
    [
        ("Prepayments", "RECEIVE-PREPAYMENT", {"InvoiceNumbers": "one,other"}),
        ("Prepayments", "RECEIVE-PREPAYMENT", {"where": 'InvoiceNumber=="one"'}),
        ("Overpayments", "RECEIVE-OVERPAYMENT", {"References": "one"}),
        ("Overpayments", "SPEND-OVERPAYMENT", {"where": 'Reference=="one" AND RemainingCredit>100'}),
    ],
)
async def test_lists_are_filtered_and_paged(xero: Any, resource: str, kind: str, parameters: dict[str, str]) -> None:
    for reference in ("one", "two"):
        await xero.bank(kind, Reference=reference)

    found = (await xero.call("GET", f"/{resource}", page=1, **parameters)).body
    plain = (await xero.call("GET", f"/{resource}", order="Date DESC")).body[resource]

    assert (found["pagination"]["itemCount"], found[resource][0]["Reference"]) == (1, "one")
    assert ([one["LineItems"] for one in plain], len(found[resource][0]["LineItems"])) == ([[], []], 1)


async def test_changes_are_found_by_time(xero: Any) -> None:
    credit = await ahead(xero, "RECEIVE-PREPAYMENT", "Prepayment")
    await xero.bank("RECEIVE-PREPAYMENT")
    since = {"if-modified-since": "2026-11-20T09:31:00"}
    xero.advance(minutes=1)
    await allocate(xero, "Prepayment", credit, await xero.invoice(), "10")

    changed = (await xero.call("GET", "/Prepayments", page=1, headers=since)).body["Prepayments"]
    transactions = (await xero.call("GET", "/BankTransactions", page=1, headers=since)).body["BankTransactions"]

    assert [one["PrepaymentID"] for one in changed] == [credit["ID"]]
    assert transactions == []


async def test_what_came_ahead_lowers_what_a_contact_owes(xero: Any) -> None:
    await xero.invoice()
    await xero.bank("RECEIVE-PREPAYMENT", "15")

    contact = (await xero.call("GET", "/Contacts", page=1)).body["Contacts"][0]

    assert contact["Balances"]["AccountsReceivable"]["Outstanding"] == 100


async def test_everything_follows_a_merged_contact(xero: Any) -> None:
    made_by = await xero.bank("RECEIVE-PREPAYMENT")
    winner = await xero.contact("Bob Ltd")

    await xero.person("merge", contact="Ada Ltd", into="Bob Ltd")

    transaction = await xero.read("BankTransactions", made_by["BankTransactionID"])
    credit = await xero.read("Prepayments", made_by["PrepaymentID"])
    assert transaction["Contact"]["ContactID"] == credit["Contact"]["ContactID"] == winner


@pytest.mark.parametrize("resource", ["Prepayments", "Overpayments"])
async def test_they_are_made_elsewhere(xero: Any, resource: str) -> None:
    nobody = "11111111-2222-3333-4444-555555555555"

    assert (await xero.call("PUT", f"/{resource}", {})).status == 405
    assert (await xero.call("GET", f"/{resource}/{nobody}")).status == 404
    assert (await xero.call("PUT", f"/{resource}/{nobody}/Allocations", {})).status == 404
