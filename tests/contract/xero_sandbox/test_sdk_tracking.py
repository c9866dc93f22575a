"""Xero's own Python SDK tracks: categories, options, and lines of all kinds of documents."""

from typing import Any

import pytest
from xero_python import accounting as models
from xero_python.exceptions import AccountingBadRequestException

from tests.contract.xero_sandbox.sdk import (
    a_bill,
    a_category,
    a_contact,
    a_credit_note,
    a_line,
    read,
    saved_invoice,
    tracked,
)


def options(xero: Any, **parameters: Any) -> dict[str, list[str]]:
    found = xero.accounting.get_tracking_categories(xero.tenant, **parameters).tracking_categories
    return {one.name: [option.name for option in one.options] for one in found}


def test_categories_and_options(xero: Any) -> None:
    category = a_category(xero, "Department", "Design", "Build")
    category_id, option_id = category.tracking_category_id, category.options[0].tracking_option_id

    renamed = xero.accounting.update_tracking_category(
        xero.tenant, category_id, models.TrackingCategory(name="Team")
    ).tracking_categories[0]
    option = xero.accounting.update_tracking_options(
        xero.tenant, category_id, option_id, models.TrackingOption(name="Creative")
    ).options[0]
    gone = xero.accounting.delete_tracking_options(xero.tenant, category_id, option_id).options[0]

    assert (renamed.name, option.name, gone.status) == ("Team", "Creative", "DELETED")
    assert options(xero, where='Status=="ACTIVE"', order="Name ASC") == {"Team": ["Build"]}
    deleted = xero.accounting.delete_tracking_category(xero.tenant, category_id).tracking_categories[0]
    assert (deleted.status, options(xero)) == ("DELETED", {})


def test_used_options_are_archived(xero: Any) -> None:
    category = a_category(xero, "Department", "Design", "Build")
    saved_invoice(xero, line_items=[a_line(tracking=[tracked(category)])])
    archived = models.TrackingOption(status="ARCHIVED")

    with pytest.raises(AccountingBadRequestException):
        xero.accounting.delete_tracking_options(
            xero.tenant, category.tracking_category_id, category.options[0].tracking_option_id
        )
    xero.accounting.update_tracking_options(
        xero.tenant, category.tracking_category_id, category.options[0].tracking_option_id, archived
    )

    assert options(xero) == {"Department": ["Build"]}
    assert options(xero, include_archived=True) == {"Department": ["Design", "Build"]}


def test_a_third_category_is_refused(xero: Any) -> None:
    a_category(xero, "Department")
    a_category(xero, "Project")

    with pytest.raises(AccountingBadRequestException) as refused:
        a_category(xero, "Region")

    [element] = refused.value.error_data["Elements"]
    assert element["Name"] == "Region"


def test_lines_of_all_documents(xero: Any) -> None:
    department, project = a_category(xero, "Department", "Design"), a_category(xero, "Project", "Harbour")
    by_name = models.LineItemTracking(name="Project", option="Harbour")
    lines = [a_line(tracking=[tracked(department), by_name])]
    contact = a_contact(xero)

    documents = [
        saved_invoice(xero, contact=contact, line_items=lines),
        a_bill(xero, contact=contact, line_items=[a_line(account_code="429", tracking=[tracked(project)])]),
        a_credit_note(xero, contact, line_items=lines),
    ]
    listed = xero.accounting.get_invoices(xero.tenant, page=1).invoices
    single = read(xero, documents[0]).line_items[0].tracking

    assert [[one.option for one in document.line_items[0].tracking] for document in documents] == [
        ["Design", "Harbour"], ["Harbour"], ["Design", "Harbour"],
    ]  # fmt: skip
    assert [one.tracking_option_id for one in listed[0].line_items[0].tracking] == [None, None]
    assert single[1].tracking_option_id == project.options[0].tracking_option_id
