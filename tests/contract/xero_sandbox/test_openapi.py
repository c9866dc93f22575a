"""The comparison with Xero's OpenAPI file notices what it should."""

import json
from typing import Any

import pytest

from tests.contract.xero_sandbox.openapi import Exchange, deviations


def answered(**invoice: Any) -> Exchange:
    body = {"Invoices": [{"Type": "ACCREC", "Total": 1.5, **invoice}]}
    return Exchange("GET", "/api.xro/2.0/Invoices", b"", 200, json.dumps(body).encode())


def test_a_good_answer_passes() -> None:
    assert deviations(answered(DateString="2026-11-20T00:00:00")) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Status", "FINISHED", "is not one of"),
        ("Total", "1.50", "is not of type 'number'"),
        ("Colour", "red", "unknown key $.Invoices[0].Colour"),
        ("Reference", None, "null at $.Invoices[0].Reference"),
        ("LineItems", [{"Quantity": "2"}], "is not of type 'number'"),
    ],
)
def test_a_bad_answer_is_noticed(field: str, value: Any, said: str) -> None:
    found = deviations(answered(**{field: value}))

    assert any(said in one for one in found), found


def test_a_bad_request_is_noticed() -> None:
    sent = json.dumps({"Invoices": [{"Type": "SALE"}]}).encode()

    found = deviations(Exchange("PUT", "/api.xro/2.0/Invoices", sent, 200, b'{"Invoices": []}'))

    assert any("request:" in one for one in found)
