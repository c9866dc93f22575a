"""Tracking on the lines of invoices, bills and credit notes."""

from typing import Any

import pytest

from tests.unit.sandbox_xero.test_tracking import a_category, path

NOBODY = "11111111-2222-3333-4444-555555555555"
PLACES = [
    pytest.param("Invoices", {"Type": "ACCREC"}, id="invoice"),
    pytest.param("Invoices", {"Type": "ACCPAY"}, id="bill"),
    pytest.param("CreditNotes", {"Type": "ACCRECCREDIT"}, id="credit note"),
    pytest.param("CreditNotes", {"Type": "ACCPAYCREDIT"}, id="supplier credit note"),
]


@pytest.fixture(name="tracked")
async def _tracked(xero: Any) -> Any:
    """Department: Design, Build. Project: Harbour."""
    xero.department = await a_category(xero, "Department", "Design", "Build")
    xero.project = await a_category(xero, "Project", "Harbour")
    return xero


def ids(category: dict[str, Any], option: int = 0) -> dict[str, str]:
    return {
        "TrackingCategoryID": category["TrackingCategoryID"],
        "TrackingOptionID": category["Options"][option]["TrackingOptionID"],
    }


async def draft(xero: Any, *tracking: dict[str, str], resource: str = "Invoices", **fields: Any) -> Any:
    line = {"Description": "x", "UnitAmount": 1, "Tracking": list(tracking)}
    body = {"Type": "ACCREC", "Contact": {"Name": "Ada Ltd"}, "LineItems": [line], **fields}
    return await xero.call("PUT", f"/{resource}", body)


@pytest.mark.parametrize(("resource", "fields"), PLACES)
async def test_options_by_name_and_by_id(tracked: Any, resource: str, fields: dict[str, str]) -> None:
    by_name = {"Name": "department", "Option": "design"}

    answer = await draft(tracked, by_name, ids(tracked.project), resource=resource, **fields)

    assert answer.status == 200, answer.messages
    assert answer.body[resource][0]["LineItems"][0]["Tracking"] == [
        {"Name": "Department", "Option": "Design", **ids(tracked.department)},
        {"Name": "Project", "Option": "Harbour", **ids(tracked.project)},
    ]


@pytest.mark.parametrize(("resource", "fields"), PLACES)
@pytest.mark.parametrize(
    ("tracking", "message"),
    [
        ({"Name": "Region", "Option": "x"}, "There is no ACTIVE tracking category with the name 'Region'"),
        ({"TrackingCategoryID": NOBODY}, f"There is no ACTIVE tracking category with the name '{NOBODY}'"),
        (
            {"Name": "Department", "Option": "Sales"},
            "There is no ACTIVE tracking option with the name 'Sales' in the tracking category 'Department'",
        ),
        (
            {"Name": "Department"},
            "There is no ACTIVE tracking option with the name '' in the tracking category 'Department'",
        ),
    ],
)
async def test_what_does_not_exist_is_refused(
    tracked: Any, resource: str, fields: dict[str, str], tracking: dict[str, str], message: str
) -> None:
    answer = await draft(tracked, tracking, resource=resource, **fields)

    assert (answer.status, answer.messages) == (400, [message])


async def test_an_option_belongs_to_its_category(tracked: Any) -> None:
    foreign = ids(tracked.department) | {"TrackingOptionID": tracked.project["Options"][0]["TrackingOptionID"]}

    answer = await draft(tracked, foreign)

    assert answer.status == 400


async def test_one_option_of_a_category(tracked: Any) -> None:
    answer = await draft(tracked, ids(tracked.department, 0), ids(tracked.department, 1))

    assert answer.messages == ["Only one option of a tracking category can be specified for a line item"]


async def test_where_unknown_tracking_is_ignored_it_vanishes(tracked: Any) -> None:
    own = f"/organisations/{tracked.ledger.organisation.id}"
    await tracked.control("PATCH", own, {"ignores_unknown_tracking": True})

    answer = await draft(tracked, {"Name": "Department", "Option": "Sales"}, ids(tracked.project))

    assert [one["Name"] for one in answer.body["Invoices"][0]["LineItems"][0]["Tracking"]] == ["Project"]


async def test_lists_know_no_option_id(tracked: Any) -> None:
    await draft(tracked, ids(tracked.department))

    listed = (await tracked.call("GET", "/Invoices", page=1)).body["Invoices"][0]

    assert listed["LineItems"][0]["Tracking"] == [
        {
            "Name": "Department",
            "Option": "Design",
            "TrackingCategoryID": tracked.department["TrackingCategoryID"],
            "Options": [],
        }
    ]


async def test_new_names_show_on_old_documents_without_touching_them(tracked: Any) -> None:
    before = (await draft(tracked, ids(tracked.department))).body["Invoices"][0]
    tracked.advance(minutes=1)
    await tracked.call("POST", path(tracked.department, 0), {"Name": "Creative"})

    after = (await tracked.call("GET", f"/Invoices/{before['InvoiceID']}")).body["Invoices"][0]

    assert after["LineItems"][0]["Tracking"][0]["Option"] == "Creative"
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


async def test_tracking_stays_with_its_line_and_is_replaced_or_cleared(tracked: Any) -> None:
    invoice = (await draft(tracked, ids(tracked.department))).body["Invoices"][0]
    line_id = {"LineItemID": invoice["LineItems"][0]["LineItemID"]}

    async def after(**change: Any) -> list[str]:
        answer = await tracked.call("POST", f"/Invoices/{invoice['InvoiceID']}", {"LineItems": [line_id | change]})
        return [one["Option"] for one in answer.body["Invoices"][0]["LineItems"][0]["Tracking"]]

    assert await after(Description="y") == ["Design"]
    assert await after(Tracking=[ids(tracked.department, 1)]) == ["Build"]
    assert await after(Tracking=[]) == []


async def test_an_archived_option_stays_where_it_is_and_goes_nowhere_else(tracked: Any) -> None:
    invoice = (await draft(tracked, ids(tracked.department))).body["Invoices"][0]
    await tracked.call("POST", path(tracked.department, 0), {"Status": "ARCHIVED"})
    line = invoice["LineItems"][0]

    echoed = await tracked.call("POST", f"/Invoices/{invoice['InvoiceID']}", {"LineItems": [line]})
    new = await draft(tracked, ids(tracked.department))

    assert echoed.body["Invoices"][0]["LineItems"][0]["Tracking"][0]["Option"] == "Design"
    assert new.messages == [
        "There is no ACTIVE tracking option with the name 'Design' in the tracking category 'Department'"
    ]


async def test_a_line_without_item_or_price_may_be_tracked(tracked: Any) -> None:
    line = {"Description": "Words only", "Tracking": [ids(tracked.department)]}

    invoice = await tracked.invoice(LineItems=[line, {"Description": "x", "LineAmount": 1, "AccountCode": "200"}])

    assert invoice["LineItems"][0]["Tracking"][0]["Option"] == "Design"


async def test_a_paid_bill_may_be_tracked_anew(tracked: Any) -> None:
    cost = {"Description": "x", "LineAmount": 10, "AccountCode": "429", "Tracking": [ids(tracked.department)]}
    bill = await tracked.invoice(Type="ACCPAY", LineItems=[cost])
    await tracked.pay(bill, "1")
    line = {"LineItemID": bill["LineItems"][0]["LineItemID"], "Tracking": [ids(tracked.department, 1)]}

    answer = await tracked.call("POST", f"/Invoices/{bill['InvoiceID']}", {"LineItems": [line]})

    assert answer.body["Invoices"][0]["LineItems"][0]["Tracking"][0]["Option"] == "Build"


async def test_a_refused_document_shows_what_it_would_have_been_tracked_as(tracked: Any) -> None:
    answer = await draft(tracked, ids(tracked.department), CurrencyCode="EUR")

    [element] = answer.body["Elements"]
    assert element["LineItems"][0]["Tracking"][0]["Option"] == "Design"
