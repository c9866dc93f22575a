"""Which accounting object stands for which option of Xero (R125, R129)."""

from dataclasses import replace

import pytest

from services.invoices.mapping import to_xero
from shared.documents.errors import AccountingObjectsUnreadableError, TrackingOptionMissingError
from shared.documents.refs import TrackingRef
from shared.documents.tracking import from_xero, kept, read, with_former_objects, with_objects
from tests.unit.invoices.examples import A_LINE, REFS, an_invoice, as_invoice

CATEGORIES = [
    {
        "TrackingCategoryID": "cat-1",
        "Name": "Department",
        "Status": "ACTIVE",
        "Options": [
            {"TrackingOptionID": "opt-1", "Name": "Design", "Status": "ACTIVE"},
            {"TrackingOptionID": "opt-2", "Name": "R&D", "Status": "ARCHIVED"},
        ],
    }
]
DESIGN, RESEARCH = from_xero(CATEGORIES)


def an_object(object_id: int, name: str) -> dict[str, object]:
    return {"object_id": object_id, "object_symbol": "", "name": name, "parent_group_name": ""}


def test_r125_an_option_takes_the_object_of_its_name_however_it_is_escaped_or_written() -> None:
    found = with_objects([DESIGN, RESEARCH], [an_object(3, " design"), an_object(4, "R&amp;D")], [])

    assert [one.object_id for one in found] == ["3", "4"]


def test_r125_a_renamed_option_keeps_its_object() -> None:
    before = [replace(DESIGN, object_id="3")]

    [found] = with_objects(
        [replace(DESIGN, option="Creative")], [an_object(3, "Design"), an_object(5, "Creative")], before
    )

    assert (found.option, found.object_id) == ("Creative", "3")


def test_r125_of_two_objects_with_one_name_none_is_taken() -> None:
    [found] = with_objects([DESIGN], [an_object(3, "Design"), an_object(4, "Design")], [])

    assert found.object_id == ""


def test_r125_no_object_stands_for_two_options_of_one_category() -> None:
    kept_one, late = replace(DESIGN, option="Old"), replace(DESIGN, option_id="opt-9")

    found = with_objects([late, kept_one], [an_object(3, "Design")], [replace(DESIGN, object_id="3")])

    assert [one.object_id for one in found] == ["", "3"]


def test_r129_options_that_are_archived_or_of_an_archived_category_are_not_active() -> None:
    archived = from_xero([{**CATEGORIES[0], "Status": "ARCHIVED"}])

    assert [one.active for one in (DESIGN, RESEARCH, *archived)] == [True, False, False, False]


def test_what_is_kept_is_read_as_it_was() -> None:
    assert read([kept(DESIGN), kept(RESEARCH)]) == [DESIGN, RESEARCH]


def test_r129_an_object_that_is_no_active_option_is_a_problem_and_not_lost() -> None:
    refs = replace(REFS, accounting_objects={4: TrackingRef("Department", "Design")}, tracks_objects=True)

    with pytest.raises(TrackingOptionMissingError, match="accounting object 3"):
        as_invoice(an_invoice(lines=[{**A_LINE, "finance_object_id": 3}]), refs)


def test_r123_objects_stay_in_scoro_where_no_category_is_chosen() -> None:
    refs = replace(REFS, accounting_objects={})

    assert as_invoice(an_invoice(lines=[{**A_LINE, "finance_object_id": 3}]), refs).line_items[0].tracking is None


def test_r129_a_document_that_was_sent_with_an_object_of_the_former_category_keeps_it() -> None:
    refs = replace(REFS, accounting_objects={}, former_objects={3: TrackingRef("Region", "North")}, tracks_objects=True)

    [tracked] = as_invoice(an_invoice(lines=[{**A_LINE, "finance_object_id": 3}]), refs).line_items[0].tracking or ()

    assert (tracked.name, tracked.option) == ("Region", "North")


def test_r152_where_objects_may_not_be_listed_the_problem_names_the_right() -> None:
    refs = replace(REFS, accounting_objects={}, tracks_objects=True, cannot_list_objects=True)

    with pytest.raises(AccountingObjectsUnreadableError, match="financeObjects"):
        as_invoice(an_invoice(lines=[{**A_LINE, "finance_object_id": 3}]), refs)


def test_r152_options_keep_their_objects_while_objects_may_not_be_listed() -> None:
    found = with_former_objects([DESIGN, RESEARCH], [replace(DESIGN, object_id="3")])

    assert [one.object_id for one in found] == ["3", ""]


def test_r134_a_project_without_an_option_is_told_of_and_stays_in_scoro() -> None:
    refs = replace(REFS, projects={77: TrackingRef("Project", "Tower")}, tracks_projects=True)

    translated = to_xero(an_invoice(lines=[{**A_LINE, "project_id": 78}]), refs)

    told = [(notice.code, notice.detail) for notice in translated.notices]
    assert ("project_without_option", "line 1: project 78 is no active option in Xero") in told
