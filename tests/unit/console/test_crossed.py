"""Both sides of what crosses."""

import datetime as dt

from services.console.crossed import Pair, element_of, pairs
from shared.contracts.envelope import Category, Lane, System
from shared.store.records import Call, CallEntry


def _call(system: System, body: bytes, *entries: int) -> Call:
    return Call(
        id="call", connection_id="acme", category=Category.INVOICES, system=system, lane=Lane.CHANGED,
        resource="Invoices", method="POST", path="Invoices", params={}, body=body, idempotency_key="key",
        entries=tuple(CallEntry(one, str(one), "", {}) for one in entries),
        sent_at=dt.datetime(2026, 11, 26, tzinfo=dt.UTC), owner="worker",
    )  # fmt: skip


def test_a_document_with_its_lines_to_the_digit() -> None:
    snapshot = """{"no": 1001, "date": "2026-03-10", "reference_no": "R&amp;D",
        "lines": [{"comment": "Work", "price": 0.10, "amount": "2"}, {"comment": "Only here"}]}"""
    element = {
        "InvoiceNumber": "1001",
        "Reference": "R&D",
        "LineItems": [{"Description": "Work", "UnitAmount": "0.10"}],
    }

    found = pairs(Category.INVOICES, "scoro", snapshot, element)

    assert found == (
        Pair("Number", "1001", "1001"),
        Pair("Date", "2026-03-10", "–"),
        Pair("Reference", "R&D", "R&D"),
        Pair("Line 1, text", "Work", "Work"),
        Pair("Line 1, quantity", "2", "–"),
        Pair("Line 1, price", "0.10", "0.10"),
        Pair("Line 2, text", "Only here", "–"),
    )


def test_whether_it_was_sent_is_told_in_words() -> None:
    for written, words in (("1", "yes"), ('"0"', "no"), ("true", "yes"), ("false", "no")):
        found = pairs(Category.INVOICES, "scoro", f'{{"is_sent": {written}}}', {"Status": "DRAFT"})

        assert found == (Pair("Marked as sent", words, "–"), Pair("Status", "–", "DRAFT"))


def test_a_contact_from_xero() -> None:
    snapshot = """{"Name": "Nordic", "Phones": [{"PhoneType": "FAX", "PhoneNumber": "1"},
        {"PhoneType": "DEFAULT", "PhoneNumber": "2"}]}"""
    element = {"name": "Nordic", "means_of_contact": {"phone": ["2"], "email": []}}

    found = pairs(Category.CONTACTS, "xero", snapshot, element)

    assert found == (Pair("Name", "Nordic", "Nordic"), Pair("Telephone", "2", "2"))


def test_what_is_not_readable_shows_nothing() -> None:
    assert pairs(Category.INVOICES, "scoro", "", None) == ()
    assert pairs(Category.INVOICES, "scoro", "[1]", "x") == ()
    assert pairs(Category.RECEIPTS, "xero", "{}", None) == ()
    assert pairs(Category.INVOICES, "scoro", '{"no": "1", "lines": [null, 3]}', None) == (Pair("Number", "1", "–"),)
    assert pairs(Category.CONTACTS, "scoro", '{"addresses": [1], "means_of_contact": []}', None) == ()


def test_an_object_is_told_from_the_others_of_its_call() -> None:
    both = _call("xero", b'{"Invoices": [{"InvoiceNumber": "A"}, {"InvoiceNumber": "B"}]}', 7, 9)
    single = _call("scoro", b'{"company_account_id": "1", "request": {"no": "A"}}', 7)

    assert element_of(both, 9) == {"InvoiceNumber": "B"}
    assert element_of(single, 7) == {"no": "A"}
    assert element_of(_call("xero", b"not json", 7), 7) is None
