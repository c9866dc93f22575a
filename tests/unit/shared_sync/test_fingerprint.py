import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sync.fingerprint import Day, Element, Notice, Notices, Translated, fingerprint


class Sample(Element):
    line_item_id: str | None = None
    due_date: Day | None = None
    updated_date_utc: str | None = None
    unit_amount: Decimal | None = None


AN_ELEMENT: dict[str, Any] = {
    "Type": "ACCREC",
    "Contact": {"ContactID": "c-1"},
    "Date": "2026-03-02",
    "LineItems": [{"Description": "Tea", "UnitAmount": Decimal("2.50")}],
}


def test_an_element_is_spelled_as_xero_reads_it() -> None:
    element = Sample(line_item_id="l", due_date=dt.date(2026, 3, 2), updated_date_utc="x", unit_amount=Decimal("2.50"))

    assert element.as_json() == {
        "LineItemID": "l",
        "DueDate": "2026-03-02",
        "UpdatedDateUTC": "x",
        "UnitAmount": Decimal("2.50"),
    }


def test_what_is_not_set_is_not_sent() -> None:
    assert Sample().as_json() == {}


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(dict(reversed(AN_ELEMENT.items())), id="other order of fields"),
        pytest.param({**AN_ELEMENT, "Date": dt.date(2026, 3, 2)}, id="a day held as a day"),
        pytest.param({**AN_ELEMENT, "Reference": None}, id="a field without a value"),
        pytest.param({**AN_ELEMENT, "InvoiceID": "i-1"}, id="its own id"),
        pytest.param(
            {**AN_ELEMENT, "LineItems": ({"Description": "Tea", "UnitAmount": Decimal("2.5000"), "LineItemID": "l"},)},
            id="ids of lines, zeros at the end, a tuple",
        ),
    ],
)
def test_what_does_not_matter_leaves_the_fingerprint(same: dict[str, Any]) -> None:
    assert fingerprint(same) == fingerprint(AN_ELEMENT)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({**AN_ELEMENT, "Contact": {"ContactID": "c-2"}}, id="another contact"),
        pytest.param({**AN_ELEMENT, "Date": "2026-03-03"}, id="another day"),
        pytest.param({**AN_ELEMENT, "Reference": ""}, id="a field that is emptied"),
        pytest.param({**AN_ELEMENT, "LineItems": [*AN_ELEMENT["LineItems"], {"Description": "x"}]}, id="another line"),
    ],
)
def test_what_matters_changes_the_fingerprint(other: dict[str, Any]) -> None:
    assert fingerprint(other) != fingerprint(AN_ELEMENT)


def test_the_order_of_lines_matters() -> None:
    lines = [{"Description": "a"}, {"Description": "b"}]

    assert fingerprint({"LineItems": lines}) != fingerprint({"LineItems": lines[::-1]})


def test_the_fingerprint_is_the_same_tomorrow() -> None:
    """Links keep it: a change here would look like a change of every document."""
    assert fingerprint(AN_ELEMENT) == "da0e248848aa5f3aee71f2b518687ca9653830f002b816e3fedb35e6a9b5f7fb"


def test_minus_nothing_is_nothing() -> None:
    assert fingerprint({"UnitAmount": Decimal("-0.00")}) == fingerprint({"UnitAmount": Decimal(0)})


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_equal_amounts_have_equal_fingerprints(amount: Decimal) -> None:
    assert fingerprint({"UnitAmount": amount}) == fingerprint({"UnitAmount": amount.normalize()})


def test_a_translation_knows_its_fingerprint() -> None:
    element = Sample(unit_amount=Decimal(1))

    assert Translated(element).fingerprint == fingerprint(element)


def test_a_text_that_fits_stays_and_says_nothing() -> None:
    notices = Notices()

    assert notices.fit("abc", 3, "Name") == "abc"
    assert notices.all() == ()


def test_a_text_that_is_cut_says_so() -> None:
    notices = Notices()

    assert notices.fit("ab cd", 3, "Name") == "ab"
    assert notices.all() == (Notice("cut", "Name", "5 characters, 3 are kept"),)
