from decimal import Decimal
from typing import Any

import pytest

from shared.documents.errors import NumberTakenError
from shared.documents.fields import XeroStatus
from shared.documents.from_scoro.matching import Create, Link, match
from shared.documents.twins import Twin
from tests.unit.invoices.examples import A_TWIN, an_invoice, as_invoice

GROSS = Decimal("1140.00")


def decide(*found: Twin, linked: frozenset[str] = frozenset()) -> Link | Create:
    return match(as_invoice(an_invoice()), GROSS, found, linked=linked)


def changed(**changes: Any) -> Twin:
    return A_TWIN.model_copy(update=changes)


def test_a_free_number_creates() -> None:
    assert decide() == Create()


def test_r82_the_same_document_is_linked() -> None:
    assert decide(A_TWIN) == Link(A_TWIN)


@pytest.mark.parametrize(
    "twin",
    [
        pytest.param(changed(contact_id="other"), id="another contact"),
        pytest.param(changed(total=Decimal("1140.01")), id="another total"),
        pytest.param(changed(currency_code="EUR"), id="another currency"),
        pytest.param(changed(status=XeroStatus.VOIDED), id="R81 voided"),
    ],
)
def test_r82_any_other_document_of_that_number_is_never_overwritten(twin: Twin) -> None:
    with pytest.raises(NumberTakenError, match="2026031"):
        decide(twin)


def test_a_document_that_has_its_twin_already_is_not_free() -> None:
    with pytest.raises(NumberTakenError):
        decide(A_TWIN, linked=frozenset({A_TWIN.xero_id}))


@pytest.mark.parametrize(
    "twin",
    [
        pytest.param(changed(status=XeroStatus.DELETED), id="a deleted draft"),
        pytest.param(changed(kind="credit_note"), id="a credit note: another series"),
        pytest.param(changed(number="2026032"), id="another number"),
    ],
)
def test_what_does_not_stand_in_the_way(twin: Twin) -> None:
    assert decide(twin) == Create()
