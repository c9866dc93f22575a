"""Paging, filters, If-Modified-Since, answer flavours, formats and unknown addresses."""

from typing import Any

import pytest


async def contacts(xero: Any, count: int) -> None:
    body = {"Contacts": [{"Name": f"Contact {number}"} for number in range(count)]}
    await xero.call("PUT", "/Contacts", body)


@pytest.mark.parametrize(
    ("options", "size", "rows", "pages"),
    [
        ({"page": 1}, 100, 12, 1),
        ({"page": 2, "pageSize": 5}, 5, 5, 3),
        ({"page": 3, "pageSize": 5}, 5, 2, 3),
        ({"page": 4, "pageSize": 5}, 5, 0, 3),
        ({"page": 1, "pageSize": 0}, 1, 1, 12),
        ({"page": 1, "pageSize": 5000}, 1000, 12, 1),
    ],
)
async def test_pages(xero: Any, options: dict[str, int], size: int, rows: int, pages: int) -> None:
    await contacts(xero, 12)

    answer = await xero.call("GET", "/Contacts", **options)

    assert len(answer.body["Contacts"]) == rows
    expected = {"page": options["page"], "pageSize": size, "pageCount": pages, "itemCount": 12}
    assert answer.body["pagination"] == expected


async def test_without_page_there_is_no_pagination_and_no_lines(xero: Any) -> None:
    await xero.invoice()

    answer = await xero.call("GET", "/Invoices", pageSize=1)

    assert "pagination" not in answer.body
    assert "LineItems" not in answer.body["Invoices"][0]


async def test_summary_only_pages_and_drops_what_is_heavy(xero: Any) -> None:
    await xero.invoice()

    answer = await xero.call("GET", "/Invoices", summaryOnly="True")

    dropped = {"LineItems", "Payments", "CreditNotes", "Prepayments", "Overpayments", "HasAttachments"}
    assert not dropped & answer.body["Invoices"][0].keys()
    assert answer.body["pagination"]["itemCount"] == 1


async def test_changed_rows_move_to_the_end(xero: Any) -> None:
    await contacts(xero, 3)
    first = (await xero.call("GET", "/Contacts", page=1)).body["Contacts"][0]
    xero.advance(seconds=1)
    await xero.call("POST", "/Contacts", {"ContactID": first["ContactID"], "FirstName": "Ada"})

    after = (await xero.call("GET", "/Contacts", page=1)).body["Contacts"]

    assert after[-1]["ContactID"] == first["ContactID"]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("2026-11-20T09:30:00", 1),
        ("2026-11-20T09:30:01", 0),
        ("2026-11-20T11:30:01+02:00", 0),
        ("Fri, 20 Nov 2026 09:30:01 GMT", 0),
        ("nonsense", 1),
    ],
)
async def test_if_modified_since(xero: Any, since: str, found: int) -> None:
    await xero.contact()

    answer = await xero.call("GET", "/Contacts", headers={"If-Modified-Since": since})

    assert (answer.status, len(answer.body["Contacts"])) == (200, found)


async def test_invoice_filters(xero: Any) -> None:
    one = await xero.invoice(InvoiceNumber="A-1", Reference="Project 7")
    other = await xero.invoice(InvoiceNumber="A-2", Status="DRAFT", Contact={"Name": "Bob Ltd"})

    async def found(**options: str) -> set[str]:
        answer = await xero.call("GET", "/Invoices", **options)
        return {row["InvoiceNumber"] for row in answer.body["Invoices"]}

    assert await found(IDs=f"{one['InvoiceID']},{other['InvoiceID']}") == {"A-1", "A-2"}
    assert await found(InvoiceNumbers="a-2") == {"A-2"}
    assert await found(Statuses="DRAFT,SUBMITTED") == {"A-2"}
    assert await found(ContactIDs=one["Contact"]["ContactID"]) == {"A-1"}
    assert await found(IDs=one["InvoiceID"], Statuses="DRAFT") == set()
    assert await found(searchTerm="project") == {"A-1"}
    assert await found(createdByMyApp="True") == {"A-1", "A-2"}


async def test_empty_fields_are_left_out_never_null(xero: Any) -> None:
    await xero.invoice()

    answer = await xero.http.get("/api.xro/2.0/Invoices", params={"page": 1}, headers=xero.headers)

    assert "null" not in answer.text


async def test_flavours_of_one_invoice(xero: Any) -> None:
    written = await xero.invoice()
    paged = (await xero.call("GET", "/Invoices", page=1)).body["Invoices"][0]
    single = (await xero.call("GET", f"/Invoices/{written['InvoiceNumber']}")).body["Invoices"][0]

    assert not {"Payments", "CreditNotes", "AmountCredited", "HasAttachments", "InvoiceAddresses"} & written.keys()
    assert {"Payments", "CreditNotes", "AmountCredited", "InvoiceAddresses"} <= paged.keys()
    assert not {"Payments", "CreditNotes", "InvoiceAddresses", "StatusAttributeString"} & single.keys()
    assert "ValidationErrors" not in paged["LineItems"][0]
    assert single["LineItems"][0]["ValidationErrors"] == written["LineItems"][0]["ValidationErrors"] == []
    assert paged["Contact"].keys() < single["Contact"].keys()


async def test_dates(xero: Any) -> None:
    invoice = await xero.invoice(Date="/Date(1795132800000)/")

    assert (invoice["Date"], invoice["DateString"]) == ("/Date(1795132800000+0000)/", "2026-11-20T00:00:00")
    assert (invoice["UpdatedDateUTC"], invoice["UpdatedDateUTCString"]) == (
        "/Date(1795167000000+0000)/",
        "2026-11-20T09:30:00Z",
    )


async def test_today_is_the_organisations_today(xero: Any) -> None:
    xero.advance(hours=1, minutes=29)
    await xero.sign_in()
    evening = await xero.invoice(Date=None)  # 10:59 UTC, 23:59 in Auckland
    xero.advance(minutes=1)

    midnight = await xero.invoice(Date=None)

    assert (evening["DateString"], midnight["DateString"]) == ("2026-11-20T00:00:00", "2026-11-21T00:00:00")


async def test_xml_is_what_you_get_without_asking_for_json(xero: Any) -> None:
    answer = await xero.call("GET", "/Organisation", headers={"accept": "*/*"})

    assert answer.headers["content-type"].startswith("application/xml")
    assert "<Organisations><Organisation><Name>Kiwi Ltd</Name>" in answer.body


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("DELETE", "/Invoices/INV-1", 405),
        ("PATCH", "/Contacts", 405),
        ("GET", "/BankTransfers", 501),
        ("GET", "/Invoices/INV-1/Attachments", 501),
    ],
)
async def test_verbs_and_resources_that_are_not_there(xero: Any, verb: str, path: str, status: int) -> None:
    answer = await xero.call(verb, path)

    assert (answer.status, answer.body["ErrorNumber"], answer.body["Message"]) == (
        status,
        20,
        "The Api Method called is not implemented",
    )


@pytest.mark.parametrize("path", ["/Invoices/nothing", "/Nonsense", "/Contacts/x/y/z"])
async def test_unknown_addresses_get_a_page(xero: Any, path: str) -> None:
    answer = await xero.call("GET", path)

    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "The resource you're looking for cannot be found" in answer.body


async def test_a_snapshot_brings_everything_back(xero: Any) -> None:
    await xero.contact("Ada Ltd")
    await xero.control("POST", "/snapshot/one")
    await xero.contact("Bob Ltd")

    await xero.control("POST", "/snapshot/one/restore")

    listed = (await xero.call("GET", "/Contacts")).body["Contacts"]
    assert [one["Name"] for one in listed] == ["Ada Ltd"]


async def test_the_dump_shows_everything_and_costs_nothing(xero: Any) -> None:
    await xero.pay(await xero.invoice(), "10")

    dump = (await xero.control("GET", "/dump?organisation=Kiwi Ltd")).json()

    assert [len(dump[key]) for key in ("Contacts", "Invoices", "CreditNotes", "Payments")] == [1, 1, 0, 1]
    assert (await xero.call("GET", "/Organisation")).headers["x-minlimit-remaining"] == "57"


async def test_a_seed_is_held_to_the_same_rules(xero: Any) -> None:
    organisation = {"name": "Bad Ltd", "contacts": [{"Name": "A"}, {"Name": "a"}]}

    answer = await xero.control("POST", "/seed", {"organisations": [organisation]})

    assert answer.status_code == 422
    assert "already assigned" in answer.text
    assert xero.ledger.organisation.name == "Kiwi Ltd"


async def test_a_seed_may_hold_paid_and_credited_documents(xero: Any) -> None:
    line = {"Description": "x", "UnitAmount": 100, "AccountCode": "200", "TaxType": "NONE"}
    document = {"Contact": {"Name": "Ada"}, "Date": "2026-01-01", "Status": "AUTHORISED", "LineItems": [line]}
    organisation = {
        "name": "Old Ltd",
        "invoices": [
            document | {"Type": "ACCREC", "InvoiceNumber": "A", "DueDate": "2026-02-01"},
            document | {"Type": "ACCREC", "InvoiceNumber": "B", "DueDate": "2026-02-01"},
        ],
        "credit_notes": [document | {"Type": "ACCRECCREDIT", "CreditNoteNumber": "C"}],
        "payments": [{"Invoice": {"InvoiceNumber": "A"}, "Account": {"Code": "090"}, "Amount": 100}],
        "allocations": [{"CreditNoteNumber": "C", "Invoice": {"InvoiceNumber": "B"}, "Amount": 40}],
        "archived_contacts": ["Ada"],
    }

    answer = await xero.control("POST", "/seed", {"replace": False, "organisations": [organisation]})

    assert answer.status_code == 201, answer.text
    owed = {one.number: one.outstanding for one in xero.sandbox.world.ledger("Old Ltd").invoices.values()}
    assert owed == {"A": 0, "B": 60}
