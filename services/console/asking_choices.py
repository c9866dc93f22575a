"""Above what number and sum of one run a person is asked, per category; pure."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from services.console.account_choices import NONE
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.money import cents
from shared.sync.settings import MOST_DOCUMENTS, MOST_MONEY, WITH_MONEY, CategorySettings

DOCUMENTS, AMOUNT = "ask_above_documents", "ask_above_amount"
NAMES = (DOCUMENTS, AMOUNT)
LONGEST = 20
"""Digits; more are no number that anybody means."""


def documents(name: str, text: str) -> int | None:
    """A number of objects; none never asks.

    Raises InvalidChoiceError.
    """
    if text.lower() in NONE:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    if not is_number or int(text) > MOST_DOCUMENTS:
        raise InvalidChoiceError(name, f"{text!r} is not a whole number from 0 to {MOST_DOCUMENTS:,}, nor none")
    return int(text)


def amount(name: str, text: str) -> Decimal | None:
    """A sum in the organisation's currency; none never asks.

    Raises InvalidChoiceError.
    """
    if text.lower() in NONE:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found <= MOST_MONEY or found != cents(found):
        raise InvalidChoiceError(name, f"{text!r} is not a sum such as 10000 or 10000.50, nor none")
    return cents(found)


READ: dict[str, Callable[[str, str], Any]] = {DOCUMENTS: documents, AMOUNT: amount}


def misfit(category: Category, now: CategorySettings) -> str | None:
    """Why a sum makes no sense there."""
    if now.ask_above_amount is None or category in WITH_MONEY:
        return None
    return f"{category} have no sum; choose a number: {category}.{DOCUMENTS}"
