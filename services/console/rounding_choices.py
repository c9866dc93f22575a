"""Where the cents of a rounding line go, and how many of them may; pure."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from services.console import account_choices
from services.console.account_choices import NONE, Account
from shared.errors import InvalidChoiceError
from shared.money import cents, plain
from shared.sync.settings import MOST_TOLERANCE, Rounding

ACCOUNT, TOLERANCE = "rounding.account", "rounding.tolerance"
NAMES = (ACCOUNT, TOLERANCE)
CLASSES = frozenset({"ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"})
"""Xero's own rounding account is a liability; some keep cents among the expenses."""
XEROS_OWN = "ROUNDING"
"""The one account of Xero itself that takes lines."""


def changed(before: Rounding, name: str, text: str, accounts: Sequence[Account]) -> Rounding:
    """With this wish fulfilled.

    Raises InvalidChoiceError.
    """
    if name == TOLERANCE:
        return before.model_copy(update={"tolerance": tolerance(text)})
    code = None if text.lower() in NONE else account_choices.chosen(name, text, CLASSES, usable(accounts))
    return before.model_copy(update={"account": code})


def usable(accounts: Sequence[Account]) -> list[Account]:
    """As they are to be judged here: Xero's rounding account is like any other."""
    return [
        one.model_copy(update={"system_account": ""}) if one.system_account == XEROS_OWN else one for one in accounts
    ]


def tolerance(text: str) -> Decimal:
    """Raises InvalidChoiceError."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= MOST_TOLERANCE or amount != cents(amount):
        raise InvalidChoiceError(
            TOLERANCE, f"{text!r} is not an amount in whole cents from 0.00 to {plain(MOST_TOLERANCE)}, such as 0.05"
        )
    return cents(amount)
