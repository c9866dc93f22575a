"""Options of a tracking category and the projects that have their names (R130–R134)."""

from decimal import Decimal
from typing import Any

import pytest

from shared.documents.projects import Project, from_scoro, kept, named, option_name, options_of, read
from shared.documents.to_scoro.in_scoro import LineInScoro
from shared.documents.to_scoro.projects import NO_PROJECT, PER_LINE, of_bill, of_document
from shared.documents.tracking import TrackingOption

TOWER = TrackingOption("cat-2", "Project", "opt-1", "Tower & Co", active=True)


def lines(*projects: int | None) -> list[LineInScoro]:
    """Priced lines of these projects, and a line of text."""
    priced = [
        LineInScoro(comment="Work", price=Decimal(1), finance_account_id=1, project_id=project) for project in projects
    ]
    return [*priced, LineInScoro(comment="Thank you", product_id=-1)]


def test_r133_only_projects_that_are_shared_with_the_entity_are_matched() -> None:
    rows: list[dict[str, Any]] = [
        {"project_id": "77", "project_name": "Tower", "project_accounts": [{"id": "ours"}, {"id": "theirs"}]},
        {"project_id": "78", "project_name": "Bridge", "project_accounts": [{"id": "theirs"}]},
        {"project_id": "79", "project_name": "Harbour"},
    ]

    assert from_scoro(rows, "ours") == [Project(77, "Tower"), Project(79, "Harbour")]


def test_what_is_kept_of_a_project_is_read_as_it_was() -> None:
    assert read([kept(Project(77, "Tower"))]) == [Project(77, "Tower")]


def test_r133_names_are_matched_trimmed_whatever_their_case_and_unescaped() -> None:
    found = named([Project(77, " tower &amp; CO "), Project(78, "Bridge"), Project(79, "bridge")])

    assert found == {"tower & co": (77,), "bridge": (78, 79)}


def test_r134_an_option_bears_the_name_that_people_see() -> None:
    assert option_name(" Harbour &amp; Sons ") == "Harbour & Sons"


def test_r134_a_project_is_the_active_option_of_its_name() -> None:
    archived = TrackingOption("cat-2", "Project", "opt-2", "Bridge", active=False)

    found = options_of(
        [Project(77, "tower &amp; co"), Project(78, "Bridge"), Project(79, "Harbour")], [TOWER, archived]
    )

    assert found == {77: TOWER}


@pytest.mark.parametrize(
    ("projects", "invoice", "bill"),
    [
        pytest.param((77, 77), 77, PER_LINE, id="all agree"),
        pytest.param((77, 78), NO_PROJECT, PER_LINE, id="they differ"),
        pytest.param((77, NO_PROJECT), NO_PROJECT, PER_LINE, id="one has none"),
        pytest.param((NO_PROJECT, NO_PROJECT), NO_PROJECT, NO_PROJECT, id="none has one"),
        pytest.param((None, None), None, None, id="projects are not tracked"),
    ],
)
def test_r133_r105_the_header_follows_from_the_lines(
    projects: tuple[int | None, ...], invoice: int | None, bill: int | None
) -> None:
    assert (of_document(lines(*projects)), of_bill(lines(*projects))) == (invoice, bill)
