"""A document of Xero as an update of what stands in Scoro: whatever stays there must not change the sum (R85, R122)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from shared.documents.to_scoro.in_scoro import LineInScoro, TradeDocumentInScoro
from shared.documents.to_scoro.mapping import onto

A_LINE = LineInScoro(comment="Work", price=Decimal(100), amount=Decimal(1))
A_DOCUMENT = TradeDocumentInScoro(
    no="INV-1", company_id=301, date=dt.date(2026, 11, 1), currency="GBP", lines=(A_LINE,)
)


def sent(line: Mapping[str, Any], /, **header: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "discount": "0.000000",
        "discount2": None,
        "lines": [{"id": 14001, **line}],
        **header,
    }
    return onto(A_DOCUMENT, row).as_json()


def test_nothing_is_said_of_what_is_not_there() -> None:
    said = sent({"amount2": None})

    assert {"discount", "discount2", "discount3"}.isdisjoint(said)
    assert said["lines"] == [
        {"id": 14001, "product_id": 0, "comment": "Work", "price": "100", "amount": "1", "discount": "0"}
    ]


@pytest.mark.parametrize("name", ["discount", "discount2", "discount3"])
def test_r122_a_discount_of_the_document_is_taken_away(name: str) -> None:
    assert sent({}, **{name: "20.000000"})[name] == "0"


@pytest.mark.parametrize(("there", "said"), [("2.000000", "1"), ("1.000000", None), ("0", None)])
def test_r85_a_second_quantity_no_longer_multiplies(there: str, said: str | None) -> None:
    [line] = sent({"amount2": there})["lines"]

    assert line.get("amount2") == said
