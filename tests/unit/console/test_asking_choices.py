"""Choosing above what number and sum a person is asked."""

from decimal import Decimal

import pytest

from services.console import asking_choices, setting_words
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.sync.settings import CategorySettings

DOCUMENTS, AMOUNT = "invoices.ask_above_documents", "invoices.ask_above_amount"


@pytest.mark.parametrize(("text", "number"), [("50", 50), ("0", 0), ("none", None), ("", None)])
def test_a_number_or_none(text: str, number: int | None) -> None:
    assert asking_choices.documents(DOCUMENTS, text) == number


@pytest.mark.parametrize("text", ["-1", "2.5", "many", "1000001", "9" * 5000, "٥"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidChoiceError, match="whole number from 0 to 1,000,000"):
        asking_choices.documents(DOCUMENTS, text)


@pytest.mark.parametrize(("text", "sum_"), [("10000", Decimal("10000.00")), ("0.5", Decimal("0.50")), ("none", None)])
def test_a_sum_or_none(text: str, sum_: Decimal | None) -> None:
    assert asking_choices.amount(AMOUNT, text) == sum_


@pytest.mark.parametrize("text", ["10,000", "-1", "1.005", "NaN", "Infinity", "1e400", "lots"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(InvalidChoiceError, match="is not a sum such as 10000"):
        asking_choices.amount(AMOUNT, text)


@pytest.mark.parametrize("category", list(Category))
def test_only_what_has_a_sum_is_asked_about_by_it(category: Category) -> None:
    chosen = CategorySettings(ask_above_amount=Decimal(10))

    assert (asking_choices.misfit(category, chosen) is None) == setting_words.has_sum(category)
    assert asking_choices.misfit(category, CategorySettings(ask_above_documents=5)) is None
