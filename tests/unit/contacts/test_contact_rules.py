import datetime as dt
from typing import Any

import pytest

from services.contacts.rules import left_out
from shared.sync.settings import CategorySettings, Direction
from tests.unit.contacts.examples import a_contact

ON = CategorySettings(enabled=True, direction=Direction.FROM_SCORO, start_date=dt.date(2026, 3, 1))
OFF = ON.model_copy(update={"enabled": False})
BACKWARDS = ON.model_copy(update={"direction": Direction.TO_SCORO})
LATER = ON.model_copy(update={"start_date": dt.date(2026, 3, 3)})
NOBODY = {"is_client": 0, "is_supplier": 0}


def reason(settings: CategorySettings = ON, *, contact: dict[str, Any] | None = None, **asked: Any) -> str | None:
    return left_out(
        a_contact(**(contact or {})), settings, **{"time_zone": "Europe/London", "is_linked": False, **asked}
    )


@pytest.mark.parametrize(
    "contact",
    [
        pytest.param({"is_client": 1, "is_supplier": 0}, id="a client"),
        pytest.param({"is_client": 0, "is_supplier": 1}, id="a supplier"),
        pytest.param({"contact_type": "person", "lastname": "Quay"}, id="a person"),
    ],
)
def test_r66_clients_and_suppliers_cross(contact: dict[str, Any]) -> None:
    assert reason(contact=contact) is None


@pytest.mark.parametrize(
    ("settings", "contact", "asked", "expected"),
    [
        pytest.param(OFF, {}, {}, "category_switched_off", id="R18 switched off"),
        pytest.param(BACKWARDS, {}, {}, "wrong_direction", id="R65 the other direction"),
        pytest.param(ON, NOBODY, {}, "not_client_or_supplier", id="R66 on neither list"),
        pytest.param(LATER, {}, {}, "before_start_date", id="R31 before the start date"),
        pytest.param(ON, {}, {"is_in_bookmark": False}, "outside_bookmark", id="R74 outside the bookmark"),
        pytest.param(ON, {"is_deleted": 1}, {}, "nothing_to_delete", id="deleted and never linked"),
    ],
)
def test_each_rule_names_why_a_contact_is_left_out(
    settings: CategorySettings, contact: dict[str, Any], asked: dict[str, Any], expected: str
) -> None:
    assert reason(settings, contact=contact, **asked) == expected


@pytest.mark.parametrize("settings", [OFF, BACKWARDS, LATER])
@pytest.mark.parametrize("contact", [{}, NOBODY])
def test_r37_r68_r69_r74_what_a_document_needs_crosses_whatever_the_category_says(
    settings: CategorySettings, contact: dict[str, Any]
) -> None:
    assert reason(settings, contact=contact, asked_as_dependency=True, is_in_bookmark=False) is None


@pytest.mark.parametrize(("settings", "expected"), [(OFF, None), (LATER, None), (BACKWARDS, "wrong_direction")])
def test_r141_a_click_ignores_all_but_the_direction(settings: CategorySettings, expected: str | None) -> None:
    assert reason(settings, contact=NOBODY, asked_by_person=True, is_in_bookmark=False) == expected


@pytest.mark.parametrize(
    ("modified", "expected"),
    [
        pytest.param("2026-02-28T21:59:59+00:00", "before_start_date", id="one second too early"),
        pytest.param("2026-02-28T22:00:00+00:00", None, id="midnight there counts"),
        pytest.param("2026-02-28 22:00:00", None, id="without an offset"),
    ],
)
def test_r36_the_start_date_begins_at_midnight_in_the_sites_zone(modified: str, expected: str | None) -> None:
    contact = {"created_date": "2020-01-01T00:00:00+00:00", "modified_date": modified}

    assert reason(contact=contact, time_zone="Europe/Tallinn") == expected


def test_r31_a_contact_created_since_and_never_modified_crosses() -> None:
    contact = {"created_date": "2026-03-05T00:00:00+00:00", "modified_date": "0000-00-00 00:00:00"}

    assert reason(contact=contact) is None


def test_r147_a_deleted_contact_that_is_linked_passes_so_that_its_link_is_closed() -> None:
    assert reason(contact={"is_deleted": 1}, is_linked=True) is None
