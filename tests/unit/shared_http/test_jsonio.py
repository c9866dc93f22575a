"""JSON with exact decimals."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import MendedBy
from shared.jsonio import NotJsonError, dumps, loads

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)


def test_a_fraction_keeps_every_digit() -> None:
    read = loads('{"paid":88.6599999999999965894,"rate":1.10,"count":3}')

    assert str(read["paid"]) == "88.6599999999999965894"
    assert str(read["rate"]) == "1.10"
    assert read["count"] == 3
    assert isinstance(read["count"], int)


def test_decimals_are_written_as_numbers_and_days_as_iso() -> None:
    written = dumps({"amount": Decimal("10.50"), "date": dt.date(2026, 11, 20), "at": NOON})

    assert written == b'{"amount":10.50,"date":"2026-11-20","at":"2026-11-20T12:00:00Z"}'


NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@settings(deadline=None)
@given(decimals)
def test_a_decimal_survives_the_way_there_and_back(value: Decimal) -> None:
    assert Decimal(loads(dumps([value]))[0]) == value


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63) | decimals | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_every_value_can_be_read_by_others(value: Any) -> None:
    written = dumps(value)

    assert json.loads(written, parse_float=Decimal) == loads(written)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a":1', b"\xff\xfe", b'{"a":NaN}', b"[1] x", b'{"a":"\xff"}'])
def test_what_is_not_json_is_said_so_without_quoting_it(body: bytes) -> None:
    with pytest.raises(NotJsonError) as raised:
        loads(body)

    assert raised.value.mended_by is MendedBy.DEVELOPER
    assert "html" not in str(raised.value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), object()])
def test_what_json_has_no_words_for_is_refused(value: object) -> None:
    with pytest.raises(NotJsonError):
        dumps({"amount": value})


def test_a_text_that_says_nan_is_only_a_text() -> None:
    assert loads(dumps(["NaN", "Infinity"])) == ["NaN", "Infinity"]


@pytest.mark.parametrize("text", ["[" * 5_000, '{"a":' * 5_000, "[" * 5_000 + "]" * 5_000])
def test_what_is_nested_beyond_reason_is_no_json_of_ours(text: str) -> None:
    with pytest.raises(NotJsonError):
        loads(text)


def test_what_is_nested_beyond_reason_is_not_written() -> None:
    value: Any = 1
    for _ in range(5_000):
        value = [value]

    with pytest.raises(NotJsonError):
        dumps(value)
