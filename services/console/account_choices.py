"""Which of Xero's accounts can be chosen as a default (R24, R25, R43); pure."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from shared.errors import InvalidChoiceError

SALES = frozenset({"REVENUE"})
EXPENSE = frozenset({"EXPENSE", "ASSET", "LIABILITY"})
"""Classes that fit; assets and liabilities can be bought."""
BANK = "BANK"
NONE = frozenset({"", "none"})
"""What takes a choice back, of an account or of anything else."""
NAMED_AT_MOST = 8
"""As many fitting ones as fit a line."""


class Account(BaseModel):
    """What of an account in Xero decides whether it can be chosen."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    code: str = Field(default="", alias="Code")
    name: str = Field(default="", alias="Name")
    status: str = Field(default="ACTIVE", alias="Status")
    account_class: str = Field(default="", alias="Class")
    type: str = Field(default="", alias="Type")
    system_account: str = Field(default="", alias="SystemAccount")

    def unfit(self, classes: frozenset[str]) -> str | None:
        """Why documents cannot use it by default; None where they can."""
        if self.status != "ACTIVE":
            return "is archived in Xero"
        if self.type == BANK:
            return "is a bank account"
        if self.system_account:
            return "belongs to Xero itself"
        return None if self.account_class in classes else f"is of class {self.account_class}"


def chosen(name: str, code: str, classes: frozenset[str], accounts: Sequence[Account]) -> str:
    """The code, where it can be chosen.

    Raises InvalidChoiceError.
    """
    if not accounts:
        raise InvalidChoiceError(name, "the accounts were not read from Xero yet; synchronize first")
    found = next((account for account in accounts if account.code == code), None)
    if found is None:
        raise InvalidChoiceError(name, f"Xero has no account {code}{_fitting(accounts, classes)}")
    if reason := found.unfit(classes):
        raise InvalidChoiceError(name, f"account {code} {found.name} {reason}{_fitting(accounts, classes)}")
    return code


def _fitting(accounts: Sequence[Account], classes: frozenset[str]) -> str:
    codes = [account.code for account in accounts if account.code and account.unfit(classes) is None]
    more = " …" if len(codes) > NAMED_AT_MOST else ""
    return f"; fitting: {', '.join(codes[:NAMED_AT_MOST])}{more}" if codes else ""
