"""Which elements of a call Xero accepted, one by one."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from shared.errors import SyncError, UnclearError
from shared.http import Answer
from shared.jsonio import dumps
from shared.xero.errors import (
    CallRefusedError,
    DamagedAnswerError,
)
from tests.unit.shared_xero.examples import (
    NAME_TAKEN,
    TWO_INVOICES,
    Xero,
    answering,
)


def test_elements_are_judged_one_by_one() -> None:
    good, bad = Xero(lambda _request: httpx.Response(200)).client.read_elements(
        "Invoices", Answer(200, {}, TWO_INVOICES), sent=2
    )

    assert (good.is_ok, good.position, good.body["Total"]) == (True, 0, Decimal("25.20"))
    assert (bad.is_ok, bad.position) == (False, 1)
    assert [refusal.code for refusal in bad.refusals] == ["invoice_number_taken"]


@pytest.mark.parametrize(
    ("element", "codes", "warnings"),
    [
        pytest.param({"HasErrors": False}, [], (), id="no flag at all"),
        pytest.param({"StatusAttributeString": "ERROR"}, ["refused_without_reason"], (), id="an error without a word"),
        pytest.param(
            {"HasValidationErrors": True}, ["refused_without_reason"], (), id="contacts and payments flag otherwise"
        ),
        pytest.param(
            {"StatusAttributeString": "WARNING", "Warnings": [{"Message": "Rate looks odd"}]},
            [],
            ("Rate looks odd",),
            id="a warning is no refusal",
        ),
        pytest.param(
            {
                "HasErrors": True,
                "ValidationErrors": [{"Message": "Email address must be valid."}],
                "Contact": {"ValidationErrors": [{"Message": "Email address must be valid."}]},
                "LineItems": [{"ValidationErrors": [{"Message": "Item code 'x' is not valid"}]}],
            },
            ["email_invalid", "item_code_unknown"],
            (),
            id="parts tell their own errors, each once",
        ),
    ],
)
def test_an_element_is_refused_by_any_sign_of_it(
    element: dict[str, Any], codes: list[str], warnings: tuple[str, ...]
) -> None:
    body = dumps({"Invoices": [element]})

    (result,) = answering({}).client.read_elements("Invoices", Answer(200, {}, body), sent=1)

    assert [refusal.code for refusal in result.refusals] == codes
    assert result.warnings == warnings


@pytest.mark.parametrize(
    ("answer", "sent", "kind"),
    [
        pytest.param(Answer(200, {}, TWO_INVOICES), 3, DamagedAnswerError, id="one is missing"),
        pytest.param(Answer(200, {}, b'{"Contacts":[]}'), 2, DamagedAnswerError, id="another list"),
        pytest.param(Answer(200, {}, b'{"Invoices":[1,2]}'), 2, DamagedAnswerError, id="no objects"),
        pytest.param(Answer(200, {}, TWO_INVOICES[:80]), 2, DamagedAnswerError, id="broken off"),
        pytest.param(Answer(500), 2, UnclearError, id="a fault"),
        pytest.param(Answer(400, {}, NAME_TAKEN), 2, CallRefusedError, id="the whole call refused"),
    ],
)
def test_an_answer_that_does_not_answer_each_element_judges_none(
    answer: Answer, sent: int, kind: type[SyncError]
) -> None:
    with pytest.raises(kind):
        answering({}).client.read_elements("Invoices", answer, sent=sent)
